import { join } from 'node:path';
import { atOnce } from './at-once.ts';
import { smokeThatNeeds } from './smoke.ts';

const installSmoke = smokeThatNeeds('install', 'status', 'statusJson', 'start', 'uv');
const startSmoke = smokeThatNeeds('start', 'uv');
const stopSmoke = smokeThatNeeds('install', 'start', 'stop', 'uv');

const rounds = [1, 2, 3, 4];

installSmoke('two installs make one runtime', async ({ ktx, sandbox, expect }) => {
  for (const round of rounds) {
    const fresh = ktx.at(join(sandbox.dir, `root ${round}`));
    for (const flags of [[], ['--force']]) {
      const both = await atOnce(fresh, sandbox, ['install', '--yes', ...flags]);
      for (const result of both) expect(result).toSucceed();
      const [first, second] = both.map(({ stdout }) => ktx.readText('install-text', stdout));
      expect(second).toEqual({ ...first, headline: second?.headline });
      expect(await fresh.status()).toMatchObject({ kind: 'ready', manifest: { features: first?.features } });
    }
    await fresh.start();
    await fresh.end();
  }
});

startSmoke('two starts bring up one daemon', async ({ ktx, sandbox, expect }) => {
  for (const round of rounds) {
    const fresh = ktx.at(join(sandbox.dir, `root ${round}`));
    const both = await atOnce(fresh, sandbox, ['start']);
    for (const result of both) expect(result).toExit(0);
    const [first, second] = both.map(({ stdout }) => ktx.readText('start-text', stdout));
    expect(second).toMatchObject({ pid: first?.pid, url: first?.url });
    await expect.poll(fresh.daemons).toMatchObject([{ pid: first?.pid }]);
    await fresh.end();
  }
});

startSmoke('two start --force leave one daemon', async ({ ktx, sandbox, expect }) => {
  await ktx.start();
  for (const _ of rounds) {
    const both = await atOnce(ktx, sandbox, ['start', '--force']);
    const pids = both.filter(({ stdout }) => stdout !== '').map(({ stdout }) => ktx.readText('start-text', stdout).pid);
    await expect.poll(() => ktx.daemons().length).toBe(1);
    const { pid, url } = await ktx.start();
    expect(pids).toContain(pid);
    await ktx.health(url);
  }
  await ktx.end();
});

stopSmoke(
  'a start and a stop leave one daemon or none, and the record says which',
  async ({ ktx, sandbox, expect }) => {
    await ktx.install();
    for (const _ of rounds) {
      for (const result of await atOnce(ktx, sandbox, ['start', '--force'], ['stop']))
        expect(result.stdout).not.toBe('');
      const running = ktx.daemons().map(({ pid }) => pid);
      const { headline, pid } = await ktx.stop();
      expect(pid === undefined ? [] : [pid], headline).toEqual(running);
      await expect.poll(ktx.daemons).toEqual([]);
    }
  },
);

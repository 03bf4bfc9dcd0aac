import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fastClock } from '../../process/preload.ts';
import { signalProcess } from '../../process/survivors.ts';
import { begunAtOnce, twiceAtOnce } from './at-once.ts';
import { SlowDaemon } from './slow-daemon.ts';
import { smokeThatNeeds } from './smoke.ts';

const installSmoke = smokeThatNeeds('install', 'status', 'statusJson', 'start', 'uv');
const startSmoke = smokeThatNeeds('start', 'uv');
const stopSmoke = smokeThatNeeds('install', 'start', 'stop', 'uv');

const rounds = [1, 2, 3];

installSmoke('two installs make one runtime', async ({ ktx, sandbox, expect }) => {
  for (const round of rounds) {
    const fresh = ktx.at(join(sandbox.dir, `root ${round}`));
    const both = await twiceAtOnce(fresh, sandbox, 'install', '--yes');
    for (const result of both) expect(result).toSucceed();
    const [first, second] = both.map(({ stdout }) => ktx.readText('install-text', stdout));
    expect(second).toEqual({ ...first, headline: second?.headline });
    expect(await fresh.status()).toMatchObject({ kind: 'ready', manifest: { features: first?.features } });
  }
});

installSmoke('an install leaves another alone that is half-way', async ({ ktx, uv, expect }) => {
  const { env, waits } = await uv.waitingAfter('venv');
  const first = ktx.with({ env }).begin('install', '--yes');
  const goOn = await waits();
  // By its clock the first takes half a minute.
  const second = ktx.with({ env: fastClock }).begin('install', '--yes');
  // One that waits for the first would wait for ever.
  await Promise.race([second.end(), sleep(2000)]);
  await goOn();
  for (const result of await Promise.all([first.end(), second.end()])) {
    expect(result).toSucceed();
    ktx.readText('install-text', result.stdout);
  }
  expect((await ktx.status()).kind).toBe('ready');
});

installSmoke('two install --force make one runtime', async ({ ktx, sandbox, expect }) => {
  const installed = await ktx.install();
  for (const _ of rounds) {
    const both = await twiceAtOnce(ktx, sandbox, 'install', '--yes', '--force');
    for (const result of both) {
      expect(result).toSucceed();
      expect(ktx.readText('install-text', result.stdout)).toEqual(installed);
    }
  }
  expect((await ktx.status()).kind).toBe('ready');
  await ktx.start();
  await ktx.end();
});

startSmoke('two starts bring up one daemon', async ({ ktx, sandbox, expect }) => {
  for (const round of rounds) {
    const fresh = ktx.at(join(sandbox.dir, `root ${round}`));
    const both = await twiceAtOnce(fresh, sandbox, 'start');
    for (const result of both) expect(result).toExit(0);
    const [first, second] = both.map(({ stdout }) => ktx.readText('start-text', stdout));
    expect(second).toMatchObject({ pid: first?.pid, url: first?.url });
    await expect.poll(fresh.daemons).toMatchObject([{ pid: first?.pid }]);
    await fresh.end();
  }
});

startSmoke('two start --force leave one daemon', async ({ ktx, sandbox, expect }) => {
  const { pid: old } = await ktx.start();
  const [daemon] = ktx.daemons();
  // It does not end when it is told to: two that do not wait for each other wait for it, and go on together.
  process.kill(old, 'SIGSTOP');
  const begun = await begunAtOnce(ktx, sandbox, 'start', '--force');
  await sleep(1500);
  if (daemon) signalProcess(daemon, 'SIGKILL');
  const both = await Promise.all(begun.map((command) => command.end()));
  const pids = both.filter(({ stdout }) => stdout !== '').map(({ stdout }) => ktx.readText('start-text', stdout).pid);
  await expect.poll(() => ktx.daemons().length).toBe(1);
  const { pid, url } = await ktx.start();
  expect(pids).toContain(pid);
  await ktx.health(url);
  await ktx.end();
});

stopSmoke('a start and a stop leave one daemon or none, and the record says which', async ({ ktx, expect }) => {
  const slow = await SlowDaemon.inPlaceOf((await ktx.install()).daemon);
  await slow.put();
  const start = ktx.begin('start');
  const goOn = await slow.waits();
  const stop = ktx.begin('stop');
  // One that waits for the start would wait for ever.
  await Promise.race([stop.end(), sleep(1000)]);
  await Promise.race([goOn(), start.end()]);
  const started = await start.end();
  expect(started).toSucceed();
  const { pid } = ktx.readText('start-text', started.stdout);
  const stopped = ktx.readText('stop-text', (await stop.end()).stdout);
  expect(stopped.pid ?? pid).toBe(pid);
  expect(ktx.daemons().map((daemon) => daemon.pid)).toEqual(stopped.pid === undefined ? [pid] : []);
  await ktx.end();
});

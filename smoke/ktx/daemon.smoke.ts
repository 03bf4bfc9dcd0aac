import { once } from 'node:events';
import { access, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { fastClockWhile } from '../process/preload.ts';
import { answering } from './answering.ts';
import { openElsewhere } from './open-elsewhere.ts';
import { smokeThatNeeds } from './smoke.ts';

const smoke = smokeThatNeeds('start', 'uv');
const statusSmoke = smokeThatNeeds('start', 'status', 'statusJson', 'uv');
const stopSmoke = smokeThatNeeds('start', 'stop', 'uv');

statusSmoke(
  'start brings up one daemon, on loopback alone, that answers for itself',
  async ({ ktx, context, expect }) => {
    const started = await ktx.start();
    expect(started).toMatchObject({
      headline: ktx.text('started'),
      version: context.subject.version,
      features: ktx.contract.features.default,
    });
    const { pid, version } = started;
    const { daemonStatePath, daemonStdoutPath, daemonStderrPath } = (await ktx.status()).layout;
    expect(started).toMatchObject({ state: daemonStatePath, stdout: daemonStdoutPath, stderr: daemonStderrPath });
    const port = Number(new URL(started.url).port);
    expect(await ktx.health(started.url)).toMatchObject({ version: context.subject.version });
    expect(await openElsewhere(ktx.daemons(), port)).toEqual([]);
    const state = ktx.readDocument('daemon-state', await readFile(started.state, 'utf8'));
    expect(state).toMatchObject({ pid, port, version, features: started.features });
    expect(state).toMatchObject({ stdoutLog: started.stdout, stderrLog: started.stderr });
    await expect.poll(ktx.daemons).toMatchObject([{ pid }]);
    await ktx.end();
  },
);

smoke('start again reuses the same daemon', async ({ ktx, expect, onTestFinished }) => {
  const first = await ktx.start();
  const [daemon] = ktx.daemons();
  // A client that has connected and says nothing keeps nobody else from being answered.
  const silent = connect(Number(new URL(first.url).port), '127.0.0.1');
  onTestFinished(() => void silent.destroy());
  await once(silent, 'connect');
  const second = await ktx.start();
  expect(second).toEqual({ ...first, headline: ktx.text('startedAlready') });
  await expect.poll(ktx.daemons).toEqual([daemon]);
  await ktx.end();
});

smoke('start --force replaces the daemon', async ({ ktx, expect }) => {
  const first = await ktx.start();
  const second = await ktx.start('--force');
  expect(second.headline).toBe(ktx.text('started'));
  expect(second.pid).not.toBe(first.pid);
  await expect.poll(ktx.daemons).toMatchObject([{ pid: second.pid }]);
  await ktx.end();
});

smoke('start after the daemon was killed brings up a new one', async ({ ktx, expect }) => {
  const first = await ktx.start();
  await ktx.end();
  const second = await ktx.start();
  expect(second.headline).toBe(ktx.text('started'));
  expect(second.pid).not.toBe(first.pid);
  await ktx.health(second.url);
  await expect.poll(ktx.daemons).toMatchObject([{ pid: second.pid }]);
  await ktx.end();
});

smoke('start replaces a daemon that does not answer', async ({ ktx, expect }) => {
  const first = await ktx.start();
  process.kill(first.pid, 'SIGSTOP');
  const second = await ktx.with({ env: fastClockWhile(first.pid) }).start();
  expect(second.headline).toBe(ktx.text('started'));
  expect(second.pid).not.toBe(first.pid);
  await ktx.health(second.url);
  await expect.poll(ktx.daemons).toMatchObject([{ pid: second.pid }]);
  await ktx.end();
});

smoke('start replaces a daemon of another version', async ({ ktx, context, expect }) => {
  const { pid, url, state } = await ktx.start();
  await using other = await answering({ ...(await ktx.health(url)), version: '0.0.7' });
  const record = ktx.readDocument('daemon-state', await readFile(state, 'utf8'));
  await writeFile(state, JSON.stringify({ ...record, version: '0.0.7', port: other.port }));
  const second = await ktx.start();
  expect(second).toMatchObject({ headline: ktx.text('started'), version: context.subject.version });
  expect(second.pid).not.toBe(pid);
  await expect.poll(ktx.daemons).toMatchObject([{ pid: second.pid }]);
  await ktx.end();
});

stopSmoke('stop ends the daemon, and stop again says that there is none', async ({ ktx, expect }) => {
  const { pid, state } = await ktx.start();
  expect(await ktx.stop()).toMatchObject({ headline: ktx.text('stopped'), pid, state });
  expect(ktx.daemons()).toEqual([]);
  await expect(access(state)).rejects.toThrow('ENOENT');
  expect(await ktx.stop()).toMatchObject({ headline: ktx.text('stoppedAlready') });
});

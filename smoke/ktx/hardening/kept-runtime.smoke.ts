import { readFile } from 'node:fs/promises';
import { uvSteps } from './meddling-uv.ts';
import { smokeThatNeeds } from './smoke.ts';
import { WorkingRuntime } from './working-runtime.ts';

const smoke = smokeThatNeeds('install', 'status', 'statusJson', 'lazyInstall', 'uv');

smoke('without uv, install --force is refused and the runtime works on', async ({ ktx, runtime, sandbox, expect }) => {
  const withoutUv = ktx.with({ env: { PATH: sandbox.pathWithout('uv') } });
  expect(await withoutUv.runtime('install', '--yes', '--force')).toRefuse({ stderr: ktx.text('uvMissing') });
  await runtime.stillWorks();
  expect(await withoutUv.install()).toEqual({ ...runtime.installed, headline: ktx.text('installedAlready') });
});

for (const step of uvSteps) {
  smoke(`when uv fails at ${step} the runtime works on`, async ({ ktx, runtime, uv, expect }) => {
    const { installLog } = runtime.installed;
    const failing = ktx.with({ env: await uv.failingAt(step) });
    const stderr = ktx.text('installFailed', { path: installLog });
    expect(await failing.runtime('install', '--yes', '--force')).toRefuse({ stderr });
    expect(await readFile(installLog, 'utf8')).toContain(`told to fail at ${step}`);
    await runtime.stillWorks();
  });

  smoke(`when an install is killed at ${step} the runtime works on`, async ({ ktx, runtime, uv, expect }) => {
    const { env, waits } = await uv.waitingAt(step);
    const install = ktx.with({ env }).begin('install', '--yes', '--force');
    await waits();
    install.kill('SIGKILL');
    expect(await install.end()).toBeKilledBy('SIGKILL');
    await runtime.stillWorks();
    expect(await ktx.install('--force')).toEqual(runtime.installed);
  });
}

smoke('when an install is killed and its uv is not, the runtime works on', async ({ ktx, runtime, uv, expect }) => {
  // At this step there is an environment already, to stumble over or to clear away under it.
  const { env, waits } = await uv.waitingAt('pip');
  const install = ktx.with({ env }).begin('install', '--yes', '--force');
  const goOn = await waits();
  const [orphan] = ktx.daemons();
  process.kill(install.pid, 'SIGKILL');
  expect(await install.end()).toBeKilledBy('SIGKILL');
  expect(await ktx.install('--force')).toEqual(runtime.installed);
  await goOn();
  await expect.poll(() => ktx.daemons()).not.toContainEqual(orphan);
  await runtime.stillWorks();
});

smoke('when an install is interrupted by Ctrl-C the runtime works on', async ({ ktx, runtime, uv, expect }) => {
  // A terminal interrupts uv as well, which may then end before the command has heard of it; a supervisor does not.
  for (const by of ['a supervisor', 'a terminal']) {
    const { env, waits } = await uv.waitingAt('pip');
    const install = ktx.with({ env }).begin('install', '--yes', '--force');
    await waits();
    if (by === 'a terminal') install.kill('SIGINT');
    else process.kill(install.pid, 'SIGINT');
    const { stdout, stderr, ...end } = await install.end();
    expect(end).not.toMatchObject({ kind: 'exited', code: 0 });
    expect(stdout).toBe('');
    expect(stderr).not.toContain('    at ');
    await runtime.stillWorks();
  }
});

smoke(
  'on a full disk an install fails in one line and the runtime works on',
  async ({ ktx, disk, sandbox, expect }) => {
    const onDisk = ktx.with({ via: disk.via });
    const runtime = await WorkingRuntime.install(onDisk, sandbox, expect);
    for (const blocksLeft of [0, 2, 6]) {
      expect(await disk.fill(blocksLeft)).toSucceed();
      expect(await onDisk.refusal('install', '--yes', '--force')).not.toBe('');
      await runtime.stillWorks();
    }
  },
);

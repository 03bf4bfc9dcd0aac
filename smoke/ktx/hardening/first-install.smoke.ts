import { join } from 'node:path';
import { uvSteps } from './meddling-uv.ts';
import { smokeThatNeeds } from './smoke.ts';

const smoke = smokeThatNeeds('install', 'status', 'statusJson', 'lazyInstall', 'uv');

for (const step of uvSteps) {
  smoke(`when uv fails at ${step} there is no runtime, and the next try makes one`, async ({ ktx, uv, expect }) => {
    const failing = ktx.with({ env: await uv.failingAt(step) });
    const { installLogPath } = (await ktx.status()).layout;
    const stderr = ktx.text('installFailed', { path: installLogPath });
    expect(await failing.runtime('install', '--yes')).toRefuse({ stderr });
    expect((await ktx.status()).kind).toMatch(/^(missing|broken)$/);
    expect((await ktx.install()).headline).toBe(ktx.text('installed'));
    expect((await ktx.status()).kind).toBe('ready');
  });
}

smoke('when it is killed there is no runtime, and the next try makes one', async ({ ktx, sandbox, uv, expect }) => {
  const project = join(sandbox.work, 'demo');
  await ktx.prepareDemo(project);
  const { env, waits } = await uv.waitingAt('pip');
  const install = ktx.with({ env }).begin('install', '--yes');
  await waits();
  install.kill('SIGKILL');
  expect(await install.end()).toBeKilledBy('SIGKILL');
  expect((await ktx.status()).kind).toMatch(/^(missing|broken)$/);
  expect(await ktx.query(project, '--no-input')).toRefuse({ stderr: ktx.text('runtimeRequired') });
  const query = await ktx.query(project, '--yes');
  expect(query.stdout).toMatch(/^\s*SELECT\b/i);
  expect(await ktx.status()).toMatchObject({ kind: 'ready' });
});

import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { writeLauncher } from '../sandbox/launcher.ts';
import { withDamagedWheel } from './bundled-wheel.ts';
import { smokeThatNeeds } from './smoke.ts';

const smoke = smokeThatNeeds('doctor', 'doctorJson');
const smokeWithUv = smokeThatNeeds('doctor', 'doctorJson', 'install', 'uv');

smokeWithUv('before an install it fails on the runtime alone, and says how to mend it', async ({ ktx, expect }) => {
  const { checks } = await ktx.doctor({ exit: 1 });
  expect(checks.map(({ label, status }) => `${status} ${label}`)).toEqual([
    'PASS uv',
    'PASS Bundled Python wheel',
    'FAIL Managed Python runtime',
  ]);
  expect(checks[2].fix).toContain(`${ktx.command} install --yes`);
});

smokeWithUv('after an install every check passes, in text and in JSON', async ({ ktx, expect }) => {
  await ktx.install();
  const text = await ktx.doctor({ exit: 0 });
  const json = await ktx.doctorJson({ exit: 0 });
  expect(text.checks.map(({ label, status }) => ({ label, status }))).toEqual(
    ktx.contract.doctorChecks.map(({ label }) => ({ label, status: 'PASS' })),
  );
  expect(json.checks.map(({ id, label, status, detail }) => ({ id, label, status, detail }))).toEqual(
    ktx.contract.doctorChecks.map((check, at) => ({ ...check, status: 'pass', detail: text.checks[at]?.detail })),
  );
});

smoke('without uv it fails on uv', async ({ ktx, sandbox, expect }) => {
  const withoutUv = ktx.with({ env: { PATH: sandbox.pathWithout('uv') } });
  const { checks } = await withoutUv.doctorJson({ exit: 1 });
  expect(checks.filter(({ status }) => status === 'fail').map(({ id }) => id)).toEqual(['uv', 'runtime']);
  expect(checks[0].fix).toMatch(/install uv/i);
});

smoke('a uv that cannot be run fails on uv', async ({ ktx, sandbox, expect }) => {
  const bin = join(sandbox.dir, 'bin of a failing uv');
  await mkdir(bin);
  await writeLauncher(join(bin, 'uv'), ['false']);
  const PATH = [bin, sandbox.env.PATH].join(delimiter);
  const { checks } = await ktx.with({ env: { PATH } }).doctorJson({ exit: 1 });
  expect(checks[0]).toMatchObject({ id: 'uv', status: 'fail' });
});

smoke('a damaged wheel fails with its path', async ({ ktx, context, sandbox, expect }) => {
  const damaged = await withDamagedWheel('another byte', ktx, context, sandbox);
  const { checks } = await damaged.ktx.doctorJson({ exit: 1 });
  expect(checks[1]).toMatchObject({
    id: 'asset',
    status: 'fail',
    detail: ktx.text('wheelMismatch', { path: damaged.path }),
  });
});

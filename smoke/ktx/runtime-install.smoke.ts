import { access, mkdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { withDamagedWheel } from './bundled-wheel.ts';
import { smokeThatNeeds } from './smoke.ts';

const smoke = smokeThatNeeds('install', 'uv');
const smokeWithoutUv = smokeThatNeeds('install');

smoke('install makes what it says, and a second install keeps it', async ({ ktx, context, sandbox, expect }) => {
  // uv is on PATH, and need not be in its first directory, whatever else there is of that name.
  await mkdir(join(sandbox.work, 'uv'));
  const PATH = [sandbox.work, sandbox.env.PATH].join(delimiter);
  const installed = await ktx.with({ env: { PATH } }).install();
  expect(installed).toMatchObject({
    headline: ktx.text('installed'),
    version: context.subject.version,
    features: ktx.contract.features.default,
  });
  const manifest = ktx.readDocument('runtime-manifest', await readFile(installed.manifest, 'utf8'));
  expect(manifest).toMatchObject({ cliVersion: installed.version, features: installed.features });
  for (const path of [installed.python, installed.daemon, installed.installLog]) await access(path);
  expect(await ktx.install()).toEqual({ ...installed, headline: ktx.text('installedAlready') });
});

smokeWithoutUv('install without uv says that uv is required', async ({ ktx, sandbox, expect }) => {
  const withoutUv = ktx.with({ env: { PATH: sandbox.pathWithout('uv') } });
  expect(await withoutUv.runtime('install', '--yes')).toRefuse({ stderr: ktx.text('uvMissing') });
  await expect(access(ktx.root)).rejects.toThrow('ENOENT');
});

smoke('install refuses a wheel that is not the one of its manifest', async ({ ktx, context, sandbox, expect }) => {
  for (const damage of ['a byte more', 'another byte'] as const) {
    const damaged = await withDamagedWheel(damage, ktx, context, sandbox);
    expect(await damaged.ktx.runtime('install', '--yes')).toRefuse({
      stderr: ktx.text('wheelMismatch', { path: damaged.path }),
    });
  }
});

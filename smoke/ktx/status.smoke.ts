import { access } from 'node:fs/promises';
import { smokeThatNeeds } from './smoke.ts';

const smoke = smokeThatNeeds('status', 'statusJson');
const installedSmoke = smokeThatNeeds('status', 'statusJson', 'install', 'uv');

smoke('a fresh root is missing, and asking makes nothing there', async ({ ktx, context, expect }) => {
  const { kind, detail, layout, manifest } = await ktx.status();
  expect(kind).toBe('missing');
  expect(manifest).toBeUndefined();
  expect(layout).toMatchObject({ runtimeRoot: ktx.root, cliVersion: context.subject.version });
  const { runtimeRoot, versionDir } = layout;
  expect(await ktx.statusText()).toMatchObject({ status: kind, detail, runtimeRoot, versionDir });
  await expect(access(ktx.root)).rejects.toThrow('ENOENT');
});

installedSmoke('an installed runtime is ready in JSON and in text', async ({ ktx, expect }) => {
  const { features, python, daemon } = await ktx.install();
  const { kind, detail, layout, manifest } = await ktx.status();
  expect(kind).toBe('ready');
  expect(manifest).toMatchObject({ features, python: { executable: python, daemonExecutable: daemon } });
  expect(layout).toMatchObject({ pythonPath: python, daemonPath: daemon });
  const { runtimeRoot, versionDir } = layout;
  expect(await ktx.statusText()).toMatchObject({
    status: kind,
    detail,
    runtimeRoot,
    versionDir,
    features,
    python,
    daemon,
  });
});

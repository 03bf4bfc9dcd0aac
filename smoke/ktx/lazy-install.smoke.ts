import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { smokeThatNeeds } from './smoke.ts';

const smoke = smokeThatNeeds('lazyInstall', 'status', 'statusJson', 'uv');
const smokeWithoutUv = smokeThatNeeds('lazyInstall');

smoke('the first query installs the core runtime, the second says nothing of it', async ({ ktx, sandbox, expect }) => {
  const project = join(sandbox.work, 'demo');
  await ktx.prepareDemo(project);

  const first = await ktx.query(project, '--yes');
  expect(first).toExit(0);
  expect(first.stdout).toMatch(/^\s*SELECT\b/i);
  expect(first.stdout).toContain('contracts');
  const notice = ktx.readText('lazy-install-text', first.stderr);
  expect(notice.installing).toEqual(ktx.contract.features.default);

  const status = await ktx.status();
  expect(status).toMatchObject({ kind: 'ready', manifest: { features: ktx.contract.features.default } });
  expect(notice.ready).toBe(status.layout.versionDir);

  const second = await ktx.query(project, '--yes');
  expect(second).toSucceed();
  expect(second.stdout).toBe(first.stdout);
});

smokeWithoutUv('with --no-input a query names the command that prepares it', async ({ ktx, sandbox, expect }) => {
  const project = join(sandbox.work, 'demo');
  await ktx.prepareDemo(project);
  expect(await ktx.query(project, '--no-input')).toRefuse({ stderr: ktx.text('runtimeRequired') });
  await expect(access(ktx.root)).rejects.toThrow('ENOENT');
});

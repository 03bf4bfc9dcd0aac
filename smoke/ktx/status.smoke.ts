import { access } from 'node:fs/promises';
import { smokeThatNeeds } from './smoke.ts';

const smoke = smokeThatNeeds('status', 'statusJson');
const installedSmoke = smokeThatNeeds('status', 'statusJson', 'install', 'uv');

const checkSmoke = smokeThatNeeds('status', 'statusJson', 'statusChecks', 'install', 'uv');

smoke('a fresh root is missing, and asking makes nothing there', async ({ ktx, context, expect }) => {
  const { kind, detail, layout, manifest } = await ktx.status();
  expect(kind).toBe('missing');
  expect(manifest).toBeUndefined();
  expect(layout).toMatchObject({ runtimeRoot: ktx.root, cliVersion: context.subject.version });
  const { runtimeRoot, versionDir } = layout;
  expect(await ktx.statusText()).toMatchObject({ status: kind, detail, runtimeRoot, versionDir });
  await expect(access(ktx.root)).rejects.toThrow('ENOENT');
});

smoke("without a word about it the root is in the user's own data directory", async ({ ktx, sandbox, expect }) => {
  for (const { path } of ktx.contract.defaultRoots.filter(({ platform }) => platform === process.platform)) {
    const env = { ...ktx.withoutRoot, ...(path.includes('{XDG_DATA_HOME}') ? {} : { XDG_DATA_HOME: undefined }) };
    const { layout } = await ktx.with({ env }).status();
    expect(layout.runtimeRoot).toBe(path.replace(/\{(\w+)\}/, (_, name: string) => sandbox.env[name] ?? ''));
  }
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

checkSmoke('the checks are told, and say how to mend what fails', async ({ ktx, sandbox, expect }) => {
  const outcomes = async (of = ktx) => {
    const json = await of.runtime('status', '--json');
    expect(json).toSucceed();
    const { checks } = ktx.readDocument('status-checks', json.stdout);
    const lines = checks.map(({ label, status, detail, fix }) => ({
      label,
      status: status.toUpperCase(),
      detail,
      fix,
    }));
    expect((await of.statusText()).checks).toMatchObject(
      lines.map(({ fix, ...line }) => (fix ? { ...line, fix } : line)),
    );
    return checks.map(({ id, status }) => `${id} ${status}`);
  };
  expect(await outcomes()).toEqual(['uv pass', 'asset pass', 'runtime fail']);
  await ktx.install();
  expect(await outcomes()).toEqual(['uv pass', 'asset pass', 'runtime pass']);
  const withoutUv = ktx.with({ env: { PATH: sandbox.pathWithout('uv') } });
  expect(await outcomes(withoutUv)).toEqual(['uv fail', 'asset pass', 'runtime pass']);
});

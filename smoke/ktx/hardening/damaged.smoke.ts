import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { damaged } from './damaged.ts';
import { smokeThatNeeds } from './smoke.ts';

const installSmoke = smokeThatNeeds('install', 'status', 'statusJson', 'uv');
const doctorSmoke = smokeThatNeeds('install', 'doctor', 'doctorJson', 'uv');
const startSmoke = smokeThatNeeds('start', 'uv');
const stopSmoke = smokeThatNeeds('start', 'stop', 'uv');

installSmoke('a damaged manifest.json is told, and install mends it', async ({ ktx, expect }) => {
  const installed = await ktx.install();
  const whole = await readFile(installed.manifest, 'utf8');
  for (const [what, text] of damaged(whole)) {
    await writeFile(installed.manifest, text);
    const { kind, detail } = await ktx.status();
    expect.soft(kind, `manifest.json is ${what}`).toMatch(/^(broken|mismatched)$/);
    expect.soft(detail, `manifest.json is ${what}`).not.toBe('');
  }
  const ofAnother = { ...ktx.readDocument('runtime-manifest', whole), cliVersion: '0.0.7' };
  await writeFile(installed.manifest, JSON.stringify(ofAnother));
  expect((await ktx.status()).kind).toBe('mismatched');
  expect(await ktx.install()).toEqual(installed);
  expect((await ktx.status()).kind).toBe('ready');
});

installSmoke('a runtime without its programs is broken, and install mends it', async ({ ktx, expect }) => {
  const installed = await ktx.install();
  for (const program of [installed.python, installed.daemon]) {
    await rm(program);
    // As the system's Python leaves it when an upgrade takes it away.
    if (program === installed.python) await symlink('gone', program);
    expect((await ktx.status()).kind).toBe('broken');
    expect((await ktx.statusText()).status).toBe('broken');
    expect(await ktx.install()).toEqual(installed);
    expect((await ktx.status()).kind).toBe('ready');
  }
});

doctorSmoke('a runtime whose Python package is gone fails the doctor', async ({ ktx, command, expect }) => {
  const { python, manifest } = await ktx.install();
  const { asset } = ktx.readDocument('runtime-manifest', await readFile(manifest, 'utf8'));
  const found = await command([python, '-I', '-c', `import ${asset.normalizedName} as it; print(it.__file__)`]);
  expect(found).toSucceed();
  await rm(dirname(found.stdout.trim()), { recursive: true });
  const { checks } = await ktx.doctorJson({ exit: 1 });
  expect(checks.filter(({ status }) => status === 'fail').map(({ id }) => id)).toEqual(['runtime']);
  expect(checks.at(-1)?.fix).toContain(`${ktx.command} install`);
  await ktx.install('--force');
  await ktx.doctorJson({ exit: 0 });
});

stopSmoke('a damaged daemon.json is told in one line, and start writes a new one', async ({ ktx, expect }) => {
  const { state } = await ktx.start();
  await ktx.end();
  const all = damaged(await readFile(state, 'utf8'));
  for (const [what, text] of all) {
    await writeFile(state, text);
    expect.soft((await ktx.runtime('stop')).stderr, `daemon.json is ${what}`).toMatch(/^[^\n]*daemon\.json[^\n]*\n$/);
  }
  for (const [what, text] of all.slice(-2)) {
    await writeFile(state, text);
    const result = await ktx.runtime('start');
    expect(result, `daemon.json is ${what}`).toExit(0);
    const { pid } = ktx.readText('start-text', result.stdout);
    expect(ktx.readDocument('daemon-state', await readFile(state, 'utf8')).pid).toBe(pid);
    await ktx.end();
  }
});

startSmoke('a damaged daemon.json of a daemon that lives does not lead to a second one', async ({ ktx, expect }) => {
  const { state } = await ktx.start();
  for (const [what, text] of damaged(await readFile(state, 'utf8')).slice(0, 2)) {
    await writeFile(state, text);
    const result = await ktx.runtime('start');
    expect(result).toExit(0);
    const { pid } = ktx.readText('start-text', result.stdout);
    await expect.poll(ktx.daemons, { message: `daemon.json is ${what}` }).toMatchObject([{ pid }]);
  }
  await rm(state);
  const { pid } = await ktx.start();
  await expect.poll(ktx.daemons, { message: 'daemon.json is gone' }).toMatchObject([{ pid }]);
  await ktx.end();
});

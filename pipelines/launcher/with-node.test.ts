import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { LauncherSandbox, until } from './launcher-sandbox.ts';

const entry = 'with-node.mjs';

/** A dependency of the sandbox's package that has the program stand-ins/program.ts as its command `stand-in-tool`. */
async function installTool(sandbox: LauncherSandbox): Promise<void> {
  const tool = join(sandbox.home, 'node_modules/@some/tool');
  await mkdir(tool, { recursive: true });
  await writeFile(
    join(tool, 'package.json'),
    JSON.stringify({ type: 'module', bin: { 'stand-in-tool': './bin.mjs' } }),
  );
  await writeFile(join(tool, 'bin.mjs'), "await import('../../../pipelines/launcher/stand-ins/tool.mjs');\n");
  await writeFile(join(sandbox.home, 'package.json'), JSON.stringify({ devDependencies: { '@some/tool': '1' } }));
}

test('runs a tool by the name of its command, with the chosen Node first on PATH', async () => {
  const sandbox = await LauncherSandbox.create();
  await installTool(sandbox);
  const old = await sandbox.run(['stand-in-tool', 'a', '--b'], { entry });
  const fetched = join(await sandbox.entry(), 'bin');
  expect(JSON.parse(old.stdout)).toMatchObject({ args: ['a', '--b'], firstOnPath: fetched, channel: false });
  expect(JSON.parse(old.stdout).compiled).toMatch(/\/shakedown\/compiled$/);
  const good = await sandbox.run(['stand-in-tool'], { entry, tooOld: false });
  expect(JSON.parse(good.stdout)).toMatchObject({ args: [], firstOnPath: dirname(process.execPath) });
});

test('runs a file of TypeScript, with PATH as it was', async () => {
  const sandbox = await LauncherSandbox.create();
  const file = join(sandbox.home, 'pipelines/main.ts');
  for (const tooOld of [false, true]) {
    const { code, stdout } = await sandbox.run([file, 'facts', '--flag'], { entry, tooOld });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ args: ['facts', '--flag'] });
  }
  const tool = join(sandbox.home, 'pipelines/launcher/stand-ins/tool.mjs');
  const { stdout } = await sandbox.run([tool], { entry });
  expect(JSON.parse(stdout)).toMatchObject({ firstOnPath: sandbox.bin });
});

test('runs a file of TypeScript below node_modules', async () => {
  const sandbox = await LauncherSandbox.create('node_modules/@shakedown/cli');
  const { code, stdout } = await sandbox.run([join(sandbox.home, 'pipelines/main.ts'), 'facts'], { entry });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ args: ['facts'] });
});

test("ends with the tool's exit code and passes signals on to it", async () => {
  const sandbox = await LauncherSandbox.create();
  const file = join(sandbox.home, 'pipelines/main.ts');
  expect(await sandbox.run([file, 'exit', '5'], { entry })).toMatchObject({ code: 5 });
  const launcher = sandbox.start([file, 'wait'], { entry });
  await until('the tool waits', () => launcher.said().includes('waiting as'));
  // Outside of a terminal nobody else tells the tool.
  launcher.kill('SIGINT');
  await until('the tool got SIGINT', () => launcher.said().includes('got SIGINT'));
  launcher.kill('SIGTERM');
  expect(await launcher.ended).toMatchObject({ code: 7 });
});

test('refuses an unknown tool, a missing file and no command at all, each in one line', async () => {
  const sandbox = await LauncherSandbox.create();
  await installTool(sandbox);
  const cases = [
    [['no-such-tool'], 'error unknown-tool: expected a file (.ts, .mjs, .js) or the command of a dependency'],
    [
      ['no/such.ts'],
      `error file-missing: expected a file to run, found nothing at ${join(sandbox.root, 'no/such.ts')}.`,
    ],
    [[], 'error usage: expected a tool or a file to run, found nothing.'],
  ] as const;
  for (const [args, words] of cases) {
    const { code, stderr } = await sandbox.run(args, { entry });
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  }
  expect(sandbox.npmCalls()).toEqual([]);
});

test('names `npm ci` when a tool is not there because nothing is installed', async () => {
  const sandbox = await LauncherSandbox.create();
  await writeFile(join(sandbox.home, 'package.json'), JSON.stringify({ devDependencies: { '@some/tool': '1' } }));
  const { code, stderr } = await sandbox.run(['stand-in-tool'], { entry });
  expect(code).toBe(3);
  expect(stderr).toBe(
    'error dependency-missing: stand-in-tool is not there: 1 of 1 dependencies are not installed. Next: run `npm ci`.\n',
  );
});

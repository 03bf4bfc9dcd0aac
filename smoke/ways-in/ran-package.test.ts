import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from '../process/run.ts';
import { PackageWatch } from './ran-package.ts';

let root: string;
let packageDir: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'ran "it" ')));
  packageDir = put('node_modules/@scope/tool');
});
afterEach(() => rmSync(root, { recursive: true }));

const files: Record<string, string> = {
  'package.json': '{"name":"@scope/tool","version":"1.0.0"}',
  // One without a name is that of no package.
  'dist/package.json': '{"type":"commonjs"}',
  'dist/tool.js': "#!/usr/bin/env node\nconsole.log('ran'); process.exit(Number(process.argv[2] ?? 0));\n",
};

/** The package, with these files instead. */
function put(where: string, others: Record<string, string> = {}): string {
  const dir = join(root, where);
  for (const [path, text] of Object.entries({ ...files, ...others })) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text, { mode: 0o755 });
  }
  return dir;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function watch(changes: Readonly<Record<string, unknown>> = {}, node = process.version): PackageWatch {
  const list = Object.entries(files).map(([path, text]) => ({ path, sha256: sha256(text) }));
  const packed = join(root, 'packed.json');
  writeFileSync(packed, JSON.stringify({ name: '@scope/tool', files: list, changedByScripts: false, ...changes }));
  return new PackageWatch(root, packed, node);
}

async function runs(argv: readonly [string, ...string[]], env: Readonly<Record<string, string>>) {
  const result = await run(argv, {
    cwd: root,
    env: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, ...env },
    timeoutMs: 20_000,
  });
  expect(result).toMatchObject({ kind: 'exited', stderr: '' });
  return result;
}

const tool = (dir = packageDir) => join(dir, 'dist', 'tool.js');

test('a program that is run through links tells the package that it is part of, and nothing else of it changes', async () => {
  const link = join(root, 'tool');
  symlinkSync(tool(), link);
  const seen = watch();
  expect(await runs([link, '3'], seen.env)).toMatchObject({ code: 3, stdout: 'ran\n' });
  expect(seen.seen()).toEqual({ kind: 'same', words: `it has the packed bytes: 3 files in ${packageDir}` });
});

test('a program that changes its own files tells what they were when it began', async () => {
  const changing = "require('node:fs').writeFileSync(__dirname + '/package.json', '{}');\n";
  writeFileSync(tool(), changing);
  const list = Object.entries({ ...files, 'dist/tool.js': changing });
  const seen = watch({ files: list.map(([path, text]) => ({ path, sha256: sha256(text) })) });
  await runs([process.execPath, tool()], seen.env);
  expect(seen.seen().kind).toBe('same');
});

test('a program that another one starts tells it too', async () => {
  const seen = watch();
  await runs(
    [process.execPath, '-e', `require('node:child_process').execFileSync(${JSON.stringify(tool())})`],
    seen.env,
  );
  expect(seen.seen().kind).toBe('same');
});

test.for([
  ['other bytes', { 'dist/package.json': '{}' }, 'dist/package.json'],
  ['another package.json', { 'package.json': '{"name":"@scope/tool","version":"2.0.0"}' }, 'package.json'],
] as const)('%s are different, wherever else the right ones ran', async ([, changes, path]) => {
  const other = put('elsewhere', changes);
  const seen = watch();
  await runs([tool()], seen.env);
  await runs([tool(other)], seen.env);
  expect(seen.seen()).toEqual({
    kind: 'different',
    words: `it has other bytes than were packed: ${join(other, path)}`,
  });
});

test('a file that is missing is different', async () => {
  rmSync(join(packageDir, 'dist', 'package.json'));
  const seen = watch();
  await runs([tool()], seen.env);
  expect(seen.seen().kind).toBe('different');
});

test('a first line that the package manager has mended is the same', async () => {
  const crlf = "#!/usr/bin/env node\r\nconsole.log('ran');\n";
  const lf = crlf.replace('\r', '');
  const seen = watch({ files: [{ path: 'dist/tool.js', sha256: sha256(crlf), mended: sha256(lf) }] });
  writeFileSync(tool(), lf);
  await runs([tool()], seen.env);
  expect(seen.seen().kind).toBe('same');
  writeFileSync(tool(), `${lf}//\n`);
  await runs([tool()], seen.env);
  expect(seen.seen().kind).toBe('different');
});

test('what its install scripts may have changed is no fault, and no proof', async () => {
  const other = put('elsewhere', { 'dist/package.json': '{}' });
  const seen = watch({ changedByScripts: true });
  await runs([tool(other)], seen.env);
  expect(seen.seen()).toEqual({
    kind: 'unknown',
    words: `its bytes are not shown: its install scripts may have changed what is not as packed: ${join(other, 'dist', 'package.json')}`,
  });
});

test('a program of another package, and one that is none of Node, tell nothing, and that is said', async () => {
  const seen = watch();
  const other = put('elsewhere', { 'package.json': '{"name":"other","version":"1.0.0"}' });
  await runs([tool(other)], seen.env);
  await runs(['sh', '-c', ':'], seen.env);
  expect(seen.seen()).toEqual({
    kind: 'unknown',
    words: 'its bytes are not shown: no program of it ran by Node',
  });
});

test('the right bytes by another Node than that of the cell are no proof of it', async () => {
  const seen = watch({}, '1.2.3');
  await runs([tool()], seen.env);
  expect(seen.seen()).toEqual({
    kind: 'different',
    words: `it ran by Node ${process.versions.node} and not by 1.2.3: ${tool()}`,
  });
});

test('where the manager is of the same name as the package, only what it has run counts', async () => {
  const manager = tool(put('manager', { 'dist/package.json': '{}' }));
  const link = join(root, 'manager-link');
  symlinkSync(manager, link);
  const seen = watch();
  await runs([process.execPath, manager], seen.env);
  expect(seen.seen([link]).kind).toBe('unknown');
  expect(seen.seen().kind).toBe('different');
});

test('a list without files, against which everything is the same, is refused', () => {
  expect(() => watch({ files: [] }).seen()).toThrow('packed-files');
});

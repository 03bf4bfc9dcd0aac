import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../process/run.ts';
import { removeTree } from './remove-tree.ts';

let root: string;
let parent: string;
let dir: string;
let outside: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'remove-tree-')));
  parent = join(root, 'parent');
  dir = join(parent, 'dir');
  outside = join(root, 'outside');
  for (const each of [parent, dir, outside]) mkdirSync(each);
  writeFileSync(join(outside, 'file'), 'precious');
});

afterEach(() => rmSync(root, { recursive: true }));

const precious = (): string => readFileSync(join(outside, 'file'), 'utf8');

describe('removing a tree', () => {
  test('removes all that is in it', async () => {
    mkdirSync(join(dir, 'a/b'), { recursive: true });
    writeFileSync(join(dir, 'a/b/c'), '');
    await removeTree(dir, parent);
    expect(readdirSync(parent)).toEqual([]);
  });

  test('does not follow links out of it', async () => {
    symlinkSync(outside, join(dir, 'dir'));
    symlinkSync(join(outside, 'file'), join(dir, 'file'));
    await removeTree(dir, parent);
    expect(existsSync(dir)).toBe(false);
    expect(precious()).toBe('precious');
  });

  test('refuses a link in its place', async () => {
    rmSync(dir, { recursive: true });
    symlinkSync(outside, dir);
    await expect(removeTree(dir, parent)).rejects.toThrow(
      `${dir} is now ${outside}, expected a directory in ${parent}`,
    );
    expect(precious()).toBe('precious');
    expect(lstatSync(dir).isSymbolicLink()).toBe(true);
  });

  test('refuses a directory elsewhere', async () => {
    await expect(removeTree(outside, parent)).rejects.toThrow('it is not removed');
    expect(precious()).toBe('precious');
  });

  test('reaches what is in closed directories, and does not open what links in them lead to', async ({ skip }) => {
    if (process.geteuid?.() !== 0) skip('root can become the user for whom a closed directory is closed');
    const inner = join(dir, 'closed/inner');
    mkdirSync(inner, { recursive: true });
    writeFileSync(join(inner, 'file'), '');
    symlinkSync(outside, join(inner, 'out'));
    for (const each of [parent, dir, join(dir, 'closed'), inner, outside]) chownSync(each, 65534, 65534);
    chmodSync(outside, 0o500);
    chmodSync(inner, 0o500);
    chmodSync(join(dir, 'closed'), 0);
    chmodSync(root, 0o711);
    const script = [
      `import { removeTree } from ${JSON.stringify(join(import.meta.dirname, 'remove-tree.ts'))};`,
      `await removeTree(${JSON.stringify(dir)}, ${JSON.stringify(parent)});`,
    ].join('\n');
    const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] as const;
    const result = await run([...asNobody, process.execPath, '--input-type=module', '-e', script], {
      cwd: '/',
      env: { PATH: '/usr/bin:/bin' },
      timeoutMs: 20_000,
    });
    expect(result).toMatchObject({ kind: 'exited', code: 0, stderr: '' });
    expect(readdirSync(parent)).toEqual([]);
    expect(precious()).toBe('precious');
    expect(statSync(outside).mode & 0o777).toBe(0o500);
  });
});

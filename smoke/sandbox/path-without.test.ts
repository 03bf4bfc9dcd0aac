import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findExecutable } from '../process/executable.ts';
import { run } from '../process/run.ts';
import { pathWithout } from './path-without.ts';

let root: string;
let shadows: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'path-without-')));
  shadows = join(root, 'shadows');
});

afterEach(() => rmSync(root, { recursive: true }));

/** A directory of programs, each of which says its own name. */
function programs(name: string, ...names: string[]): string {
  const dir = join(root, name);
  mkdirSync(dir);
  for (const each of names) writeFileSync(join(dir, each), `#!/bin/sh\necho ${each}\n`, { mode: 0o755 });
  return dir;
}

const isFound = (program: string, path: string): boolean => 'path' in findExecutable(program, path, '/');

describe('a PATH without a program', () => {
  test('finds everything else, and the program nowhere', async () => {
    const path = [programs('bin', 'uv', 'node'), '/usr/bin', '/bin'].join(delimiter);
    const without = pathWithout(path, ['uv'], shadows);
    expect(isFound('uv', path)).toBe(true);
    expect(isFound('uv', without)).toBe(false);
    expect(without.split(delimiter).slice(1)).toEqual(['/usr/bin', '/bin']);
    const env = { PATH: without };
    expect(await run(['sh', '-c', 'node; uv'], { cwd: root, env, timeoutMs: 20_000 })).toMatchObject({
      kind: 'exited',
      code: 127,
      stdout: 'node\n',
    });
  });

  test('in every directory that holds it, whatever name that directory has', () => {
    const real = programs('real', 'tool', 'rest');
    symlinkSync(real, join(root, 'alias'));
    const path = [programs('bin', 'tool'), real, join(root, 'alias'), join(root, 'missing')].join(delimiter);
    const dirs = pathWithout(path, ['tool'], shadows).split(delimiter);
    expect(dirs).toHaveLength(4);
    expect(dirs.map((dir) => existsSync(join(dir, 'tool')))).toEqual([false, false, false, false]);
    expect(dirs.map((dir) => existsSync(join(dir, 'rest')))).toEqual([false, true, true, false]);
    expect(dirs[2]).toBe(dirs[1]);
  });

  test('also when the name is a broken link', () => {
    const dir = programs('bin', 'rest');
    symlinkSync(join(root, 'nowhere'), join(dir, 'tool'));
    const [shadow = ''] = pathWithout(dir, ['tool'], shadows).split(delimiter);
    expect(readdirSync(shadow)).toEqual(['rest']);
  });

  test('hides several, asked twice and in any order', () => {
    const dir = programs('bin', 'a', 'b', 'c');
    const both = pathWithout(dir, ['a', 'b'], shadows);
    expect(readdirSync(both)).toEqual(['c']);
    expect(pathWithout(dir, ['b', 'a'], shadows)).toBe(both);
    expect(readdirSync(pathWithout(dir, ['a'], shadows))).toEqual(['b', 'c']);
  });

  test('leaves the PATH as it is when the program is nowhere', () => {
    const path = [programs('bin', 'a'), '/usr/bin', join(root, 'missing')].join(delimiter);
    expect(pathWithout(path, ['no-such-program'], shadows)).toBe(path);
    expect(existsSync(shadows)).toBe(false);
  });
});

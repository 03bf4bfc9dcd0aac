import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeEnd } from './command-result.ts';
import { MARK_VARIABLE } from './mark.ts';
import { type RunOptions, run } from './run.ts';

const path = '/usr/local/bin:/usr/bin:/bin';
let dir: string;
let options: RunOptions;

beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'spawn-failure-')));
  options = { cwd: dir, env: { PATH: path, [MARK_VARIABLE]: `spawn-failure-test/${process.pid}` }, timeoutMs: 20_000 };
});

afterEach(() => rmSync(dir, { recursive: true }));

describe('what cannot be started', () => {
  test('no such program on PATH', async () => {
    const result = await run(['no-such-program'], options);
    expect(result).toMatchObject({ kind: 'spawnFailed', error: { code: 'ENOENT' }, stdout: '', heldOpen: false });
    expect(result).not.toHaveProperty('pid');
    expect(result).toHaveProperty('error.message', `no no-such-program on PATH (${path})`);
    expect(describeEnd(result)).toBe('could not start: ENOENT');
  });

  test('a file that is not executable', async () => {
    writeFileSync(join(dir, 'plain'), '#!/bin/sh\n');
    const result = await run(['./plain'], options);
    expect(result).toMatchObject({ kind: 'spawnFailed', error: { code: 'EACCES' } });
    expect(result).toHaveProperty('error.message', './plain is not an executable file');
  });

  test('a script whose interpreter does not exist', async () => {
    writeFileSync(join(dir, 'script'), '#!/no/such/node\n', { mode: 0o755 });
    const result = await run(['./script'], options);
    expect(result).toMatchObject({ kind: 'spawnFailed', error: { code: 'ENOENT' } });
    expect(result).toHaveProperty(
      'error.message',
      `${dir}/script is a script for /no/such/node, which cannot be started`,
    );
  });

  test('a working directory that does not exist', async () => {
    const result = await run(['true'], { ...options, cwd: join(dir, 'gone') });
    expect(result).toMatchObject({ kind: 'spawnFailed', error: { code: 'ENOENT' } });
    expect(result).toHaveProperty('error.message', `the working directory ${dir}/gone cannot be used: ENOENT`);
  });

  test('arguments that are too long', async () => {
    expect(await run(['true', 'x'.repeat(3_000_000)], options)).toMatchObject({
      kind: 'spawnFailed',
      error: { code: 'E2BIG' },
    });
  });

  test('arguments that no command can have are a mistake of the caller', async () => {
    await expect(run(['true', 'a\0b'], options)).rejects.toThrow('null bytes');
  });
});

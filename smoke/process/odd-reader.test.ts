import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommandResult } from './command-result.ts';
import type { OddReader } from './odd-reader.ts';
import { run } from './run.ts';

let dir: string;
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'reader-')));
});
afterEach(() => rmSync(dir, { recursive: true }));

async function node(script: string, kind: OddReader): Promise<CommandResult> {
  const result = await run([process.execPath, '-e', script], {
    cwd: dir,
    env: { PATH: '/usr/bin:/bin' },
    timeoutMs: 20_000,
    reader: { kind, dir },
  });
  expect(readdirSync(dir)).toEqual([]);
  return result;
}

test('a command that waits for its late reader gets all across', async () => {
  const result = await node('process.stdout.write("x".repeat(200_000) + "end\\n")', 'late');
  expect(result).toMatchObject({ kind: 'exited', code: 0, stdoutBytes: 200_004, heldOpen: false });
  expect(result.stdout).toMatch(/^x+end\n$/);
});

test('a command that exits with its output unread loses it', async () => {
  const result = await node('process.stdout.write("all is well\\n"); process.exit()', 'late');
  expect(result).toMatchObject({ kind: 'exited', code: 0, stdout: '' });
});

test('a reader that is gone breaks the pipe', async () => {
  const result = await node('process.stdout.on("error", ({ code }) => process.stderr.write(code)).write("x")', 'gone');
  expect(result).toMatchObject({ kind: 'exited', code: 0, stdout: '', stderr: 'EPIPE' });
});

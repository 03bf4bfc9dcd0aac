import { mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { processFiles } from './proc-files.ts';
import { run } from './run.ts';

let dir: string;
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'capture-')));
});
afterEach(() => rmSync(dir, { recursive: true }));

const shell = (script: string, tee: { stdout: string; stderr: string }, captureLimitBytes = 1024) =>
  run(['sh', '-c', script], { cwd: dir, env: { PATH: '/usr/bin:/bin' }, timeoutMs: 20_000, captureLimitBytes, tee });

describe('the evidence files', () => {
  test('receive both streams byte by byte, also what is beyond the limit', async () => {
    const tee = { stdout: join(dir, 'out'), stderr: join(dir, 'err') };
    const result = await shell("head -c 3000000 /dev/zero; printf '\\377\\0' >&2", tee);
    expect(result).toMatchObject({ stdoutBytes: 3_000_000, truncated: true, teeErrors: [] });
    expect(result.stdout).toHaveLength(1024);
    expect(readFileSync(tee.stdout).equals(Buffer.alloc(3_000_000))).toBe(true);
    expect([...readFileSync(tee.stderr)]).toEqual([0xff, 0]);
  });

  test('are there, and empty, when the command says nothing', async () => {
    const tee = { stdout: join(dir, 'out'), stderr: join(dir, 'err') };
    await shell('true', tee);
    expect([statSync(tee.stdout).size, statSync(tee.stderr).size]).toEqual([0, 0]);
  });

  test('on a full disk are said to be incomplete, and the command is not disturbed', async () => {
    const tee = { stdout: '/dev/full', stderr: join(dir, 'err') };
    const result = await shell('head -c 1000000 /dev/zero; echo well >&2; exit 4', tee, 2_000_000);
    expect(result).toMatchObject({ kind: 'exited', code: 4, stdoutBytes: 1_000_000, truncated: false });
    expect(result.teeErrors).toMatchObject([{ stream: 'stdout', path: '/dev/full', code: 'ENOSPC' }]);
    expect(readFileSync(tee.stderr, 'utf8')).toBe('well\n');
  });

  test('in a directory that does not exist are said to be missing', async () => {
    const tee = { stdout: join(dir, 'gone/out'), stderr: join(dir, 'err') };
    const result = await shell('echo hello', tee);
    expect(result).toMatchObject({ kind: 'exited', code: 0, stdout: 'hello\n' });
    expect(result.teeErrors).toMatchObject([{ stream: 'stdout', path: tee.stdout, code: 'ENOENT' }]);
  });

  test.runIf(process.platform === 'linux')('are closed again', async () => {
    const isOpen = (): string[] =>
      processFiles(process.pid)
        .openFiles()
        .filter((target) => target.startsWith(dir));
    let during: string[] = [];
    await run(['echo', 'x'], {
      cwd: dir,
      env: { PATH: '/usr/bin:/bin' },
      timeoutMs: 20_000,
      tee: { stdout: join(dir, 'out'), stderr: join(dir, 'err') },
      onOutput: () => {
        during = isOpen();
      },
    });
    expect(during).toHaveLength(2);
    expect(isOpen()).toEqual([]);
  });
});

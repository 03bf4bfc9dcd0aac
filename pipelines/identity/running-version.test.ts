import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Artifact } from '../artifact/artifact.ts';
import { type NpmBench, openNpmBench } from '../registry/npm-bench.ts';
import { proveRunningVersion, type RunningVersion } from './running-version.ts';

let bench: NpmBench;
let artifact: Artifact;
beforeAll(async () => {
  bench = openNpmBench();
  artifact = await bench.artifact({ name: '@scope/x', version: '1.2.3' });
});
afterAll(() => bench[Symbol.asyncDispose]());

/** What is proved of a command `x` with this script, when it is asked for its version. */
function proved(script: string, timeoutMs?: number): Promise<RunningVersion> {
  const cwd = bench.dir('project');
  mkdirSync(join(cwd, 'node_modules', '.bin'), { recursive: true });
  writeFileSync(join(cwd, 'node_modules', '.bin', 'x'), script, { mode: 0o755 });
  const { env } = bench;
  return proveRunningVersion(artifact, 'x', { cwd, env, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
}

const says = (words: string) => proved(`#!/bin/sh\ntest "$*" = --version && printf '${words}'\n`);
const handover = (found: string) => ({
  at: 'running CLI',
  expected: '1.2.3',
  found,
  same: found === '1.2.3',
});

test('a command that names its version as a word is the one that was packed', async () => {
  for (const words of ['@scope/x 1.2.3\\n', '1.2.3', 'v1.2.3\\n', 'x version 1.2.3 (linux)\\n']) {
    expect(await says(words)).toEqual({ handover: handover('1.2.3'), findings: [], runs: true });
  }
});

describe('a command that runs and', () => {
  test('names another version is found out, and yet worth a try', async () => {
    for (const words of ['@scope/x 9.9.9', '1.2.30', '11.2.3', '1.2.3-rc.1', '1.2.3+build']) {
      expect(await says(`${words}\\n`)).toMatchObject({
        handover: handover(words),
        findings: [{ code: 'identity-mismatch', args: { at: 'running CLI', expected: '1.2.3', found: words } }],
        runs: true,
      });
    }
  });

  test('prints nothing, or names it on stderr, is found out', async () => {
    expect(await says('')).toMatchObject({ handover: handover('nothing on stdout'), runs: true });
    expect(await proved('#!/bin/sh\necho 1.2.3 >&2\n')).toMatchObject({ handover: { same: false } });
  });

  test('prints its whole help is told by its first words', async () => {
    const { handover } = await says(`usage: x ${'y '.repeat(1000)}`);
    expect(handover.found).toMatch(/^usage: x (y )+/);
    expect(handover.found).toHaveLength(120);
  });
});

describe('a command that does not run', () => {
  async function notRunning(script: string, timeoutMs?: number) {
    const { handover, findings, runs } = await proved(script, timeoutMs);
    expect({ runs, same: handover.same, codes: findings.map(({ code }) => code) }).toEqual({
      runs: false,
      same: false,
      codes: ['command-does-not-run'],
    });
    expect(findings[0]?.args).toMatchObject({ command: 'x --version', how: handover.found });
    return { how: handover.found, reason: findings[0]?.args.reason };
  }

  test('because it fails, is told by the line of the error, not by the source line before it', async () => {
    const script = `#!${process.execPath}\nimport('./not-there.mjs');\n`;
    expect(await notRunning(script)).toEqual({
      how: 'exit 1',
      reason: expect.stringMatching(/^Error \[ERR_MODULE_NOT_FOUND\]: Cannot find module .*not-there\.mjs/),
    });
    expect(await notRunning('#!/bin/sh\nexit 3\n')).toEqual({ how: 'exit 3', reason: 'nothing on stderr' });
  });

  test('to its end, is ended and told', async () => {
    expect(await notRunning('#!/bin/sh\necho 1.2.3\nexec sleep 60\n', 500)).toMatchObject({
      how: 'timed out after 500 ms',
    });
  });

  test('because a signal ends it, is told', async () => {
    expect(await notRunning('#!/bin/sh\necho 1.2.3\nkill -9 $$\n')).toMatchObject({ how: 'killed by SIGKILL' });
  });

  test('at all, is told with what the system says', async () => {
    expect(await notRunning('#!/not/there\n')).toEqual({
      how: 'could not start: ENOENT',
      reason: expect.stringContaining('/not/there'),
    });
  });
});

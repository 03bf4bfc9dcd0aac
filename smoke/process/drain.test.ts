import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { blockUntil } from './block.ts';
import { eventually } from './eventually.ts';
import { identityOf, type ProcessIdentity, stateOf } from './identity.ts';
import { MARK_VARIABLE } from './mark.ts';
import { type RunOptions, run, spawnCommand } from './run.ts';
import { endSurvivors } from './survivors.ts';

const path = '/usr/local/bin:/usr/bin:/bin';
let dir: string;
let options: RunOptions;

beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'drain-')));
  options = { cwd: dir, env: { PATH: path, [MARK_VARIABLE]: `drain-test/${process.pid}` }, timeoutMs: 20_000 };
});

afterEach(async () => {
  await endSurvivors({ mark: { name: MARK_VARIABLE, value: `drain-test/${process.pid}` }, dir }, { graceMs: 0 });
  rmSync(dir, { recursive: true });
});

const shell = (script: string, more: Partial<RunOptions> = {}) => run(['sh', '-c', script], { ...options, ...more });

/** The process whose pid a script has written to `file`. */
async function processIn(file: string): Promise<ProcessIdentity> {
  const pid = await eventually(`a pid in ${file}`, () => {
    const text = existsSync(join(dir, file)) ? readFileSync(join(dir, file), 'utf8') : '';
    return text.endsWith('\n') && Number(text);
  });
  const identity = identityOf(pid);
  if (!identity) throw new Error(`process ${pid} of ${file} is gone`);
  return identity;
}

describe('a grandchild that holds the pipe', () => {
  test('is reported and not waited for', async () => {
    // Ended before the longest drain would be over.
    const result = await shell('sleep 1.8 & echo $! > pid; echo done');
    expect(result).toMatchObject({ kind: 'exited', code: 0, stdout: 'done\n', heldOpen: true });
    expect(stateOf(await processIn('pid'))).toBe('alive');
  });

  test('does not hold us by writing on and on', async () => {
    const result = await shell('(while :; do echo x; sleep 0.05; done) & echo $! > pid', { drainMs: 1000 });
    expect(result).toMatchObject({ kind: 'exited', heldOpen: true });
    expect(stateOf(await processIn('pid'))).toBe('alive');
  });

  test('has what it wrote read even when this process was busy during the whole drain', async () => {
    const script = '(until [ -e go ]; do sleep 0.02; done; echo late; touch written; sleep 60) & echo $$ > pid';
    const running = spawnCommand(['sh', '-c', script], { ...options, drainMs: 1000 });
    const child = { pid: running.pid ?? 0, startTime: identityOf(running.pid ?? 0)?.startTime ?? '' };
    await eventually('the end of the child', () => stateOf(child) === 'gone');
    // Two turns of the event loop: the exit was heard and the drain has begun.
    await nextTurn();
    await nextTurn();
    writeFileSync(join(dir, 'go'), '');
    const started = performance.now();
    blockUntil(() => existsSync(join(dir, 'written')) && performance.now() - started > 1200);
    expect(await running.result).toMatchObject({ stdout: 'late\n', heldOpen: true });
  });

  test('is not reported when it let go while this process was busy during the whole drain', async () => {
    const script = '(until [ -e go ]; do sleep 0.02; done) & echo $! > grandchild; echo $$ > pid';
    const running = spawnCommand(['sh', '-c', script], { ...options, drainMs: 1000 });
    const child = { pid: running.pid ?? 0, startTime: identityOf(running.pid ?? 0)?.startTime ?? '' };
    const grandchild = await processIn('grandchild');
    await eventually('the end of the child', () => stateOf(child) === 'gone');
    await nextTurn();
    await nextTurn();
    writeFileSync(join(dir, 'go'), '');
    const started = performance.now();
    blockUntil(() => stateOf(grandchild) === 'gone' && performance.now() - started > 1200);
    expect(await running.result).toMatchObject({ kind: 'exited', code: 0, heldOpen: false });
  });
});

import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { blockUntil } from './block.ts';
import { eventually } from './eventually.ts';
import { type ProcessIdentity, stateOf } from './identity.ts';
import { leaveBehind } from './leave-behind.ts';
import { MARK_VARIABLE } from './mark.ts';
import * as procFiles from './proc-files.ts';
import { awaitNoSurvivors, endSurvivors, findSurvivors, type SurvivorQuery, signalProcess } from './survivors.ts';

vi.mock(import('./proc-files.ts'), async (original) => {
  const actual = await original();
  return { ...actual, runningPids: vi.fn(actual.runningPids), processFiles: vi.fn(actual.processFiles) };
});

const path = '/usr/bin:/bin';
const runMark = `survivors-test-${process.pid}`;
const started: ProcessIdentity[] = [];
let dir: string;

beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'survivors-')));
});

afterEach(async () => {
  for (const each of started.splice(0)) signalProcess(each, 'SIGKILL');
  await endSurvivors({ mark: { name: MARK_VARIABLE, value: runMark, prefix: true }, dir }, { graceMs: 0 });
  rmSync(dir, { recursive: true });
});

const marked = (name: string) => ({ PATH: path, [MARK_VARIABLE]: `${runMark}/${name}` });
const query = (name = 'box', more: Partial<SurvivorQuery> = {}): SurvivorQuery => ({
  mark: { name: MARK_VARIABLE, value: `${runMark}/${name}` },
  ...more,
});

async function leave(script: string, env: Record<string, string> = { PATH: path }): Promise<ProcessIdentity> {
  const identity = await leaveBehind(script, env, dir);
  started.push(identity);
  return identity;
}

const found = (asked: SurvivorQuery): { pid: number; foundBy: string }[] =>
  findSurvivors(asked).survivors.map(({ pid, foundBy }) => ({ pid, foundBy }));

describe.runIf(process.platform === 'linux')('a scan', () => {
  test('does not report who ended while it was looked at', async () => {
    const left = await leave('exec sleep 60', marked('box'));
    const files = procFiles.processFiles(left.pid);
    const environ = files.environ();
    const endsWhenRead = {
      ...files,
      environ: () => {
        signalProcess(left, 'SIGKILL');
        blockUntil(() => stateOf(left) === 'gone');
        return environ;
      },
    };
    const look = vi.mocked(procFiles.processFiles);
    const actual = look.getMockImplementation();
    look.mockImplementation((pid) => (pid === left.pid ? endsWhenRead : (actual?.(pid) ?? files)));
    try {
      expect(found(query())).toEqual([]);
      expect(look).toHaveBeenCalledWith(left.pid);
    } finally {
      look.mockImplementation((pid) => actual?.(pid) ?? files);
    }
  });

  test('says that nothing was looked at where there is no /proc', () => {
    vi.stubGlobal('process', { ...process, platform: 'darwin' });
    try {
      expect(findSurvivors(query())).toEqual({ survivors: [], unreadable: 0, method: 'none' });
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe.runIf(process.platform === 'linux')('waiting until nobody is left', () => {
  test('ends when they end by themselves', async () => {
    await leave('exec sleep 0.3', marked('box'));
    expect(await awaitNoSurvivors(query(), { withinMs: 20_000 })).toEqual([]);
  });

  test('says who is left at the deadline', async () => {
    const left = await leave('exec sleep 60', marked('box'));
    expect(await awaitNoSurvivors(query(), { withinMs: 50 })).toMatchObject([left]);
  });

  test('believes a scan that finds nobody only when the next one finds nobody either', async () => {
    const left = await leave('exec sleep 60', marked('box'));
    vi.mocked(procFiles.runningPids).mockReturnValueOnce([]);
    expect(await awaitNoSurvivors(query(), { withinMs: 0 })).toMatchObject([left]);
    vi.mocked(procFiles.runningPids).mockReturnValueOnce([]);
    expect((await endSurvivors(query())).ended).toMatchObject([left]);
  });

  test('is cut short by an abort', async () => {
    await leave('exec sleep 60', marked('box'));
    const stop = new AbortController();
    const waiting = awaitNoSurvivors(query(), { withinMs: 60_000, signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});

describe.runIf(process.platform === 'linux')('ending those who are left', () => {
  test('gives them the chance to end themselves', async () => {
    const goodbye = join(dir, 'goodbye');
    const script = `exec sh -c 'trap "echo bye > ${goodbye}; exit" TERM; echo > ${dir}/ready; while :; do sleep 0.05; done'`;
    const left = await leave(script, marked('box'));
    await eventually('the trap', () => existsSync(join(dir, 'ready')));
    const { ended, left: still } = await endSurvivors(query(), { graceMs: 10_000, withinMs: 20_000 });
    expect(ended.map(({ pid }) => pid)).toContain(left.pid);
    expect(still).toEqual([]);
    expect(readFileSync(goodbye, 'utf8')).toBe('bye\n');
  });

  test('kills those that do not', async () => {
    const script = `exec sh -c 'trap "" TERM; echo > ${dir}/ready; while :; do sleep 0.05; done'`;
    const left = await leave(script, marked('box'));
    await eventually('the trap', () => existsSync(join(dir, 'ready')));
    const { ended } = await endSurvivors(query(), { graceMs: 50 });
    expect(ended.map(({ pid }) => pid)).toContain(left.pid);
    expect(stateOf(left)).toBe('gone');
  });

  test('and those that are started meanwhile', async () => {
    const script = `exec sh -c 'trap "sleep 61 & exit" TERM; echo > ${dir}/ready; while :; do sleep 0.05; done'`;
    await leave(script, marked('box'));
    await eventually('the trap', () => existsSync(join(dir, 'ready')));
    const { ended, left } = await endSurvivors(query(), { graceMs: 300 });
    expect(ended.map(({ command }) => command)).toContain('sleep 61');
    expect(left).toEqual([]);
    expect(found(query())).toEqual([]);
  });

  test('says who would not go', async () => {
    const left = await leave('exec sleep 60', marked('box'));
    const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
    });
    try {
      expect(await endSurvivors(query(), { graceMs: 0, withinMs: 100 })).toMatchObject({ ended: [], left: [left] });
    } finally {
      kill.mockRestore();
    }
  });

  test('touches nobody else', async () => {
    const other = await leave('exec sleep 60', marked('other'));
    await leave('exec sleep 60', marked('box'));
    expect((await endSurvivors(query('box', { dir }))).ended).toHaveLength(1);
    expect(stateOf(other)).toBe('alive');
  });
});

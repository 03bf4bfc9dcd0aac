import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { eventually } from './eventually.ts';
import { signalGroup } from './group.ts';
import { identityOf, type ProcessStat, parseStat, readPs, readStat, stateOf } from './identity.ts';
import { runningPids } from './proc-files.ts';
import { signalProcess } from './survivors.ts';

const children: ChildProcess[] = [];

function start(...argv: [string, ...string[]]): { child: ChildProcess; pid: number } {
  const child = spawn(argv[0], argv.slice(1), { stdio: 'ignore', detached: true });
  children.push(child);
  if (child.pid === undefined) throw new Error(`${argv[0]} did not start`);
  return { child, pid: child.pid };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

function zombieOf(parent: number): ProcessStat | undefined {
  return runningPids()
    .map(readStat)
    .find((stat) => stat?.parent === parent && stat.state === 'Z');
}

afterEach(async () => {
  await Promise.all(children.splice(0).map(end));
});

describe('a process is its pid and its start time', () => {
  test('alive while it runs, gone when it has ended', async () => {
    const { child, pid } = start('sleep', '60');
    const identity = identityOf(pid);
    expect(identity).toEqual({ pid, startTime: expect.stringMatching(/^.+$/) });
    expect(stateOf(identity ?? { pid, startTime: '' })).toBe('alive');
    await end(child);
    expect(stateOf(identity ?? { pid, startTime: '' })).toBe('gone');
    expect(identityOf(pid)).toBeUndefined();
  });

  test('ourselves: alive', () => {
    const us = identityOf(process.pid);
    expect(us && stateOf(us)).toBe('alive');
  });

  test('a recycled pid is gone, and is never signalled', async () => {
    const { child, pid } = start('sleep', '60');
    const former = { pid, startTime: '1' };
    expect(stateOf(former)).toBe('gone');
    expect(signalProcess(former, 'SIGKILL')).toBe(false);
    expect(signalGroup(former, 'SIGKILL')).toBe(false);
    // Had it been signalled, it would end now; what is sent after is what it ends by.
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  });

  test('that very process is signalled', async () => {
    const { child, pid } = start('sleep', '60');
    expect(signalProcess(identityOf(pid) ?? { pid, startTime: '' }, 'SIGKILL')).toBe(true);
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  });

  test.runIf(process.platform === 'linux')('a zombie is gone', async () => {
    // sh becomes sleep and never reads the exit code of its child.
    const { pid } = start('sh', '-c', 'true & exec sleep 60');
    const zombie = await eventually('a zombie', () => zombieOf(pid));
    expect(stateOf(zombie)).toBe('gone');
    expect(identityOf(zombie.pid)).toBeUndefined();
  });

  test.each([0, -1, 1.5, Number.NaN, 2 ** 31])('pid %d is nobody', (pid) => {
    expect(identityOf(pid)).toBeUndefined();
    expect(stateOf({ pid, startTime: '1' })).toBe('gone');
  });

  test('unknown when there is somebody whom we may not look at', () => {
    const nobody = 2 ** 22 + 1;
    const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
    });
    try {
      expect(stateOf({ pid: nobody, startTime: '1' })).toBe('unknown');
      expect(identityOf(nobody)).toBeUndefined();
    } finally {
      kill.mockRestore();
    }
  });
});

describe('/proc/PID/stat', () => {
  test("is read behind the program's name, whatever that holds", () => {
    const rest = 'S 7 8 9 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 168864 rest';
    for (const name of ['sh', 'a b', ') S 1 2', '((', 'x) R 5 5 5 5']) {
      expect(parseStat(42, `42 (${name}) ${rest}`)).toEqual({
        pid: 42,
        state: 'S',
        parent: 7,
        group: 8,
        isKernelThread: false,
        startTime: '168864',
      });
    }
  });

  test('tells threads of the kernel', () => {
    expect(parseStat(2, '2 (kthreadd) S 0 0 0 0 -1 2129984 0')).toMatchObject({ isKernelThread: true });
  });
});

describe('ps(1), where there is no /proc', () => {
  test('says the same of the same process, and nothing of nobody', async () => {
    const { child, pid } = start('sleep', '60');
    const seen = readPs(pid);
    expect(seen).toEqual({ pid, state: 'S', startTime: expect.stringMatching(/^\w{3} .*:.*\d{4}$/) });
    expect(readPs(pid)).toEqual(seen);
    await end(child);
    expect(readPs(pid)).toBeUndefined();
  });
});

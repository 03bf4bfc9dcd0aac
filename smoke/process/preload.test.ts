import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommandResult } from './command-result.ts';
import { fastClock, fastClockWhile, StartBarrier } from './preload.ts';
import { run } from './run.ts';

let dir: string;
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'preload-')));
});
afterEach(() => rmSync(dir, { recursive: true }));

function node(script: string, env: Readonly<Record<string, string>>): Promise<CommandResult> {
  const argv = [process.execPath, '--input-type=module', '-e', script] as const;
  return run(argv, { cwd: dir, env: { PATH: '/usr/bin:/bin', ...env }, timeoutMs: 20_000 });
}

test('programs are held until all are there, and what they start is not', async () => {
  const barrier = new StartBarrier(dir);
  const script = 'console.log(Date.now(), process.env.NODE_OPTIONS, process.env.SHAKEDOWN_BARRIER)';
  const first = node(script, barrier.env);
  await expect(
    Promise.race([first, barrier.open(2).then(() => 'open'), node('', {}).then(() => 'held')]),
  ).resolves.toBe('held');
  const opened = Date.now();
  const second = node(script, barrier.env);
  for (const { stdout } of await Promise.all([first, second])) {
    const [time, ...others] = stdout.trim().split(' ');
    expect(Number(time)).toBeGreaterThan(opened);
    expect(others).toEqual(['undefined', 'undefined']);
  }
});

test('forty seconds pass in a few, by every clock and timer', async () => {
  // Longer than the command may take.
  const script = `
    import { setTimeout as sleep } from 'node:timers/promises';
    import { setTimeout as later } from 'node:timers';
    const clocks = () => [Date.now(), +new Date(), performance.now(), Number(process.hrtime.bigint() / 1000000n)];
    const start = clocks();
    await sleep(10_000);
    await new Promise((resolve) => later(resolve, 10_000));
    const tick = await new Promise((resolve) => { const timer = setInterval(() => resolve(timer), 10_000); });
    await new Promise((resolve) => AbortSignal.timeout(10_000).addEventListener('abort', resolve));
    clearInterval(tick);
    console.log(JSON.stringify(clocks().map((now, at) => now - start[at])), process.env.NODE_OPTIONS);`;
  const { stdout } = await node(script, fastClock);
  const [elapsed = '[]', option] = stdout.trim().split(' ');
  const tooShort = JSON.parse(elapsed).filter((ms: number) => ms < 39_000);
  expect([elapsed, tooShort]).toEqual([expect.stringMatching(/^\[\d/), []]);
  expect(option).toBe('undefined');
});

test('time is fast while a process is there, and as usual when it has gone', async () => {
  // process.hrtime() itself is left as it is: how fast the other clocks go is told against it.
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const pid = other.pid ?? Number.NaN;
  const script = `
    import { setTimeout as sleep } from 'node:timers/promises';
    const seconds = () => { const [s, ns] = process.hrtime(); return s + ns / 1e9; };
    const clocks = () => [Date.now() / 1e3, performance.now() / 1e3, Number(process.hrtime.bigint()) / 1e9];
    async function speeds(ms) {
      const [before, start] = [clocks(), seconds()];
      await sleep(ms);
      const [after, real] = [clocks(), seconds() - start];
      return after.map((now, at) => (now - before[at]) / real);
    }
    const fast = await speeds(10_000);
    process.kill(${pid}, 'SIGKILL');
    while (Math.max(...await speeds(100)) > 2);
    console.log(JSON.stringify([fast, await speeds(500)]));`;
  const { stdout, stderr } = await node(script, fastClockWhile(pid));
  expect(stderr).toBe('');
  const [fast, usual]: [number[], number[]] = JSON.parse(stdout);
  expect(Math.min(...fast)).toBeGreaterThan(5);
  expect(Math.max(...usual)).toBeLessThan(2);
});

test('a date that is given stays as it is', async () => {
  const { stdout } = await node('console.log(new Date(0).toISOString(), new Date() instanceof Date)', fastClock);
  expect(stdout).toBe('1970-01-01T00:00:00.000Z true\n');
});

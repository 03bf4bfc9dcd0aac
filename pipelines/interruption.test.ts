import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../smoke/process/eventually.ts';

const program = fileURLToPath(new URL('./interruption.program.ts', import.meta.url));

interface Running {
  child: ChildProcess;
  /** Sends it and waits until the program has heard it. */
  signal(signal: NodeJS.Signals): Promise<void>;
  lines(): string[];
  ended: Promise<{ code: number | null; lines: string[]; stderr: string }>;
}

/** @param clockStepMs between two signals */
async function start(how: string, clockStepMs = 0, ipc = false): Promise<Running> {
  const args = [how, String(clockStepMs)];
  const child = ipc
    ? fork(program, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    : spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => (said.stdout += chunk));
  child.stderr?.on('data', (chunk) => (said.stderr += chunk));
  const lines = () => said.stdout.split('\n').slice(0, -1);
  const heard = (signal: string) => lines().filter((line) => line === `heard ${signal}`).length;
  const ended = once(child, 'close').then(([code]) => ({ code, lines: lines(), stderr: said.stderr }));
  await eventually('the program is ready', () => lines().includes('ready') || child.exitCode !== null);
  return {
    child,
    lines,
    ended,
    async signal(signal) {
      const before = heard(signal);
      child.kill(signal);
      await eventually(`${signal} was heard`, () => heard(signal) > before);
    },
  };
}

test.for([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('the first %s aborts what is under way and leaves the end to it', async ([signal]) => {
  const { child, ended } = await start('orderly');
  child.kill(signal);
  expect(await ended).toEqual({
    code: 0,
    lines: ['ready', `Interrupted: interrupted by ${signal}`, `heard ${signal}`],
    stderr: '',
  });
});

test('what comes within 300 ms is the same Ctrl-C, however often and by whatever signal', async () => {
  const running = await start('waits', 150);
  for (const signal of ['SIGINT', 'SIGINT', 'SIGTERM'] as const) await running.signal(signal);
  expect(running.child.exitCode).toBeNull();
  expect(running.lines().filter((line) => line.startsWith('Interrupted'))).toEqual([
    'Interrupted: interrupted by SIGINT',
  ]);
  running.child.kill('SIGINT');
  expect(await running.ended).toMatchObject({ code: 130 });
});

test.for([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)(
  'a %s after that ends the process at once, with its last words, also when one of them fails',
  async ([signal, code]) => {
    const running = await start('waits', 301);
    await running.signal('SIGINT');
    running.child.kill(signal);
    const { lines, ...end } = await running.ended;
    expect(end).toEqual({ code, stderr: expect.stringContaining('an act that fails') });
    expect(lines.slice(3)).toEqual([`last words: ${signal}`]);
  },
);

test('ten seconds after the first signal the process ends, whatever is under way', async () => {
  const { child, ended } = await start('deadline');
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({
    code: 143,
    lines: ['ready', 'Interrupted: interrupted by SIGTERM', '9999 ms later', 'last words: SIGTERM'],
  });
});

test.for([
  ['throws', 'SyntaxError: '],
  ['rejects', 'Error: nobody catches this'],
] as const)(
  'what %s and is not caught is a fault of ours: 70, with its stack and the last words',
  async ([how, words]) => {
    const { ended } = await start(how);
    const { code, lines, stderr } = await ended;
    expect(code).toBe(70);
    expect(lines.at(-1)).toContain(`last words: ${words}`);
    expect(stderr).toMatch(/^error fault: a fault of Shakedown itself: .*\n +at /);
  },
);

test('a launcher that dies is a SIGHUP; one that lives keeps nobody alive', async () => {
  const abandoned = await start('waits', 0, true);
  abandoned.child.disconnect();
  await eventually('it was told', () => abandoned.lines().includes('Interrupted: interrupted by SIGHUP'));
  abandoned.child.kill('SIGKILL');

  const accompanied = await start('orderly', 0, true);
  await accompanied.signal('SIGINT');
  expect(await accompanied.ended).toMatchObject({ code: 0 });
});

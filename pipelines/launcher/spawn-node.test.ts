import { expect, test } from 'vitest';
import { isAlive, LauncherSandbox, type Running, until } from './launcher-sandbox.ts';

/** The program's process id, once it listens for signals. */
async function programOf(launcher: Running): Promise<number> {
  await until('the program waits', () => launcher.said().includes('waiting as '));
  return Number(/waiting as (\d+)/.exec(launcher.said())?.[1]);
}

test("ends with the program's own exit code", async () => {
  const sandbox = await LauncherSandbox.create();
  for (const code of [0, 1, 4]) {
    expect(await sandbox.run(['exit', String(code)])).toMatchObject({ code, signal: null });
  }
});

test('ends with 128+n when signal n killed the program', async () => {
  const sandbox = await LauncherSandbox.create();
  expect(await sandbox.run(['kill-itself'])).toMatchObject({ code: 137, signal: null });
});

test('passes SIGINT, SIGTERM and SIGHUP on, and waits for the program to end in its own way', async () => {
  const sandbox = await LauncherSandbox.create();
  const launcher = sandbox.start(['wait']);
  const program = await programOf(launcher);
  expect(program).not.toBe(launcher.pid);
  launcher.kill('SIGINT');
  await until('the program got SIGINT', () => launcher.said().includes('got SIGINT'));
  launcher.kill('SIGTERM');
  const { code, stdout } = await launcher.ended;
  expect({ code, told: stdout.split('\n').slice(1) }).toEqual({ code: 7, told: ['got SIGINT', 'got SIGTERM', ''] });

  const other = sandbox.start(['wait']);
  await programOf(other);
  other.kill('SIGHUP');
  expect(await other.ended).toMatchObject({ code: 129, signal: null });
});

test('the program learns that the launcher was killed', async () => {
  const sandbox = await LauncherSandbox.create();
  const launcher = sandbox.start(['wait']);
  const program = await programOf(launcher);
  launcher.kill('SIGKILL');
  const { stdout } = await launcher.ended;
  expect(stdout).toContain('launcher gone');
  await until('the program has ended', () => !isAlive(program));
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const program = fileURLToPath(new URL('./stdout.program.ts', import.meta.url));
const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

function start(command: string, args: readonly string[], stdout: 'pipe' | number = 'pipe') {
  const child = spawn(command, args, { stdio: ['ignore', stdout, 'pipe'] });
  running.add(child);
  const { stderr } = child;
  const out = child.stdout ?? Readable.from([]);
  const errors = stderr ? text(stderr) : Promise.resolve('');
  return { out, ended: once(child, 'close').then(async ([code]) => ({ code, stderr: await errors })) };
}

const megabyte = 1_000_000;

test('all of a megabyte arrives at a reader that is slower than the writer, though the program then exits', async () => {
  const { out, ended } = start(process.execPath, [program, `${megabyte}`]);
  let received = 0;
  for await (const chunk of out) {
    received += chunk.length;
    await delay(5);
  }
  expect({ received, ...(await ended) }).toMatchObject({
    received: megabyte,
    code: 4,
    stderr: expect.stringMatching(/^error begins.*\nerror was-written/),
  });
});

test('a reader that leaves early changes no exit code and gets no stack trace printed', async () => {
  const { out, ended } = start('bash', [
    '-c',
    '"$0" "$1" "$2" | head -c 10; exit $PIPESTATUS',
    process.execPath,
    program,
    `${megabyte}`,
  ]);
  const received = await text(out);
  expect({ received, ...(await ended) }).toEqual({
    received: 'x'.repeat(10),
    code: 4,
    stderr: expect.stringMatching(/^error begins.*\nerror reader-gone.*\n$/),
  });
});

test('a reader that was never there is no error either, for the result and for the diagnostics', async () => {
  const closed = '{ "$0" "$1" 100000 2>&3; echo "exit $?" >&2; } 3>&1 | true';
  const { ended } = start('bash', ['-c', closed, process.execPath, program]);
  expect(await ended).toEqual({ code: 0, stderr: 'exit 4\n' });
});

test.runIf(existsSync('/dev/full'))('a full disk is told, and told once', async () => {
  const { ended } = start(process.execPath, [program, '100'], openSync('/dev/full', 'w'));
  const { code, stderr } = await ended;
  expect(stderr).toMatch(/^error begins.*\nerror not-written: .*ENOSPC.*\n$/);
  expect(code).toBe(4);
});

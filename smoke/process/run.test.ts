import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { blockUntil } from './block.ts';
import { describeEnd } from './command-result.ts';
import { eventually } from './eventually.ts';
import { identityOf, type ProcessIdentity, readStat, stateOf } from './identity.ts';
import { MARK_VARIABLE } from './mark.ts';
import { type RunOptions, run, spawnCommand } from './run.ts';
import { endSurvivors } from './survivors.ts';

const path = '/usr/local/bin:/usr/bin:/bin';
let dir: string;
let options: RunOptions;

beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'run-')));
  options = { cwd: dir, env: { PATH: path, [MARK_VARIABLE]: `run-test/${process.pid}` }, timeoutMs: 20_000 };
});

afterEach(async () => {
  await endSurvivors({ mark: { name: MARK_VARIABLE, value: `run-test/${process.pid}` }, dir }, { graceMs: 0 });
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

describe('how a command ends', () => {
  test('an exit code, with both streams apart', async () => {
    const result = await shell('echo out; echo err >&2; exit 3');
    expect(result).toMatchObject({ kind: 'exited', code: 3, stdout: 'out\n', stderr: 'err\n', heldOpen: false });
    expect(describeEnd(result)).toBe('exit 3');
  });

  test('a signal', async () => {
    const result = await shell('kill -KILL $$');
    expect(result).toMatchObject({ kind: 'signaled', signal: 'SIGKILL' });
    expect(describeEnd(result)).toBe('killed by SIGKILL');
  });

  test('a timeout is no exit code, even of a child that exits 0 on SIGTERM', async () => {
    const result = await shell('trap "exit 0" TERM; while :; do sleep 0.05; done', { timeoutMs: 300 });
    expect(result).toMatchObject({ kind: 'timedOut', timeoutMs: 300 });
    expect(result).not.toHaveProperty('code');
    expect(describeEnd(result)).toBe('timed out after 300 ms');
  });

  test('a child that ignores SIGTERM is killed after the grace', async () => {
    const script = 'trap "" TERM; echo $$ > pid; while :; do sleep 0.05; done';
    const running = spawnCommand(['sh', '-c', script], { ...options, timeoutMs: 500, graceMs: 200 });
    const child = await processIn('pid');
    expect(await running.result).toMatchObject({ kind: 'timedOut' });
    expect(stateOf(child)).toBe('gone');
  });

  test('a timeout ends the grandchildren in the group too, also those that ignore SIGTERM', async () => {
    const script = '(trap "" TERM; sh -c "echo \\$PPID" > pid; while :; do sleep 0.05; done) & wait';
    const running = spawnCommand(['sh', '-c', script], { ...options, timeoutMs: 500, graceMs: 200 });
    const grandchild = await processIn('pid');
    expect(await running.result).toMatchObject({ kind: 'timedOut', heldOpen: false });
    expect(stateOf(grandchild)).toBe('gone');
  });

  test('a command that ended in time is not timed out because this process was busy', async () => {
    const running = spawnCommand(['sh', '-c', 'until [ -e go ]; do sleep 0.02; done'], { ...options, timeoutMs: 1000 });
    const child = { pid: running.pid ?? 0, startTime: identityOf(running.pid ?? 0)?.startTime ?? '' };
    // In this phase of the event loop timers come next, and the news of an exit after them.
    await nextTurn();
    writeFileSync(join(dir, 'go'), '');
    const started = performance.now();
    blockUntil(() => stateOf(child) === 'gone' && performance.now() - started > 1200);
    expect(await running.result).toMatchObject({ kind: 'exited', code: 0 });
  });

  test('a timeout beyond what a timer can hold does not fire at once', async () => {
    expect(await shell('sleep 0.1', { timeoutMs: Number.POSITIVE_INFINITY })).toMatchObject({
      kind: 'exited',
      code: 0,
    });
  });

  test('a timeout that is no number is refused', () => {
    expect(() => spawnCommand(['true'], { ...options, timeoutMs: Number.NaN })).toThrow('timeoutMs is NaN');
  });
});

describe('output', () => {
  test('10 MB on both streams at once arrive whole', async () => {
    const flood = (char: string): string => `head -c 10485760 /dev/zero | tr '\\0' ${char}`;
    const result = await shell(`(${flood('a')}) & (${flood('b')} >&2) & wait`);
    expect(result).toMatchObject({ stdoutBytes: 10_485_760, stderrBytes: 10_485_760, truncated: false });
    expect(result.stdout === 'a'.repeat(10_485_760) && result.stderr === 'b'.repeat(10_485_760)).toBe(true);
  });

  test('1 MB written just before a natural exit arrives whole', async () => {
    const script = "process.stdout.write('x'.repeat(1e6) + 'end')";
    const result = await run([process.execPath, '-e', script], options);
    expect(result.stdoutBytes).toBe(1_000_003);
    expect(result.stdout.endsWith('xend')).toBe(true);
  });

  test('a character split over two chunks is one character', async () => {
    const chunks: Buffer[] = [];
    const result = await shell("printf '\\342\\202'; until [ -e go ]; do sleep 0.02; done; printf '\\254'", {
      onOutput: (stream, chunk) => {
        expect(stream).toBe('stdout');
        chunks.push(chunk);
        writeFileSync(join(dir, 'go'), '');
      },
    });
    expect(chunks.map((chunk) => chunk.length)).toEqual([2, 1]);
    expect(result.stdout).toBe('€');
  });

  test('bytes that are no UTF-8 are counted as they are', async () => {
    const result = await shell("printf '\\377\\376ok'");
    expect(result).toMatchObject({ stdoutBytes: 4, stdout: '\ufffd\ufffdok' });
  });

  test('what is beyond the limit is counted and not kept, and no character is cut', async () => {
    const result = await shell("printf 'ab\\342\\202\\254cd'; printf xyz >&2", { captureLimitBytes: 4 });
    expect(result).toMatchObject({ stdout: 'ab', stdoutBytes: 7, stderr: 'xyz', stderrBytes: 3, truncated: true });
  });

  test('stdin is empty', async () => {
    expect(await run(['cat'], options)).toMatchObject({ kind: 'exited', code: 0, stdout: '' });
  });

  test('an observer that throws ends the command and is heard', async () => {
    const failing = shell('echo $$ > pid; echo x; sleep 60', {
      onOutput: () => {
        throw new Error('observer');
      },
    });
    await expect(failing).rejects.toThrow('observer');
    expect(identityOf(Number(readFileSync(join(dir, 'pid'), 'utf8')))).toBeUndefined();
  });
});

describe('the environment', () => {
  test('is exactly what was given, whatever is in ours', async () => {
    vi.stubEnv('NODE_OPTIONS', '--no-warnings');
    vi.stubEnv('NPM_CONFIG_REGISTRY', 'http://poisoned.invalid');
    vi.stubEnv('NODE_V8_COVERAGE', join(dir, 'coverage'));
    try {
      for (const env of [options.env, { PATH: path, 'odd name': 'a b' }]) {
        const { stdout } = await run(['env', '-0'], { ...options, env });
        const entries = stdout.split('\0').filter(Boolean);
        expect(Object.fromEntries(entries.map((entry) => entry.split('=')))).toEqual(env);
        expect(entries).toHaveLength(Object.keys(env).length);
      }
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('can have NODE_V8_COVERAGE when that is given', async () => {
    const env = { PATH: path, NODE_V8_COVERAGE: 'mine' };
    expect(await run(['printenv', 'NODE_V8_COVERAGE'], { ...options, env })).toMatchObject({ stdout: 'mine\n' });
  });
});

test.runIf(process.platform === 'linux')('a command starts also where its stamp cannot be set', async () => {
  const script = [
    `import { run } from ${JSON.stringify(join(import.meta.dirname, 'run.ts'))};`,
    `console.log(JSON.stringify(await run(['echo', 'hi'], ${JSON.stringify(options)})));`,
  ].join('\n');
  // A hard limit, above which no limit can be set.
  const limited = ['prlimit', '--rss=1000000:1000000', '--', process.execPath, '--input-type=module', '-e'] as const;
  const { stdout, stderr } = await run([...limited, script], { ...options, env: { PATH: path } });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({ kind: 'exited', code: 0, stdout: 'hi\n' });
});

describe('ending a command from outside', () => {
  test('kill reaches the whole group', async () => {
    const running = spawnCommand(['sh', '-c', 'sleep 60 & echo $! > pid; wait'], options);
    const grandchild = await processIn('pid');
    expect(running.kill('SIGKILL')).toBe(true);
    expect(await running.result).toMatchObject({ kind: 'signaled', signal: 'SIGKILL', heldOpen: false });
    await eventually('the end of the grandchild', () => stateOf(grandchild) === 'gone');
    await eventually('nobody left to be killed', () => !running.kill('SIGKILL'));
  });

  test('an abort ends the group, also one that ignores SIGTERM, and rejects with its reason', async () => {
    const stop = new AbortController();
    const script = 'trap "" TERM; echo $$ > pid; while :; do sleep 0.05; done';
    const running = shell(script, { signal: stop.signal, graceMs: 200 });
    const child = await processIn('pid');
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(stateOf(child)).toBe('gone');
  });

  test.each([
    ['that can be ended', 'sleep 60 & echo $! > pid', 'gone'],
    ['that has left the group', 'setsid sleep 60 & echo $! > pid', 'alive'],
  ])('an abort during the drain ends it, with a holder of the pipe %s', async (_, script, state) => {
    const stop = new AbortController();
    const running = spawnCommand(['sh', '-c', script], { ...options, signal: stop.signal, drainMs: 60_000 });
    const holder = await processIn('pid');
    const child = { pid: running.pid ?? 0, startTime: identityOf(running.pid ?? 0)?.startTime ?? '' };
    await eventually('the end of the child', () => stateOf(child) === 'gone');
    await eventually('its own session or none', () => state === 'gone' || readStat(holder.pid)?.group === holder.pid);
    stop.abort(new Error('enough'));
    await expect(running.result).rejects.toThrow('enough');
    expect(stateOf(holder)).toBe(state);
  });

  test('nothing is started under a signal that is aborted already', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(shell('touch started', { signal })).rejects.toThrow('too late');
    expect(existsSync(join(dir, 'started'))).toBe(false);
  });

  test('an abort after the end changes nothing', async () => {
    const stop = new AbortController();
    const running = spawnCommand(['true'], { ...options, signal: stop.signal });
    await running.result;
    stop.abort();
    expect(await running.result).toMatchObject({ kind: 'exited', code: 0 });
  });

  test('the command ends when this process exits', async () => {
    const script = [
      `import { spawnCommand } from ${JSON.stringify(join(import.meta.dirname, 'run.ts'))};`,
      `const { pid } = spawnCommand(['sleep', '60'], { cwd: '/', env: { PATH: '/usr/bin:/bin' }, timeoutMs: 60_000 });`,
      'console.log(pid);',
      'process.exit(7);',
    ].join('\n');
    const result = await run([process.execPath, '--input-type=module', '-e', script], options);
    expect(result).toMatchObject({ kind: 'exited', code: 7 });
    const pid = Number(result.stdout);
    expect(pid).toBeGreaterThan(1);
    await eventually('the end of the command', () => identityOf(pid) === undefined);
  });
});

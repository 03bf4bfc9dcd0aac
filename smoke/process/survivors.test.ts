import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventually } from './eventually.ts';
import { identityOf, type ProcessIdentity, stateOf } from './identity.ts';
import { MARK_VARIABLE } from './mark.ts';
import * as procFiles from './proc-files.ts';
import { run } from './run.ts';
import { awaitNoSurvivors, endSurvivors, findSurvivors, type SurvivorQuery, signalProcess } from './survivors.ts';

vi.mock(import('./proc-files.ts'), async (original) => {
  const actual = await original();
  return { ...actual, runningPids: vi.fn(actual.runningPids) };
});

const path = '/usr/bin:/bin';
const runMark = `survivors-test-${process.pid}`;
let dir: string;
let box: string;
const started: ProcessIdentity[] = [];

beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'survivors-')));
  box = join(dir, 'box');
  mkdirSync(box);
});

afterEach(async () => {
  for (const each of started.splice(0)) signalProcess(each, 'SIGKILL');
  await endSurvivors({ mark: { name: MARK_VARIABLE, value: runMark, prefix: true }, dir }, { graceMs: 0 });
  rmSync(dir, { recursive: true });
});

/** A program that stays for a minute and takes any arguments. */
const nap = `${process.execPath} -e "setTimeout(() => {}, 60000)"`;

const marked = (name: string) => ({ PATH: path, [MARK_VARIABLE]: `${runMark}/${name}` });
const query = (name = 'box', more: Partial<SurvivorQuery> = {}): SurvivorQuery => ({
  mark: { name: MARK_VARIABLE, value: `${runMark}/${name}` },
  ...more,
});

/**
 * Leaves a process behind: a session of its own, its parent gone, no pipe of ours, cwd /.
 * @param script of sh; it writes its pid itself, as the last thing before it becomes what stays
 */
async function leave(script: string, env: Record<string, string> = { PATH: path }): Promise<ProcessIdentity> {
  const file = join(dir, `pid-${started.length}`);
  const detached = `cd / && ${script.replace('exec ', () => `echo $$ > ${file}.new; mv ${file}.new ${file}; exec `)}`;
  const argv = ['sh', '-c', 'setsid sh -c "$1" </dev/null >/dev/null 2>&1 &', 'sh', detached] as const;
  await run([...argv], { cwd: dir, env, timeoutMs: 20_000 });
  const pid = await eventually('the pid of who was left', () => existsSync(file) && Number(readFileSync(file, 'utf8')));
  const identity = identityOf(pid);
  if (!identity) throw new Error(`process ${pid} of ${script} did not stay`);
  started.push(identity);
  // Its environment is what it will be only when it has become what it will be.
  await eventually('its last exec', () => {
    const [program = '', ...args] = procFiles.processFiles(pid).cmdline().toString().split('\0');
    return !/^(env|setpriv)?$/.test(program) && !args.some((arg) => arg.includes(file));
  });
  return identity;
}

const found = (asked: SurvivorQuery): { pid: number; foundBy: string }[] =>
  findSurvivors(asked).survivors.map(({ pid, foundBy }) => ({ pid, foundBy }));

describe.runIf(process.platform === 'linux')('the census finds', () => {
  test('a detached process by its marker, with its command and start time', async () => {
    const left = await leave('exec sleep 60', marked('box'));
    expect(findSurvivors(query())).toEqual({
      survivors: [{ ...left, command: 'sleep 60', foundBy: 'marker' }],
      unreadable: 0,
      method: 'proc',
    });
  });

  test('by a marker that is the only variable, and the last of several', async () => {
    const only = await leave(`exec env -i ${MARK_VARIABLE}=${runMark}/box /usr/bin/sleep 60`);
    const last = await leave(`exec env -i A=1 B=2 ${MARK_VARIABLE}=${runMark}/box /usr/bin/sleep 60`);
    expect(found(query())).toEqual(
      [only, last].map(({ pid }) => ({ pid, foundBy: 'marker' })).toSorted((a, b) => a.pid - b.pid),
    );
  });

  test('all of a run by the prefix of its marks, and only this sandbox by the whole mark', async () => {
    const one = await leave('exec sleep 60', marked('box'));
    const two = await leave('exec sleep 60', marked('box2'));
    expect(found(query()).map(({ pid }) => pid)).toEqual([one.pid]);
    const all = { mark: { name: MARK_VARIABLE, value: `${runMark}/`, prefix: true } };
    expect(
      found(all)
        .map(({ pid }) => pid)
        .toSorted(),
    ).toEqual([one.pid, two.pid].toSorted());
  });

  test('not who has the marker in another variable only', async () => {
    await leave(`exec env -i X_${MARK_VARIABLE}=${runMark}/box NOTE=${MARK_VARIABLE}=${runMark}/box sleep 60`);
    expect(found(query())).toEqual([]);
  });

  test('a double-forked, detached process that scrubbed its environment and holds nothing, by its stamp', async () => {
    const left = await leave('exec env -i /usr/bin/sleep 60', marked('box'));
    expect(found(query())).toEqual([{ pid: left.pid, foundBy: 'stamp' }]);
    expect(found({ mark: { name: MARK_VARIABLE, value: runMark, prefix: true } })).toHaveLength(1);
    expect(found({ mark: { name: MARK_VARIABLE, value: `${runMark}/`, prefix: true } })).toHaveLength(1);
    expect(found(query('other'))).toEqual([]);
    expect(found({ mark: { name: MARK_VARIABLE, value: `${runMark}0/`, prefix: true } })).toEqual([]);
  });

  test.each([
    ['cwd', 'cd $BOX; exec env -i /usr/bin/sleep 60'],
    ['exe', 'exec env -i $BOX/nap 60'],
    ['argv', 'exec env -i $NAP -- $BOX/script'],
    ['argv', 'exec env -i $NAP -- --log=$BOX'],
    ['fd', 'exec env -i /usr/bin/sleep 60 3> $BOX/log'],
  ])('a process with a scrubbed environment and no stamp by its %s: %s', async (sign, script) => {
    copyFileSync('/usr/bin/sleep', join(box, 'nap'));
    const left = await leave(script.replaceAll('$BOX', box).replace('$NAP', nap));
    expect(found(query('box', { dir: box }))).toEqual([{ pid: left.pid, foundBy: expect.stringMatching(sign) }]);
    expect(found(query('box', { dir: join(dir, 'bo') }))).toEqual([]);
    expect(found(query())).toEqual([]);
  });

  test('a process in a directory that was removed under it', async () => {
    const left = await leave(`cd ${box}; exec env -i /usr/bin/sleep 60`);
    rmSync(box, { recursive: true });
    expect(found(query('box', { dir: box }))).toEqual([{ pid: left.pid, foundBy: 'cwd' }]);
  });

  test('not who works in a neighbour whose name starts alike', async () => {
    for (const name of ['box-2', 'box2', 'box.old']) {
      mkdirSync(join(dir, name));
      await leave(`cd ${join(dir, name)}; exec env -i ${nap} -- ${join(dir, name)}/x`);
    }
    expect(found(query('box', { dir: box }))).toEqual([]);
  });

  test('not who is excluded', async () => {
    const left = await leave('exec sleep 60', marked('box'));
    expect(found(query('box', { exclude: [left.pid] }))).toEqual([]);
  });

  test('no zombie', async () => {
    const left = await leave('true & exec sleep 60', marked('box'));
    expect(found(query()).map(({ pid }) => pid)).toEqual([left.pid]);
  });

  test('neither the process that looks nor its ancestors', async () => {
    const census = [
      `import { findSurvivors } from ${JSON.stringify(join(import.meta.dirname, 'survivors.ts'))};`,
      `console.log(JSON.stringify(findSurvivors(${JSON.stringify(query('box', { dir: box }))}).survivors));`,
    ].join('\n');
    // Both sh and node carry the marker, work in the sandbox and name it.
    const argv = ['sh', '-c', '"$@"; true', box, process.execPath, '--input-type=module', '-e', census, box] as const;
    const { stdout, stderr } = await run([...argv], { cwd: box, env: marked('box'), timeoutMs: 20_000 });
    expect({ stdout, stderr }).toEqual({ stdout: '[]\n', stderr: '' });
  });

  test("as nobody only nobody's processes", async ({ skip }) => {
    if (process.geteuid?.() !== 0) skip('only root can become somebody else');
    await leave('exec sleep 60', marked('box'));
    const nobody = 'exec setpriv --reuid=65534 --regid=65534 --clear-groups sleep 60';
    const theirs = await leave(nobody, marked('box'));
    const census = [
      `import { findSurvivors } from ${JSON.stringify(join(import.meta.dirname, 'survivors.ts'))};`,
      `import { processFiles } from ${JSON.stringify(join(import.meta.dirname, 'proc-files.ts'))};`,
      'const root = processFiles(1); root.environ();',
      `const { survivors, unreadable } = findSurvivors(${JSON.stringify(query())});`,
      'console.log(JSON.stringify({ pids: survivors.map(({ pid }) => pid), unreadable, refused: root.refused() }));',
    ].join('\n');
    const argv = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] as const;
    const { stdout, stderr } = await run([...argv, process.execPath, '--input-type=module', '-e', census], {
      cwd: '/',
      env: { PATH: path },
      timeoutMs: 20_000,
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ pids: [theirs.pid], unreadable: 0, refused: true });
  });

  test('what there is while processes come and go', async () => {
    const left = await leave('exec sleep 60', marked('box'));
    const churn = run(['sh', '-c', 'i=0; while [ $i -lt 300 ]; do true & /bin/true; i=$((i+1)); done; wait'], {
      cwd: '/',
      env: { PATH: path },
      timeoutMs: 20_000,
    });
    let over = false;
    void churn.then(() => {
      over = true;
    });
    while (!over) {
      expect(found(query())).toEqual([{ pid: left.pid, foundBy: 'marker' }]);
      await new Promise(setImmediate);
    }
    expect(await churn).toMatchObject({ kind: 'exited', code: 0 });
  });

  test('long commands cut to 200 characters, in one line, without secrets', async () => {
    const word = 'x'.repeat(300);
    await leave(`exec sh -c 'sleep 60; :' --token=abc NPM_PASSWORD=abc 'two\nlines' ${word}`, marked('box'));
    const survivors = await eventually('both', () => {
      const { survivors } = findSurvivors(query());
      return survivors.length === 2 && survivors;
    });
    const command = survivors.map((each) => each.command).find((each) => each.startsWith('sh '));
    expect(command).toMatch(/^sh -c sleep 60; : --token=\*\*\* NPM_PASSWORD=\*\*\* two lines x+\.\.\.$/);
    expect(command).toHaveLength(200);
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
    expect((await endSurvivors(query('box', { dir: box }))).ended).toHaveLength(1);
    expect(stateOf(other)).toBe('alive');
  });
});

import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from './eventually.ts';
import type { ProcessIdentity } from './identity.ts';
import { leaveBehind, nap } from './leave-behind.ts';
import { MARK_VARIABLE } from './mark.ts';
import { run } from './run.ts';
import { endSurvivors, findSurvivors, type SurvivorQuery, signalProcess } from './survivors.ts';

const path = '/usr/bin:/bin';
const runMark = `sign-test-${process.pid}`;
const started: ProcessIdentity[] = [];
let dir: string;
let box: string;

beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'sign-')));
  box = join(dir, 'box');
  mkdirSync(box);
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

  test('not who is older than the process that made the sandbox', async () => {
    const left = await leave(`cd ${box}; exec sleep 60`, marked('box'));
    expect(found(query('box', { dir: box, since: left.startTime }))).toHaveLength(1);
    expect(found(query('box', { dir: box, since: String(Number(left.startTime) + 1) }))).toEqual([]);
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

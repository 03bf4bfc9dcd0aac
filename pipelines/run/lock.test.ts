import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Finding, RunLock, RunOwner } from '../../schemas/types.ts';
import { breakLock, readLock, takeLock } from './lock.ts';
import { thisOwner } from './owner.ts';
import { storePlaces } from './places.ts';
import { scratchRun } from './scratch-run.ts';

const now = () => new Date();

function scratch() {
  const { workdir, warn, said } = scratchRun();
  const { lockFile } = storePlaces(workdir);
  mkdirSync(dirname(lockFile));
  return { workdir, lockFile, said, take: (runId = 'mine') => takeLock(workdir, runId, { now, warn }) };
}

function lockOf(owner: Partial<RunOwner>, runId = 'theirs'): string {
  const lock: RunLock = {
    schemaVersion: 1,
    runId,
    owner: { ...thisOwner(), ...owner },
    createdAt: '2026-11-20T09:00:00.000Z',
  };
  return JSON.stringify(lock);
}

/** The identity of a process that has ended. */
function dead(): Partial<RunOwner> {
  return { pid: spawnSync(process.execPath, ['--version']).pid, startTime: '1' };
}

const codes = (said: Finding[]) => said.map(({ code }) => code);

test('names its owner while it is held, and is gone when it is given back', async () => {
  const { workdir, lockFile, take } = scratch();
  const lock = await take();
  expect(readLock(workdir)).toMatchObject({
    kind: 'held',
    lock: { runId: 'mine', owner: { pid: process.pid } },
    owner: { state: 'alive' },
  });
  expect(lock.release()).toBe(true);
  expect(existsSync(lockFile)).toBe(false);
  expect(readLock(workdir)).toEqual({ kind: 'free' });
});

test('refuses while its owner lives', async () => {
  const { take } = scratch();
  await take();
  await expect(take('second')).rejects.toMatchObject({ findings: [{ code: 'lock-held', args: { runId: 'mine' } }] });
});

test('is taken over from a process that has ended', async () => {
  const { lockFile, take, said } = scratch();
  writeFileSync(lockFile, lockOf(dead()));
  await take();
  expect(codes(said)).toEqual(['lock-taken-over']);
  expect(JSON.parse(readFileSync(lockFile, 'utf8'))).toMatchObject({ runId: 'mine' });
});

test('is not held by a process that has its owner’s pid by chance', async () => {
  const { lockFile, take, said } = scratch();
  writeFileSync(lockFile, lockOf({ pid: process.pid, startTime: '1' }));
  await take();
  expect(codes(said)).toEqual(['lock-taken-over']);
});

test('is not held by a process from before the host was restarted', async () => {
  const { lockFile, take, said } = scratch();
  writeFileSync(lockFile, lockOf({ bootId: 'another-boot' }));
  await take();
  expect(codes(said)).toEqual(['lock-taken-over']);
  expect(said[0]?.message).toContain('was restarted');
});

test('refuses when its owner is on another host, and says how to go on', async () => {
  const { lockFile, take } = scratch();
  const text = lockOf({ ...dead(), host: 'elsewhere', bootId: 'another-boot' });
  writeFileSync(lockFile, text);
  await expect(take()).rejects.toMatchObject({
    findings: [{ code: 'lock-uncertain', remediation: expect.stringContaining('shakedown unlock --force') }],
  });
  expect(readFileSync(lockFile, 'utf8')).toBe(text);
});

test('refuses when its owner is in another container of this host, where the pid means another process', async () => {
  const { lockFile, take } = scratch();
  writeFileSync(lockFile, lockOf({ ...dead(), pidNamespace: 'pid:[1]' }));
  await expect(take()).rejects.toMatchObject({ findings: [{ code: 'lock-uncertain' }] });
});

test.each([
  ['empty', '', 'an empty file'],
  ['cut off', lockOf({}).slice(0, 60), 'JSON'],
  ['of another make', '{"pid": 7}', '/schemaVersion'],
])('is taken as stale, with a warning, when it is %s', async (_, text, found) => {
  const { lockFile, take, said } = scratch();
  writeFileSync(lockFile, text);
  const lock = await take();
  expect(said).toMatchObject([
    { code: 'lock-unreadable', severity: 'warning', message: expect.stringContaining(found) },
  ]);
  expect(lock.release()).toBe(true);
});

test('does not remove a lock that is another’s by now', async () => {
  const { lockFile, take } = scratch();
  const lock = await take();
  const theirs = lockOf({});
  writeFileSync(lockFile, theirs);
  expect(lock.release()).toBe(false);
  expect(readFileSync(lockFile, 'utf8')).toBe(theirs);
});

test('who looked before another took over cannot break the lock of that one', async () => {
  const { workdir, lockFile, take } = scratch();
  writeFileSync(lockFile, lockOf(dead()));
  const view = readLock(workdir);
  await take();
  expect(view.kind === 'free' || breakLock(view, now())).toBe(false);
  expect(readLock(workdir)).toMatchObject({ kind: 'held', lock: { runId: 'mine' } });
});

test('is taken over although the one who was taking it over died, and no claim is left', async () => {
  const { lockFile, take } = scratch();
  const [first, second, third] = [lockOf(dead()), lockOf(dead(), 'heir'), lockOf(dead(), 'heir of the heir')];
  writeFileSync(lockFile, first);
  writeFileSync(claimOn(lockFile, first), second);
  writeFileSync(claimOn(lockFile, second), third);
  await take();
  expect(JSON.parse(readFileSync(lockFile, 'utf8'))).toMatchObject({ runId: 'mine' });
  expect(readdirSync(dirname(lockFile))).toEqual(['lock.json']);
});

test('leaves the claims on other locks of the same directory', async () => {
  const { lockFile, take } = scratch();
  const other = join(dirname(lockFile), `other.lock.${'a'.repeat(16)}.claim.json`);
  writeFileSync(other, lockOf({}));
  await take();
  expect(existsSync(other)).toBe(true);
});

test('is left to the one who is taking it over and lives', async () => {
  const { lockFile, take } = scratch();
  const first = lockOf(dead());
  writeFileSync(lockFile, first);
  writeFileSync(claimOn(lockFile, first), lockOf({}, 'heir'));
  await expect(take()).rejects.toMatchObject({ findings: [{ code: 'lock-uncertain' }] });
  expect(readFileSync(lockFile, 'utf8')).toBe(first);
});

test('of several processes that find a dead owner’s lock at once, exactly one gets it', async () => {
  const { root } = scratchRun();
  const takers = Array.from({ length: 4 }, () => fork(new URL('./lock-taker.ts', import.meta.url)));
  onTestFinished(async () => {
    for (const taker of takers) await ended(taker);
  });
  const gone = dead();
  for (let round = 0; round < 30; round += 1) {
    const workdir = join(root, `round-${round}`);
    const { lockFile } = storePlaces(workdir);
    mkdirSync(dirname(lockFile), { recursive: true });
    const left = lockOf(gone, `left-${round}`);
    writeFileSync(lockFile, left);
    if (round % 3 === 0) writeFileSync(claimOn(lockFile, left), lockOf(gone, `heir-${round}`));
    const answers = await Promise.all(takers.map((taker) => ask(taker, workdir)));
    expect(answers.toSorted()).toEqual(['lock-held', 'lock-held', 'lock-held', 'taken']);
    const winner = takers[answers.indexOf('taken')];
    expect(JSON.parse(readFileSync(lockFile, 'utf8'))).toMatchObject({ owner: { pid: winner?.pid } });
    expect(readdirSync(dirname(lockFile))).toEqual(['lock.json']);
  }
}, 120_000);

function claimOn(lockFile: string, text: string): string {
  return join(dirname(lockFile), `lock.${createHash('sha256').update(text).digest('hex').slice(0, 16)}.claim.json`);
}

async function ask(taker: ChildProcess, workdir: string): Promise<string> {
  const answer = once(taker, 'message');
  taker.send(workdir);
  return String((await answer)[0]);
}

async function ended(taker: ChildProcess): Promise<void> {
  if (taker.exitCode !== null || taker.signalCode !== null) return;
  const exit = once(taker, 'exit');
  taker.disconnect();
  await exit;
}

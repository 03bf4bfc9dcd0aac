/**
 * One run at a time per workdir: lock.json, made whole and exclusively (see atomic-file.ts), names its owner.
 *
 * Taking over from a dead owner is safe however many try: who wants to replace a lock first makes a claim on it, a file
 * named by the hash of the lock's text, exclusively. Only the claim's maker may replace that lock, and only while
 * lock.json still is what was claimed. A claim of a process that died is claimed in turn by the hash of its own text.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Finding, RunLock } from '../../schemas/types.ts';
import { check, describeProblem, parseAs } from '../../smoke/schema/validate.ts';
import { finding } from '../findings/finding.ts';
import { createFileSync, replaceFileSync, unlinkIfThere } from './atomic-file.ts';
import { type OwnerState, ownerState, thisOwner } from './owner.ts';
import { storePlaces } from './places.ts';
import { NotReady } from './store-fault.ts';
import { hasCode } from './system-error.ts';

const claimEnd = /^[0-9a-f]{16}\.claim\.json$/;
/** How long a lock may stay half written before that is taken for what it will stay. */
const halfWrittenMs = 1_000;
/** How long to wait for another process that is taking a lock over. */
const takeoverMs = 5_000;

/** What lock.json says, and whether its owner lives. */
export type LockView =
  | { kind: 'free' }
  | { kind: 'unreadable'; path: string; text: string; found: string }
  | { kind: 'held'; path: string; text: string; lock: RunLock; owner: OwnerState };

type PresentLock = Exclude<LockView, { kind: 'free' }>;

export interface HeldLock {
  /** Gives it back. @returns false when it had been removed or replaced meanwhile */
  release: () => boolean;
}

/** Looks at the lock of `workdir`; changes nothing. */
export function readLock(workdir: string): LockView {
  return viewLock(storePlaces(workdir).lockFile);
}

interface LockOptions {
  now: () => Date;
  /** hears that a lock was taken over, and from whom */
  warn: (finding: Finding) => void;
}

/**
 * Takes the lock of `workdir` for `runId`. A dead owner's and an unreadable lock are taken over, with a word to `warn`.
 * @throws NotReady when its owner lives, or may live; errors of the file system as they are
 */
export async function takeLock(workdir: string, runId: string, options: LockOptions): Promise<HeldLock> {
  const busy = (view: LockView) => new NotReady(busyWord(workdir, view));
  return await takeLockFile(storePlaces(workdir).lockFile, runId, { ...options, busy });
}

/**
 * Takes the lock that the file at `path` is, as takeLock does that of a workdir. The directory is there.
 * @param busy what is thrown when its owner lives, or may live
 */
export async function takeLockFile(
  path: string,
  runId: string,
  options: LockOptions & { busy: (view: LockView) => Error },
): Promise<HeldLock> {
  const text = lockText(runId, options.now());
  const startedAt = performance.now();
  for (;;) {
    if (createFileSync(path, text)) break;
    const waited = performance.now() - startedAt;
    const patient = waited < halfWrittenMs;
    const view = viewLock(path);
    if (view.kind === 'held' && view.owner.state !== 'gone') throw options.busy(view);
    // On a file system without hard links, a lock that is being written can be seen half written.
    const final = view.kind === 'held' || (view.kind === 'unreadable' && !patient);
    if (final && claim(view, text, patient, () => replaceFileSync(path, text))) {
      options.warn(takeoverWord(view));
      break;
    }
    if (waited > takeoverMs) throw options.busy(view);
    await delay(20);
  }
  sweepClaims(path);
  return {
    release: () => {
      if (readIfThere(path) !== text) return false;
      unlinkIfThere(path);
      return true;
    },
  };
}

/**
 * Removes the lock that `view` saw, whoever owned it: the caller has decided that it may go.
 * @returns false when it is not that lock any more, or someone else is replacing it
 */
export function breakLock(view: PresentLock, now: Date): boolean {
  return claim(view, lockText('unlock', now), false, () => unlinkIfThere(view.path));
}

function lockText(runId: string, now: Date): string {
  const lock: RunLock = { schemaVersion: 1, runId, owner: thisOwner(), createdAt: now.toISOString() };
  return `${JSON.stringify(parseAs('run-lock', lock, 'lock.json'), null, 2)}\n`;
}

/**
 * Makes a claim on the lock that was `seen`, and does `act` if lock.json still is that lock, or that of a claim's maker
 * who died after having replaced it.
 * @param patient a claim that cannot be read is still being written; otherwise its maker is taken for dead
 * @returns false when someone else has the claim, or the lock is another by now
 */
function claim(seen: PresentLock, own: string, patient: boolean, act: () => void): boolean {
  const line = new Set([seen.text]);
  let last = seen.text;
  for (;;) {
    const file = claimFile(seen.path, last);
    if (createFileSync(file, own)) {
      try {
        const current = readIfThere(seen.path);
        if (current === undefined || !line.has(current)) return false;
        act();
        return true;
      } finally {
        unlinkIfThere(file);
      }
    }
    const view = viewLock(file);
    if (view.kind === 'free') continue;
    const abandoned = view.kind === 'held' ? view.owner.state === 'gone' : !patient;
    if (!abandoned || line.has(view.text)) return false;
    line.add(view.text);
    last = view.text;
  }
}

function claimFile(lockFile: string, text: string): string {
  const key = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return join(dirname(lockFile), `${basename(lockFile, '.json')}.${key}.claim.json`);
}

/** Claims on locks that are gone mean nothing to the holder of the lock: their makers look again and let go. */
function sweepClaims(lockFile: string): void {
  const dir = dirname(lockFile);
  const stem = `${basename(lockFile, '.json')}.`;
  for (const name of readdirSync(dir))
    if (name.startsWith(stem) && claimEnd.test(name.slice(stem.length))) unlinkIfThere(join(dir, name));
}

function viewLock(path: string): LockView {
  const text = readIfThere(path);
  if (text === undefined) return { kind: 'free' };
  const parsed = parseLock(text);
  if (typeof parsed === 'string') return { kind: 'unreadable', path, text, found: parsed };
  return { kind: 'held', path, text, lock: parsed, owner: ownerState(parsed.owner) };
}

/** The lock, or in words what was found instead. */
function parseLock(text: string): RunLock | string {
  if (text.trim() === '') return 'an empty file';
  try {
    const checked = check('run-lock', JSON.parse(text));
    return checked.ok ? checked.value : checked.problems.map(describeProblem).join('; ');
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}

function busyWord(workdir: string, view: LockView): Finding {
  if (view.kind !== 'held') {
    const why = 'its lock cannot be read, and it could not be replaced';
    return finding('lock-uncertain', { workdir, runId: 'unknown', why, since: 'an unknown time' });
  }
  const { runId, owner, createdAt: since } = view.lock;
  switch (view.owner.state) {
    case 'alive':
      return finding('lock-held', { workdir, runId, pid: owner.pid, host: owner.host, since });
    case 'unknown':
      return finding('lock-uncertain', { workdir, runId, why: view.owner.why, since });
    case 'gone':
      return finding('lock-uncertain', { workdir, runId, why: 'another process is taking over its lock', since });
  }
}

function takeoverWord(view: PresentLock): Finding {
  if (view.kind === 'unreadable') return finding('lock-unreadable', { path: view.path, found: view.found });
  const why = view.owner.state === 'gone' ? view.owner.why : 'its owner is gone';
  return finding('lock-taken-over', { runId: view.lock.runId, why });
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

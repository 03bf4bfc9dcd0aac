import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Finding, ReleaseRecord } from '../../schemas/types.ts';
import { takeLock } from '../run/lock.ts';
import { releaseFile } from '../run/places.ts';
import { type Gathered, gatherFacts } from './gather-facts.ts';
import { judge } from './preflight.ts';
import { type MadeRelease, openReleaseBench, type ReleaseBench } from './release-bench.ts';
import { releaseIt } from './release-it.ts';
import { makeStore, readReleaseRecord } from './release-record.ts';

let rig: ReleaseBench;
let made: MadeRelease;
let gathered: Gathered;
let version = 0;
beforeAll(async () => {
  rig = await openReleaseBench();
});
beforeEach(async () => {
  version += 1;
  made = await rig.release(`1.0.${version}`);
  gathered = await gatherFacts(made.question);
});
afterAll(() => rig[Symbol.asyncDispose]());

/** Goes on where the preflight has ended, in the source directory. */
async function release({ dryRun = false, again = gathered } = {}) {
  const warned: Finding[] = [];
  const options = {
    dryRun,
    id: 'the-release',
    scratchDir: rig.bench.dir('scratch'),
    warn: (found: Finding) => void warned.push(found),
    atHardEnd: () => () => undefined,
  };
  const io = {
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: made.dir,
    now: () => new Date(),
    ...made.question.io,
  };
  return await releaseIt(again, options, io);
}

function recorded(): ReleaseRecord {
  const found = readReleaseRecord(made.dir, '@scope/x', made.question.version);
  if (found.kind !== 'found') throw new Error(`the record is ${found.kind}`);
  return found.record;
}

/** Of every file below `dir`: path, mode, bytes. */
function hashOf(dir: string): string {
  const hash = createHash('sha256');
  for (const path of readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = join(dir, path);
    const { mode } = statSync(file);
    hash.update(`${path} ${mode}\n`);
    if (statSync(file).isFile()) hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

test('a release is on record, with the bytes, where it went, every attempt, and the proof', async () => {
  expect(judge(gathered.facts).preflight.ready).toBe(true);
  const done = await release();
  expect(done).toMatchObject({
    outcome: 'published',
    record: releaseFile(made.dir, '@scope/x', made.question.version),
  });
  expect(recorded()).toMatchObject({
    state: 'published',
    artifact: { integrity: made.artifact.manifest.integrity, runId: 'the-run' },
    registry: rig.registry.url,
    tag: 'latest',
    attempts: [{ outcome: 'accepted' }],
    identity: [{ same: true }, { same: true }],
  });
  expect(readFileSync(done.record ?? '', 'utf8')).not.toContain(rig.token);
  expect(made.git('status', '--porcelain')).toBe('');
  expect(readdirSync(join(made.dir, '.shakedown')).sort()).toEqual(['.gitignore', 'releases']);
});

test('the document at the registry tells nothing of the run that verified it', async () => {
  await release();
  const document = await (await fetch(`${rig.registry.url}@scope%2fx/${made.question.version}`)).text();
  expect(document).toContain(made.artifact.manifest.integrity);
  expect(document).not.toContain(made.artifact.file);
});

test('a dry run changes nothing: not the tree, not git, not the registry', async () => {
  const storage = join(rig.registry.requestLog, '..', 'storage');
  mkdirSync(storage, { recursive: true });
  const before = [hashOf(made.dir), hashOf(storage)];
  expect(await release({ dryRun: true })).toEqual({ outcome: 'ready', findings: [] });
  expect([hashOf(made.dir), hashOf(storage)]).toEqual(before);
});

describe('a release that is there already', () => {
  test('is satisfied, proved again, and not sent again', async () => {
    await release();
    const again = await gatherFacts(made.question);
    expect(judge(again.facts).preflight).toEqual({ ready: true, blockers: [] });
    for (const dryRun of [true, false]) {
      expect(await release({ dryRun, again })).toMatchObject({
        outcome: 'already-published',
        identity: [{ same: true }, { same: true }],
      });
    }
    expect(recorded().attempts).toHaveLength(1);
  });

  test('is satisfied after a crash between sending it and writing that down', async () => {
    const intent = (): void => {
      const file = releaseFile(made.dir, '@scope/x', made.question.version);
      const { identity: _, ...record } = recorded();
      const attempts = [{ startedAt: record.startedAt, outcome: 'sending' }];
      writeFileSync(file, JSON.stringify({ ...record, state: 'sending', attempts }));
    };
    await release();
    intent();
    const again = await gatherFacts(made.question);
    expect(await release({ again })).toMatchObject({ outcome: 'already-published' });
    expect(recorded()).toMatchObject({
      state: 'published',
      attempts: [{ outcome: 'sending' }],
      identity: [{ same: true }, { same: true }],
    });
  });

  test('with other bytes is a blocker, whatever the record says', async () => {
    await release();
    const other = await rig.bench.artifact({ name: '@scope/x', version: made.question.version, description: 'other' });
    const { readiness } = made.question;
    const assessed = await readiness;
    if (assessed.kind !== 'assessed') throw new Error('the sample is assessed');
    const { sha256, integrity } = other.manifest;
    const report = { ...assessed.report, artifact: { runId: 'another', file: other.file, sha256, integrity } };
    const { facts } = await gatherFacts({ ...made.question, readiness: Promise.resolve({ kind: 'assessed', report }) });
    expect(judge(facts).preflight.blockers).toMatchObject([
      { code: 'version-taken', found: made.artifact.manifest.integrity },
    ]);
  });
});

test('bytes that are exchanged between the look at them and the sending are not sent', async () => {
  const other = await rig.bench.artifact({ name: '@scope/x', version: made.question.version, description: 'other' });
  cpSync(other.file, made.artifact.file);
  await expect(release()).rejects.toMatchObject({ findings: [{ code: 'artifact-changed' }] });
  const answer = await fetch(`${rig.registry.url}@scope%2fx/${made.question.version}`);
  expect(answer.status).toBe(404);
});

test('of two at once in one directory the second waits for nobody, and sends nothing', async () => {
  makeStore(made.dir);
  const lock = await takeLock(made.dir, 'another', { now: () => new Date(), warn: () => undefined });
  await expect(release()).rejects.toMatchObject({ name: 'NotReady', findings: [{ code: 'lock-held' }] });
  lock.release();
  expect(await release()).toMatchObject({ outcome: 'published' });
});

test('what cannot be recorded is not sent', async () => {
  makeStore(made.dir);
  writeFileSync(join(made.dir, '.shakedown', 'releases'), 'in the way');
  await expect(release()).rejects.toMatchObject({ name: 'NotReady' });
  expect((await fetch(`${rig.registry.url}@scope%2fx/${made.question.version}`)).status).toBe(404);
});

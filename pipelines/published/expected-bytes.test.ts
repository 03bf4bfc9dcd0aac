import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ArtifactManifest, ReleaseRecord } from '../../schemas/types.ts';
import { makeStore, openReleaseRecord } from '../publishing/release-record.ts';
import { integrity, samplePolicy } from '../publishing/sample-facts.ts';
import { recordVerify, type VerifyChanges, verifyReport } from '../readiness/sample-verify.ts';
import { sampleSmoke } from '../report/sample-run.ts';
import { scratchRun } from '../run/scratch-run.ts';
import { expectedBytes } from './expected-bytes.ts';

const { artifact: made } = verifyReport();
if (!made) throw new Error('the sample has an artifact');
const sample: ArtifactManifest = made;

let workdir: string;
beforeEach(() => {
  workdir = mkdtempSync(join(tmpdir(), 'expected-'));
});
afterEach(() => rmSync(workdir, { recursive: true }));

function record(state: ReleaseRecord['state'], more: Partial<ReleaseRecord> = {}): void {
  makeStore(workdir);
  const intent = {
    package: { name: 'x', version: '1.0.0' },
    artifact: { sha256: '1'.repeat(64), integrity, size: 1 },
    registry: 'http://r.example/',
    tag: 'latest',
    access: 'public',
    intent: 'publish',
    revision: null,
    policy: { file: 'p.json', sha256: '2'.repeat(64) },
  } as const;
  const { stageId } = more;
  openReleaseRecord(workdir, intent, () => new Date('2026-11-20T12:00:00Z')).write({
    state,
    attempts: [],
    ...(stageId === undefined ? {} : { stageId }),
  });
}

test('of a release nobody knows anything where nothing is on record', () => {
  expect(expectedBytes('x', '1.0.0', workdir)).toEqual({ known: 'nobody has published it from here' });
});

test.each(['published', 'sending', 'unknown'] as const)(
  'a record that says %s says what the bytes must be',
  (state) => {
    record(state);
    expect(expectedBytes('x', '1.0.0', workdir).expected?.integrity).toBe(integrity);
    expect(expectedBytes('x', '1.0.1', workdir).expected).toBeUndefined();
  },
);

test('a record of what did not get there says nothing', () => {
  record('not-published');
  expect(expectedBytes('x', '1.0.0', workdir).expected).toBeUndefined();
});

test('a staged release is known to wait for its approval', () => {
  record('staged', { stageId: 'the-id' });
  expect(expectedBytes('x', '1.0.0', workdir).known).toBe('it was staged, and waits to be approved as the-id');
});

describe('without a record the last verify of it says what the bytes must be', () => {
  const { name, version } = sample;
  /** A verify on record in the directory. @returns the run */
  async function verified(changes: VerifyChanges = {}): Promise<string> {
    const policy = { file: 'p.json', sha256: '2'.repeat(64), policy: samplePolicy };
    const manifest = changes.artifact ?? sample;
    return await recordVerify(
      { ...scratchRun(), workdir },
      { artifact: { file: import.meta.filename, manifest }, policy },
      changes,
    );
  }

  test('when it passed', async () => {
    const run = await verified();
    expect(expectedBytes(name, version, workdir).expected).toEqual({
      integrity: sample.integrity,
      from: `run ${run}, which verified it`,
    });
  });

  test.each<[string, VerifyChanges]>([
    ['failed', { smokes: [sampleSmoke('a > b', { outcome: 'failed' })] }],
    ['was of another version', { artifact: { ...sample, version: '9.9.9' } }],
    ['was of what the registry has', { artifact: { ...sample, source: { kind: 'published', spec: 'x@1.0.0' } } }],
  ])('and not when it %s', async (_, changes) => {
    await verified(changes);
    expect(expectedBytes(name, version, workdir)).toEqual({ known: 'nobody has published it from here' });
  });
});

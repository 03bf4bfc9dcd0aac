import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ReleaseRecord } from '../../schemas/types.ts';
import { makeStore, openReleaseRecord } from '../publishing/release-record.ts';
import { integrity } from '../publishing/sample-facts.ts';
import { expectedBytes } from './expected-bytes.ts';

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

/**
 * What was sent to a registry from a directory, on record before it is sent and after. A crash in between leaves the
 * intent; what became of it is asked of the registry, which is the only one to know.
 */

import { join } from 'node:path';
import type { ReleaseRecord } from '../../schemas/types.ts';
import { check, describeProblem, parseAs } from '../../smoke/schema/validate.ts';
import { createFileSync, replaceFileSync } from '../run/atomic-file.ts';
import { makeDirectory } from '../run/make-directory.ts';
import { thisOwner } from '../run/owner.ts';
import { releaseFile, storePlaces } from '../run/places.ts';
import { readJson } from '../run/read-run.ts';
import { orNotReady } from '../run/store-fault.ts';

export type FoundRecord =
  | { kind: 'none' }
  | { kind: 'unreadable'; file: string; found: string }
  | { kind: 'found'; file: string; record: ReleaseRecord };

/** Reads only. */
export function readReleaseRecord(workdir: string, name: string, version: string): FoundRecord {
  const file = releaseFile(workdir, name, version);
  const read = readJson(file);
  if (!('value' in read)) return read.missing ? { kind: 'none' } : { kind: 'unreadable', file, found: read.found };
  const checked = check('release-record', read.value);
  if (checked.ok) return { kind: 'found', file, record: checked.value };
  return { kind: 'unreadable', file, found: checked.problems.map(describeProblem).join('; ') };
}

/** What is fixed from the start. */
export type ReleaseIntent = Omit<
  ReleaseRecord,
  'schemaVersion' | 'state' | 'owner' | 'startedAt' | 'updatedAt' | 'attempts'
>;
/** What changes on the way. */
type ReleaseProgress = Pick<ReleaseRecord, 'state' | 'attempts' | 'stageId' | 'identity'>;

export interface OpenRecord {
  /** absolute */
  file: string;
  /** Replaces it, whole at every moment; synchronous, so that it can be the last thing that is done. */
  write(progress: ReleaseProgress): void;
}

/**
 * Makes the places of a record; the first `write` makes the record. The directory's lock must be held.
 * @throws NotReady when it cannot be written: nothing is sent that would not be on record
 */
export function openReleaseRecord(workdir: string, intent: ReleaseIntent, now: () => Date): OpenRecord {
  const { dir, releasesDir } = storePlaces(workdir);
  const file = releaseFile(workdir, intent.package.name, intent.package.version);
  const startedAt = now().toISOString();
  const owner = thisOwner();
  orNotReady(dir, () => makeDirectory(releasesDir));
  return {
    file,
    write(progress) {
      const record: ReleaseRecord = {
        schemaVersion: 1,
        ...intent,
        ...progress,
        owner,
        startedAt,
        updatedAt: now().toISOString(),
      };
      const text = `${JSON.stringify(parseAs('release-record', record, file), null, 2)}\n`;
      orNotReady(file, () => replaceFileSync(file, text));
    },
  };
}

/** Makes the store of a directory in which nothing has been run yet; git and npm pack take none of it up. */
export function makeStore(workdir: string): void {
  const { dir } = storePlaces(workdir);
  orNotReady(dir, () => {
    makeDirectory(dir);
    createFileSync(join(dir, '.gitignore'), '*\n');
  });
}

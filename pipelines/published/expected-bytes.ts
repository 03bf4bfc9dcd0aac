/** What the bytes of a published version must be, as far as anybody here knows. */
import type { PublishedReport } from '../../schemas/types.ts';
import { readReleaseRecord } from '../publishing/release-record.ts';
import { verifiesOf } from '../readiness/evidence.ts';

export interface ExpectedBytes {
  expected?: NonNullable<PublishedReport['expected']>;
  /** who knows what of its publish, in words */
  known: string;
}

/** The record of its publish knows best; then the last verify of it that passed in this directory. */
export function expectedBytes(name: string, version: string, workdir: string): ExpectedBytes {
  const release = readReleaseRecord(workdir, name, version);
  if (release.kind === 'found' && release.record.state !== 'not-published') {
    const { artifact, state, updatedAt, stageId } = release.record;
    const staged = `it was staged, and waits to be approved${stageId === undefined ? '' : ` as ${stageId}`}`;
    const known = state === 'staged' ? staged : `it was published from here, ${updatedAt}`;
    return { known, expected: { integrity: artifact.integrity, from: `its publish from here, ${updatedAt}` } };
  }
  const known = 'nobody has published it from here';
  for (const { runId, state, report } of verifiesOf(name, workdir)) {
    const { artifact } = report;
    if (state !== 'passed' || artifact?.version !== version || artifact.source.kind === 'published') continue;
    return { known, expected: { integrity: artifact.integrity, from: `run ${runId}, which verified it` } };
  }
  return { known };
}

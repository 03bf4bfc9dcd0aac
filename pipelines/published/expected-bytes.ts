/** What the bytes of a published version must be, as far as anybody here knows. */
import type { PublishedReport, ReleaseRecord } from '../../schemas/types.ts';
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
  const sent = release.kind === 'found' ? knownOf(release.record) : undefined;
  if (sent) return sent;
  const known = 'nobody has published it from here';
  for (const { runId, state, report } of verifiesOf(name, workdir)) {
    const { artifact } = report;
    if (state !== 'passed' || artifact?.version !== version || artifact.source.kind === 'published') continue;
    return { known, expected: { integrity: artifact.integrity, from: `run ${runId}, which verified it` } };
  }
  return { known };
}

/** undefined for what did not get there. */
function knownOf({ state, artifact, updatedAt, stageId }: ReleaseRecord): ExpectedBytes | undefined {
  if (state === 'not-published') return undefined;
  const words = {
    published: `it was published from here, ${updatedAt}`,
    staged: `it was staged, and waits to be approved${stageId === undefined ? '' : ` as ${stageId}`}`,
    sending: 'a publish of it from here did not come to its end',
    unknown: 'what became of its publish from here is not known',
  };
  const from = `its publish from here, ${updatedAt}`;
  return { known: words[state], expected: { integrity: artifact.integrity, from } };
}

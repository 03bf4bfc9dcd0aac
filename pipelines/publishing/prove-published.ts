/** Whether a registry has the bytes that were verified: what it says of them, and what it delivers. */
import type { Finding, Handover, PublishedVersion } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';
import { handover } from '../identity/handovers.ts';
import type { RegistryReader } from './registry-reader.ts';

export interface PublishedProof {
  handovers: Handover[];
  /** everything that is not as it must be */
  findings: Finding[];
}

/** @param integrity of the verified bytes */
export async function provePublished(
  reader: Pick<RegistryReader, 'delivered'>,
  document: PublishedVersion,
  integrity: string,
): Promise<PublishedProof> {
  const delivered = await reader.delivered(document);
  const found = delivered.kind === 'found' ? delivered.value : 'reason' in delivered ? delivered.reason : 'nothing';
  const handovers = [
    handover('registry dist.integrity', integrity, document.dist.integrity),
    handover('bytes downloaded back', integrity, found),
  ];
  const { name, version } = document;
  const findings = handovers
    .filter(({ same }) => !same)
    .map(({ at, expected, found: other }) =>
      finding('published-bytes-differ', { at, expected, found: other, release: `${name}@${version}` }),
    );
  return { handovers, findings };
}

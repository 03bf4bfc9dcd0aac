/** How a delivery can end, and how much of that is known. */
import type { Finding, Handover, PublishedVersion, ReleaseRecord } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';
import { formatDuration } from '../report/quantities.ts';
import { awaitVersion } from './await-version.ts';
import type { Means } from './gather-facts.ts';
import type { Clock } from './patience.ts';
import { provePublished } from './prove-published.ts';
import type { SendOptions } from './send.ts';

/** What is sent, and where to. */
export interface Release extends Omit<SendOptions, 'npm' | 'signal'> {
  version: string;
}

export interface Ending {
  outcome: 'published' | 'staged' | 'not-yet-visible' | 'failed' | 'interrupted';
  /** as it goes on record */
  state: ReleaseRecord['state'];
  findings: Finding[];
  identity?: Handover[];
  stageId?: string;
}

/** After a signal there is not more time than that for the question whether it arrived. */
const lastQuestionMs = 2_500;

export function specOf({ name, version }: Pick<Release, 'name' | 'version'>): string {
  return `${name}@${version}`;
}

/** @param state what is known of the registry; that nothing arrived there, unless it is given */
export function failure(found: Finding, state: Ending['state'] = 'not-published'): Ending {
  return { outcome: 'failed', state, findings: [found] };
}

/** npm says that it is published: now the registry has to show it. @throws the reason of the signal */
export async function shown(
  release: Release,
  { reader }: Means,
  patience: { withinMs: number; clock: Clock; signal: AbortSignal },
): Promise<Ending> {
  const awaited = await awaitVersion(reader, release, patience);
  if (awaited.kind === 'visible') return await proved(release, { reader }, awaited.document);
  const { found, waitedMs } = awaited;
  const args = { release: specOf(release), registry: release.registry, waited: formatDuration(waitedMs), found };
  return { outcome: 'not-yet-visible', state: 'published', findings: [finding('published-not-visible', args)] };
}

/** The registry shows the version: the verified bytes, or others. */
export async function proved(
  release: Release,
  { reader }: Pick<Means, 'reader'>,
  document: PublishedVersion,
): Promise<Ending> {
  const { handovers: identity, findings } = await provePublished(reader, document, release.integrity);
  if (findings.length > 0) return { outcome: 'failed', state: 'unknown', identity, findings };
  return { outcome: 'published', state: 'published', identity, findings };
}

/** After an interruption: what the registry says, if it says it quickly. A package that only its owners see is not asked for. */
export async function known(release: Release, { stranger }: Pick<Means, 'stranger'>): Promise<Ending> {
  const ended = (state: Ending['state'], what: string): Ending => ({
    outcome: 'interrupted',
    state,
    findings: [finding('publish-interrupted', { release: specOf(release), known: what })],
  });
  const answer = await quickly(stranger(AbortSignal.timeout(lastQuestionMs)).version(release.name, release.version));
  if (answer === undefined) return ended('unknown', 'the registry does not say whether it arrived');
  switch (answer.kind) {
    case 'found':
      return answer.value.dist.integrity === release.integrity
        ? ended('published', 'it is published, with the verified bytes')
        : ended('unknown', `the registry has other bytes as that version, ${answer.value.dist.integrity}`);
    case 'absent':
      return ended('not-published', 'the registry does not have it');
    case 'refused':
    case 'later':
    case 'unreachable':
      return ended('unknown', `the registry does not say whether it arrived: ${answer.reason}`);
  }
}

/** undefined when the question took longer than it may. */
async function quickly<T>(question: Promise<T>): Promise<T | undefined> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') return undefined;
    throw error;
  }
}

/** For tests: compares a sample source. */
import type { CoherenceReport, ReleasePolicy } from '../../schemas/types.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import type { ScratchRepository } from '../git/scratch-repository.ts';
import { type CoherenceRequest, checkCoherence } from './check-coherence.ts';
import { loaded, sampleFiles, sampleVersion, spokenIo, subjectIn } from './sample-source.ts';

/** Asking a command takes longer than everything else: only who wants to know about it does. */
const heard = { from: 'run', runId: 'r1', says: sampleVersion } as const;
export const fromSource = { command: { from: 'source' } } as const;

export async function coherenceOf(
  source: ScratchRepository,
  { policy, ...request }: Partial<Omit<CoherenceRequest, 'policy'>> & { policy?: ReleasePolicy } = {},
): Promise<CoherenceReport> {
  const { io } = spokenIo(source);
  const subject = await subjectIn(source);
  const asked = { command: heard, registry: 'left-out', ...request } as const;
  return parseAs('coherence', await checkCoherence({ subject, policy: loaded(policy), ...asked }, io), 'the report');
}

export const statesOf = ({ places }: CoherenceReport) => places.map(({ kind, state }) => `${kind} ${state}`);

/** One of the sample's JSON files, changed. */
export const json = (name: string, change: (file: Record<string, unknown>) => unknown) => ({
  [name]: change(structuredClone(sampleFiles[name]) as Record<string, unknown>),
});

/** What a walkthrough is about, held to what there is. */
import { resolveSubject } from '../artifact/subject.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import type { Io } from '../io.ts';
import { loadPolicy, requirePolicyFor } from '../policy/load-policy.ts';
import { findPredecessor } from '../readiness/predecessor.ts';
import type { PlanContext } from './plan.ts';

/**
 * @param spec the source directory; the one that `io.cwd` is without it
 * @param policyFile as given
 * @throws InputError for a subject that is no source directory, or a policy that is none or speaks of another package; the reason of `io.signal`
 */
export async function planContext(
  spec: string | undefined,
  policyFile: string,
  io: Pick<Io, 'cwd' | 'env' | 'signal'>,
): Promise<PlanContext> {
  const subject = await resolveSubject(spec ?? '.', { cwd: io.cwd });
  if (subject.kind !== 'directory')
    throw new InputError(finding('walkthrough-needs-source', { subject: subject.spec, found: subject.kind }));
  const policy = await loadPolicy(policyFile, io.cwd);
  const { name, version } = subject.manifest;
  requirePolicyFor(policy, name);
  const last = await findPredecessor({ subject, policy, version }, io);
  const against = last?.kind === 'release' && last.version !== undefined ? { against: last.spec } : {};
  return { subject, policy, cwd: io.cwd, ...against };
}

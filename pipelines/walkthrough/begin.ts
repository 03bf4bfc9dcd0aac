/** A walkthrough before its first step, and whether one that was begun is still about what is here. */
import type { Walkthrough } from '../../schemas/types.ts';
import { gitState } from '../git/git-state.ts';
import { defaultTagTemplate, tagNameOf } from '../git/release-tags.ts';
import type { Io } from '../io.ts';
import { makeRunId } from '../run/run-id.ts';
import { pendingStep } from './conduct.ts';
import { operatorOf } from './operator.ts';
import { type PlanContext, planWalkthrough } from './plan.ts';

/** All steps pending. @param by who the operator is; the user of this machine when not given */
export function newWalkthrough(context: PlanContext, by: string | undefined, io: Pick<Io, 'env' | 'now'>): Walkthrough {
  const { subject, policy } = context;
  const now = io.now();
  return {
    schemaVersion: 1,
    id: makeRunId(now),
    subject: subject.spec,
    policy: { file: policy.file, sha256: policy.sha256 },
    package: { name: subject.manifest.name, version: subject.manifest.version },
    operator: by ?? operatorOf(io.env),
    startedAt: now.toISOString(),
    updatedAt: now.toISOString(),
    state: 'open',
    sections: planWalkthrough(context).map(({ title, steps }, at) => ({
      id: `${at + 1}`,
      title,
      steps: steps.map((step, index) => pendingStep(`${at + 1}.${index + 1}`, step, {})),
    })),
    release: {
      tag: tagNameOf(policy.policy.release?.tag ?? defaultTagTemplate, subject.manifest.version),
      remote: policy.policy.release?.remote ?? 'origin',
    },
    gates: [],
    signatures: [],
  };
}

/**
 * Why `begun` is not about what is here now: another package, policy or commit, or steps that Shakedown has otherwise by now.
 * @param uncommitted whether changes that are not committed count too: nobody knows whether what is on record was with them
 * @returns nothing when it is
 */
export async function whyOutdated(
  begun: Walkthrough,
  { subject, policy, ...context }: PlanContext,
  { io, uncommitted }: { io: Pick<Io, 'env'>; uncommitted: boolean },
): Promise<string | undefined> {
  const { name, version } = subject.manifest;
  if (begun.package.name !== name || begun.package.version !== version)
    return `it is of ${begun.package.name} ${begun.package.version}, here is ${name} ${version}`;
  if (begun.policy.sha256 !== policy.sha256) return `${policy.file} is not what it was`;
  const plan = planWalkthrough({ subject, policy, ...context });
  const titles = (sections: readonly { title: string; steps: readonly { title: string }[] }[]): string =>
    JSON.stringify(sections.map(({ title, steps }) => [title, ...steps.map((step) => step.title)]));
  if (titles(begun.sections) !== titles(plan)) return 'it has other steps, of another version of Shakedown';
  if (begun.revision === undefined) return undefined;
  const state = await gitState(subject.dir, io.env.PATH ?? '');
  if (begun.revision !== state?.revision)
    return `it is of commit ${begun.revision.slice(0, 12)}, here is ${state?.revision.slice(0, 12) ?? 'none'}`;
  return uncommitted && state.dirty ? `${subject.spec} has changes that are not committed` : undefined;
}

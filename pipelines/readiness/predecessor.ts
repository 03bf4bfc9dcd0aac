/** The release before this one, where the policy demands that a verify has compared the package with it. */
import { lt } from 'semver';
import type { Finding } from '../../schemas/types.ts';
import type { DirectorySubject } from '../artifact/subject.ts';
import { finding } from '../findings/finding.ts';
import { GitFailure } from '../git/git.ts';
import { findRepository } from '../git/repository.ts';
import type { Io } from '../io.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
import { lastRelease, noLastRelease, untaggedRelease } from '../scope/last-release.ts';

export type Predecessor =
  | {
      kind: 'release';
      name: string;
      tag: string;
      /** exact; absent when the tag tells none, and then any earlier one will do */
      version?: string;
      /** as `--against` takes it; without a version a placeholder for it */
      spec: string;
    }
  /** `line` says it: a first release needs no comparison */
  | { kind: 'none'; line: string }
  /** It cannot be known with what the package is to be compared. */
  | { kind: 'unclear'; finding: Finding };

/**
 * Asks git, as the scope of a release is asked.
 * @param version of the package that is to be released
 * @returns undefined when the policy demands no comparison
 * @throws the reason of `signal`
 */
export async function findPredecessor(
  { subject, policy, version }: { subject: DirectorySubject; policy: LoadedPolicy; version: string },
  { env, signal }: Pick<Io, 'env' | 'signal'>,
): Promise<Predecessor | undefined> {
  if (policy.policy.evidence?.against === undefined) return undefined;
  const search = await findRepository(subject.dir, { path: env.PATH ?? '', signal });
  if ('missing' in search) return unclear(finding('scope-unknown', { reason: search.missing }));
  // It may lack tags too: that none is there says nothing.
  if (search.found.shallow) return unclear(finding('scope-shallow-clone', {}));
  try {
    const last = await lastRelease(search.found, policy);
    const untagged = last ? undefined : await untaggedRelease(subject, policy);
    if (untagged) return unclear(untagged);
    if (!last) return { kind: 'none', line: `${noLastRelease(policy)}: a first release needs no comparison` };
    const { tag, version: before } = last;
    if (before !== undefined && !lt(before, version))
      return unclear(finding('release-not-after-last', { version, tag }));
    const { name } = subject.manifest;
    const spec = `${name}@${before ?? 'VERSION'}`;
    return { kind: 'release', name, tag, spec, ...(before === undefined ? {} : { version: before }) };
  } catch (error) {
    if (error instanceof GitFailure) return unclear(finding('scope-unknown', { reason: error.message }));
    throw error;
  }
}

/** What to give to `--against`; nothing where there is nothing to compare with, or nobody knows what. */
export function againstOption(predecessor: Predecessor | undefined): string[] {
  return predecessor?.kind === 'release' ? ['--against', predecessor.spec] : [];
}

function unclear(found: Finding): Predecessor {
  return { kind: 'unclear', finding: found };
}

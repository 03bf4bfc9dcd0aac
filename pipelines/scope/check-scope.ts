/** Whether a release touches only what its policy allows, since the last one. */
import type { Finding } from '../../schemas/types.ts';
import type { DirectorySubject } from '../artifact/subject.ts';
import { finding } from '../findings/finding.ts';
import { GitFailure } from '../git/git.ts';
import { findRepository } from '../git/repository.ts';
import type { Io } from '../io.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
import { plural } from '../report/quantities.ts';
import { type Change, changesSince } from './changes-since.ts';
import { lastRelease, noLastRelease, untaggedRelease } from './last-release.ts';
import { matchesAny } from './path-globs.ts';

export interface ScopeRequest {
  /** The source directory that the release is made from; the whole repository that it is in is compared. */
  subject: DirectorySubject;
  policy: LoadedPolicy;
}

interface ScopeChange extends Change {
  allowed: boolean;
}

export interface ScopeCheck {
  /**
   * missing: it could not be compared, and a finding says why; not-applicable: the policy sets no scope, or there is no
   * release before this one.
   */
  verdict: 'passed' | 'failed' | 'missing' | 'not-applicable';
  /** for people, one line: what was compared, or why nothing was */
  line: string;
  /** the release before this one */
  since?: { tag: string; revision: string };
  changes: ScopeChange[];
  findings: Finding[];
}

/**
 * Compares the working tree, untracked files included, with the last release tag before HEAD.
 * @throws Interrupted
 */
export async function checkScope(
  { subject, policy }: ScopeRequest,
  { env, signal }: Pick<Io, 'env' | 'signal'>,
): Promise<ScopeCheck> {
  const { scope } = policy.policy;
  if (!scope) return nothing('not-applicable', 'the policy sets no scope');
  const search = await findRepository(subject.dir, { path: env.PATH ?? '', signal });
  if ('missing' in search) return unknown(search.missing);
  const repository = search.found;
  if (repository.shallow) return nothing('missing', 'the clone is shallow', finding('scope-shallow-clone', {}));
  try {
    const last = await lastRelease(repository, policy);
    if (!last) {
      const untagged = await untaggedRelease(subject, policy);
      return untagged
        ? nothing('missing', noLastRelease(policy), untagged)
        : nothing('not-applicable', noLastRelease(policy));
    }
    const since = { tag: last.tag, revision: last.revision };
    const changes = (await changesSince(repository, since.revision)).map((change) => ({
      ...change,
      allowed: matchesAny(change.path, scope.allowed),
    }));
    const outside = changes.filter(({ allowed }) => !allowed);
    const compared = `${plural(changes.length, 'path')} changed since ${since.tag}`;
    if (outside.length === 0) {
      return { verdict: 'passed', line: `${compared}, all within scope`, since, changes, findings: [] };
    }
    const found = finding('scope-exceeded', {
      count: outside.length,
      paths: some(outside.map(({ path, how }) => `${path} (${how})`)),
      tag: since.tag,
      allowed: scope.allowed.join(', ') || 'nothing',
    });
    return {
      verdict: 'failed',
      line: `${compared}, ${outside.length} outside of scope`,
      since,
      changes,
      findings: [found],
    };
  } catch (error) {
    if (error instanceof GitFailure) return unknown(error.message);
    throw error;
  }
}

const unknown = (reason: string): ScopeCheck => nothing('missing', reason, finding('scope-unknown', { reason }));

function nothing(verdict: 'missing' | 'not-applicable', line: string, ...findings: Finding[]): ScopeCheck {
  return { verdict, line, changes: [], findings };
}

/** The first ten, and how many more. */
function some(paths: readonly string[]): string {
  const more = paths.length - 10;
  return `${paths.slice(0, 10).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

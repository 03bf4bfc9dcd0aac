/** Whether a release touches only what its policy allows, since the last one. */
import type { Finding } from '../../schemas/types.ts';
import type { DirectorySubject } from '../artifact/subject.ts';
import type { Io } from '../io.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';

export interface ScopeRequest {
  /** The source directory that the release is made from; the whole repository that it is in is compared. */
  subject: DirectorySubject;
  policy: LoadedPolicy;
}

export interface ScopeChange {
  /** from the root of the repository */
  path: string;
  how: 'added' | 'changed' | 'deleted' | 'renamed from' | 'renamed to' | 'untracked' | 'submodule';
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
export async function checkScope(request: ScopeRequest, _io: Pick<Io, 'env' | 'signal'>): Promise<ScopeCheck> {
  throw new Error(`the scope of ${request.subject.spec} cannot be compared yet`);
}

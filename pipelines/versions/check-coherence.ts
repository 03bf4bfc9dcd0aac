/** Whether every place that states the version of a package says the same, and whether the registry can take it. */
import type { CoherenceReport } from '../../schemas/types.ts';
import type { DirectorySubject } from '../artifact/subject.ts';
import type { Io } from '../io.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';

/** What of the process this needs. */
export type VersionsIo = Pick<Io, 'env' | 'cwd' | 'signal'>;

export interface CoherenceRequest {
  /** The source directory that the release is made from. */
  subject: DirectorySubject;
  policy: LoadedPolicy;
  /** The bytes that are to be released; their package.json is one place more. */
  tarball?: {
    /** absolute */
    file: string;
    /** sha512, as npm writes it; tells a version that is published already from another package of that version */
    integrity: string;
  };
  /**
   * Who says what the CLI says of itself: the source's own command, the command installed in a project, or a run that
   * has asked it.
   */
  command:
    | { from: 'source' }
    | { from: 'project'; dir: string }
    | { from: 'run'; runId: string; says: string }
    | { from: 'nobody'; why: string };
  /** `left-out` asks no registry; `url` is asked instead of the policy's, which is npm's own where it has none. */
  registry: 'left-out' | { url?: string };
}

/**
 * Reads and compares; changes nothing. What disagrees is in `findings`, what could not be asked has the state `unknown`.
 * @throws InputError when a place that the policy names cannot be one; Interrupted
 */
export async function checkCoherence(request: CoherenceRequest, _io: VersionsIo): Promise<CoherenceReport> {
  throw new Error(`the versions of ${request.subject.spec} cannot be compared yet`);
}

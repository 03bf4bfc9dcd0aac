/** Whether a package may be released by its policy: one verdict, gate by gate. */
import type { ReadinessReport } from '../../schemas/types.ts';
import type { DirectorySubject } from '../artifact/subject.ts';
import type { Io } from '../io.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';

export interface ReadinessRequest {
  /** The source directory that the release is made from. */
  subject: DirectorySubject;
  policy: LoadedPolicy;
  /** The bytes that are to be released, absolute; those that packing the source gives when not given. */
  tarball?: string;
}

/**
 * Assesses a package by the runs on record in `io.cwd`. Publishes nothing, writes nothing but what the package's own
 * pack scripts write; `artifact.file` of the result is the tarball that was verified, its hash compared just now.
 * @throws InputError when the policy speaks of another package, or a tarball is none; NotReady without node, npm or a
 * temporary directory; StageFailure when the source cannot be packed; Interrupted
 */
export async function assessReadiness(request: ReadinessRequest, _io: Io): Promise<ReadinessReport> {
  throw new Error(`the readiness of ${request.subject.spec} cannot be assessed yet`);
}

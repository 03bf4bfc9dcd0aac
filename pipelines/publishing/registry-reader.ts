/** What a registry says of a package, however it is asked. */
import type { PublishedPackage, PublishedVersion } from '../../schemas/types.ts';

/**
 * One answer. `refused`: somebody who may see it would get another; `later`: the registry is there, and not well;
 * `unreachable`: nobody has answered.
 */
export type Answer<T> =
  | { kind: 'found'; value: T }
  | { kind: 'absent' }
  | { kind: 'refused'; reason: string }
  | { kind: 'later'; reason: string; retryAfterMs?: number }
  | { kind: 'unreachable'; reason: string };

export interface RegistryReader {
  /** The per-version document: it shows a release before the package's own document does. */
  version(name: string, version: string): Promise<Answer<PublishedVersion>>;
  /** dist-tags and versions. */
  package(name: string): Promise<Answer<PublishedPackage>>;
  /**
   * The integrity of the bytes that the registry delivers for this version.
   * @param into a file to keep them in, absolute
   */
  delivered(document: PublishedVersion, into?: string): Promise<Answer<string>>;
}

/** What it is deprecated with, if it is. */
export function deprecationOf({ deprecated }: PublishedVersion): string | undefined {
  if (deprecated === undefined || deprecated === false || deprecated === '') return undefined;
  return deprecated === true ? 'no reason given' : deprecated;
}

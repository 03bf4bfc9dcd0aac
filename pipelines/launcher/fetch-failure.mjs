/** Why a package could not be fetched into a cache, as data: whoever wanted it has the words. */

/**
 * - `npm-missing`: npm is not on PATH;
 * - `npm-unusable`: it cannot be started; `reason`;
 * - `not-fetched`: npm has ended without a tarball; `ended` says how, `said` is what it said, both in words;
 * - `other-bytes`: it delivered a tarball with another integrity; `expected`, `found`;
 * - `does-not-run`: what was fetched does not say its version; `expected`, `found`;
 * - `cache-unusable`: the file system refused; `reason`.
 * @typedef {'npm-missing' | 'npm-unusable' | 'not-fetched' | 'other-bytes' | 'does-not-run' | 'cache-unusable'} FetchFailureKind
 */

export class FetchFailure extends Error {
  /**
   * @param {FetchFailureKind} kind
   * @param {Readonly<Record<string, string>>} [details]
   */
  constructor(kind, details = {}) {
    super(`${kind} ${JSON.stringify(details)}`);
    this.name = 'FetchFailure';
    this.kind = kind;
    this.details = details;
  }
}

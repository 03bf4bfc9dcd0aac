/** What the file system refused to the store, as findings, and the error that says that a run cannot begin. */

import type { Finding } from '../../schemas/types.ts';
import { errorCode } from '../../smoke/process/error-code.ts';
import { finding } from '../findings/finding.ts';

/** The run cannot begin here (exit 3): the store cannot be written, or another run is at work. */
export class NotReady extends Error {
  override name = 'NotReady';
  readonly findings: readonly Finding[];
  constructor(...findings: readonly [Finding, ...Finding[]]) {
    super(findings[0].message);
    this.findings = findings;
  }
}

/** The finding for an error of the file system at `path`; an error that is not of the system is thrown on. */
export function storeFault(error: unknown, path: string): Finding {
  const code = errorCode(error);
  switch (code) {
    case undefined:
      throw error;
    case 'ENOSPC':
    case 'EDQUOT':
      return finding('store-full', { path, code });
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return finding('store-not-writable', { path, code });
    case 'EEXIST':
    case 'ENOTDIR':
      return finding('store-is-a-file', { path });
    default:
      return finding('store-write-failed', { path, code });
  }
}

/** Does `act` at `path`. @throws NotReady when the file system refuses */
export function orNotReady<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof NotReady) throw error;
    throw new NotReady(storeFault(error, path));
  }
}

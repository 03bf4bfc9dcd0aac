import { errorCode } from '../../smoke/process/error-code.ts';

/** True when the system refused with one of `codes` (ENOENT, EACCES ...): how an expected error is told from the others. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  const code = errorCode(error);
  return code !== undefined && codes.includes(code);
}

import { isAbandoned } from '../run/whole-directory.ts';
import { runBeingRemoved } from './discard.ts';

/** Why a directory of that name is the half of one, left by a kill, and may go without a question. */
export function whyHalf(name: string): string | undefined {
  if (runBeingRemoved(name) !== undefined) return 'its removal was not finished';
  return isAbandoned(name) ? 'it was not finished, and its maker is gone' : undefined;
}

import { userInfo } from 'node:os';
import { errorCode } from '../../smoke/process/error-code.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';

/** Who is at the keyboard, when nobody says: the user of this machine. */
export function operatorOf(env: NodeJS.ProcessEnv): string {
  if (env.GITHUB_ACTOR) return env.GITHUB_ACTOR;
  try {
    return userInfo().username;
  } catch (error) {
    // A user without an entry in the password file, as in containers.
    if (errorCode(error) === undefined) throw error;
    return env.USER ?? 'unknown';
  }
}

/** @throws InputError for an option that was given and says nothing: a name or a reason that nobody could read */
export function requireWords(command: string, options: Readonly<Record<string, string | undefined>>): void {
  const empty = Object.entries(options).find(([, text]) => text?.trim() === '');
  if (empty) throw new InputError(finding('usage', { reason: `${empty[0]}: expected words, found none`, command }));
}

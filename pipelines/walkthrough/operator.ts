import { userInfo } from 'node:os';
import { errorCode } from '../../smoke/process/error-code.ts';

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

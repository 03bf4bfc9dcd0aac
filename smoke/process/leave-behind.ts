import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { identityOf, type ProcessIdentity } from './identity.ts';
import { processFiles } from './proc-files.ts';
import { run } from './run.ts';

/** A program, as a script of sh names it, that stays for a minute and takes any arguments. */
export const nap = `${process.execPath} -e "setTimeout(() => {}, 60000)"`;

let count = 0;

/**
 * Leaves a process behind, for tests: a session of its own, its parent gone, no pipe of ours, cwd /.
 * @param script for sh; what it becomes by `exec` is what stays
 * @param dir for a file with its pid
 */
export async function leaveBehind(script: string, env: Record<string, string>, dir: string): Promise<ProcessIdentity> {
  count += 1;
  const file = join(dir, `pid-${count}`);
  const detached = `cd / && ${script.replace('exec ', () => `echo $$ > ${file}.new; mv ${file}.new ${file}; exec `)}`;
  const argv = ['sh', '-c', 'setsid sh -c "$1" </dev/null >/dev/null 2>&1 &', 'sh', detached] as const;
  await run([...argv], { cwd: dir, env, timeoutMs: 20_000 });
  const pid = await eventually('the pid of who was left', () => existsSync(file) && Number(readFileSync(file, 'utf8')));
  const identity = identityOf(pid);
  if (!identity) throw new Error(`process ${pid} of ${script} did not stay`);
  // Its environment is what it will be only when it has become what it will be.
  await eventually('its last exec', () => {
    const [program = '', ...args] = processFiles(pid).cmdline().toString().split('\0');
    return !/^(env|setpriv)?$/.test(program) && !args.some((arg) => arg.includes(file));
  });
  return identity;
}

import { describeEnd } from '../process/command-result.ts';
import { run } from '../process/run.ts';
import type { Search } from './tools.ts';

/** Asks a program for its stdout; anything but exit 0 is the reason why it is of no use. */
export type Probe = (argv: readonly [string, ...string[]]) => Promise<Search<string>>;

/** A shim may look through a whole version manager; a program that takes longer than this is broken. */
const timeoutMs = 10_000;

/** A probe with `env` as the whole environment of the programs asked. */
export function probeWith(env: Readonly<Record<string, string>>): Probe {
  return async (argv) => {
    const result = await run(argv, { cwd: '/', env, timeoutMs, graceMs: 500 });
    if (result.kind === 'exited' && result.code === 0) return { found: result.stdout };
    const said = result.kind === 'spawnFailed' ? result.error.message : result.stderr.trim().split('\n', 1)[0];
    return { missing: `${argv[0]} cannot be used: ${describeEnd(result)}${said ? `: ${said}` : ''}` };
  };
}

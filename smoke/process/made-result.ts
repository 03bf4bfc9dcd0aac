/** For tests: the result of a command that nobody has run. */
import type { CommandEnd, CommandFacts, CommandResult } from './command-result.ts';

/** It ended so, at once, having said nothing but what is given; the counts of its bytes agree with that. */
export function madeResult(end: CommandEnd, facts: Partial<CommandFacts> = {}): CommandResult {
  const { stdout = '', stderr = '' } = facts;
  return {
    argv: ['/p/ktx', 'runtime', 'prune'],
    cwd: '/w',
    env: {},
    stdout,
    stderr,
    stdoutBytes: Buffer.byteLength(stdout),
    stderrBytes: Buffer.byteLength(stderr),
    truncated: false,
    heldOpen: false,
    durationMs: 12.3,
    teeErrors: [],
    ...facts,
    ...end,
  };
}

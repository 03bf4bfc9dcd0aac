#!/usr/bin/env node
// Stands in for an installed command: does what its first argument says.
import { spawn } from 'node:child_process';
import { setInterval } from 'node:timers';

const [what, ...args] = process.argv.slice(2);
const actions = {
  /** print OUT ERR CODE */
  print() {
    process.stdout.write(args[0] ?? '');
    process.stderr.write(args[1] ?? '');
    process.exitCode = Number(args[2] ?? 0);
  },
  /** Stays until it is ended, and says when it is there; with a further word it does not listen to SIGTERM. */
  stay() {
    if (args.length > 0) process.on('SIGTERM', () => undefined);
    process.stdout.write('here\n');
    setInterval(() => undefined, 60_000);
  },
  /** Ends, and leaves a process behind. */
  leave() {
    const child = spawn(process.execPath, [process.argv[1], 'stay'], { detached: true, stdio: 'ignore' });
    child.unref();
    process.stdout.write(`${child.pid}\n`);
  },
};
actions[what]();

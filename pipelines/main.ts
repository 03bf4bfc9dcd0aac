/** The program `shakedown`. */
// Before everything else is run: from here on no signal ends the program without a word.
import './interruption.ts';
import { program } from './command-line.ts';
import { endWithFailure } from './failure.ts';
import { interruption } from './interruption.ts';
import type { Io } from './io.ts';

const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  // When it is asked for: the help can be read where there is no directory any more.
  get cwd() {
    return process.cwd();
  },
  now: () => new Date(),
  signal: interruption,
};
const args = process.argv.slice(2);
const commands = program(io, (code) => {
  process.exitCode = code;
});
try {
  await commands.parseAsync(args, { from: 'user' });
} catch (error) {
  process.exitCode = await endWithFailure(error, { args, commands, io });
}

/** For tests: `shakedown defects --json` with another kit, the directory that is named first. */
import { program } from '../command-line.ts';
import { defects } from '../defects.ts';
import { endWithFailure } from '../failure.ts';
import { interruption } from '../interruption.ts';
import type { Io } from '../io.ts';

const [, , kitDir = ''] = process.argv;
const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  now: () => new Date(),
  signal: interruption,
};
try {
  process.exitCode = await defects({ json: true, kitDir }, io);
} catch (error) {
  const commands = program(io, () => undefined);
  process.exitCode = await endWithFailure(error, { args: ['defects', '--json'], commands, io });
}

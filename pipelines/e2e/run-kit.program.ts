/** For tests: `shakedown defects --json` with another kit, the directory that is named first, and `--only` what follows. */
import { program } from '../command-line.ts';
import { defects } from '../defects.ts';
import { endWithFailure } from '../failure.ts';
import { interruption } from '../interruption.ts';
import type { Io } from '../io.ts';

const [, , kitDir = '', ...only] = process.argv;
const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  now: () => new Date(),
  signal: interruption,
};
try {
  process.exitCode = await defects({ json: true, kitDir, only }, io);
} catch (error) {
  const commands = program(io, () => undefined);
  process.exitCode = await endWithFailure(error, { args: ['defects', '--json'], commands, io });
}

/** What a command that could not do its work says: one line a finding on stderr, one document on stdout with --json. */
import { type Command, CommanderError } from 'commander';
import type { Finding } from '../schemas/types.ts';
import { Interrupted } from './interruption.ts';
import type { Io } from './io.ts';

interface Invocation {
  args: readonly string[];
  commands: Command;
  io: Io;
}

/** Says why the command ended. @returns the exit code */
export async function endWithFailure(error: unknown, { args, commands, io }: Invocation): Promise<number> {
  if (error instanceof CommanderError) {
    // Help and version have been printed; without a command there is nothing to print but the help.
    if (error.code === 'commander.helpDisplayed' || error.code === 'commander.version') return 0;
    if (error.code === 'commander.help') {
      if (args.length > 0) return 0;
      io.stderr.write(commands.helpInformation());
      return 2;
    }
    return await say([await usage(error, args, commands)], 2, args, io);
  }
  if (error instanceof Interrupted) return error.exitCode;
  const { InputError, StageFailure } = await import('./findings/errors.ts');
  const { NotReady } = await import('./run/store-fault.ts');
  if (error instanceof InputError) return await say(error.findings, 2, args, io);
  if (error instanceof NotReady) return await say(error.findings, 3, args, io);
  if (error instanceof StageFailure) return await say(error.findings, 1, args, io);
  const { finding } = await import('./findings/finding.ts');
  const reason = error instanceof Error ? error.message : String(error);
  const code = await say([finding('fault', { reason })], 70, args, io);
  if (error instanceof Error && error.stack) io.stderr.write(`${error.stack}\n`);
  return code;
}

async function say(findings: readonly Finding[], exitCode: number, args: readonly string[], io: Io): Promise<number> {
  const { createDiagnostics } = await import('./report/diagnostics.ts');
  const { traitsOf } = await import('./report/terminal/traits.ts');
  const { stdout, stderr, env } = io;
  const diagnostics = createDiagnostics({ stderr, quiet: false, color: traitsOf(stderr, env).color });
  for (const found of findings) diagnostics.report(found);
  diagnostics.finish();
  if (args.includes('--json')) {
    const { parseAs } = await import('../smoke/schema/validate.ts');
    const { writeResult } = await import('./report/stdout.ts');
    const document = parseAs('command-failure', { schemaVersion: 1, exitCode, findings }, 'the failure');
    await writeResult(`${JSON.stringify(document, undefined, 2)}\n`, stdout);
  }
  return exitCode;
}

/** `error: unknown option '--polcy'\n(Did you mean --policy?)` as a finding. */
async function usage(error: CommanderError, args: readonly string[], commands: Command): Promise<Finding> {
  const { finding } = await import('./findings/finding.ts');
  const reason = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  const chosen = commands.commands.find((command) => command.name() === args[0]);
  return finding('usage', { reason, command: chosen ? `shakedown ${chosen.name()}` : 'shakedown' });
}

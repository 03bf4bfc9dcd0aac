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
    // Help and version that were asked for have been printed.
    if (error.exitCode === 0) return 0;
    const { path, command } = chosen(args, commands);
    if (error.code === 'commander.help') {
      // It has commands below it and does nothing itself: there is nothing to say but which there are.
      command.configureOutput({ writeErr: (text) => io.stderr.write(text) }).outputHelp({ error: true });
      return 2;
    }
    return await say([await usage(error, path)], 2, args, io);
  }
  if (error instanceof Interrupted) return error.exitCode;
  const { InputError, StageFailure } = await import('./findings/errors.ts');
  const { NotReady } = await import('./run/store-fault.ts');
  if (error instanceof InputError) return await say(error.findings, 2, args, io);
  if (error instanceof NotReady) return await say(error.findings, 3, args, io);
  if (error instanceof StageFailure) return await say(error.findings, 1, args, io);
  const { finding } = await import('./findings/finding.ts');
  if (isMissingDirectory(error)) return await say([finding('current-directory-gone', {})], 3, args, io);
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
  if (options(args).includes('--json')) {
    const { parseAs } = await import('../smoke/schema/validate.ts');
    const { writeResult } = await import('./report/stdout.ts');
    const document = parseAs('command-failure', { schemaVersion: 1, exitCode, findings }, 'the failure');
    await writeResult(`${JSON.stringify(document, undefined, 2)}\n`, stdout);
  }
  return exitCode;
}

/** `error: unknown option '--polcy'\n(Did you mean --policy?)` as a finding. */
async function usage(error: CommanderError, command: string): Promise<Finding> {
  const { finding } = await import('./findings/finding.ts');
  const reason = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  return finding('usage', { reason, command });
}

/** What stands behind `--` is no option. */
function options(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return end < 0 ? args : args.slice(0, end);
}

/** The command that `args` name, as far as there are such, and how it is called: `shakedown runs prune`. */
function chosen(args: readonly string[], commands: Command): { path: string; command: Command } {
  let found = { path: commands.name(), command: commands };
  for (const arg of options(args).filter((each) => !each.startsWith('-'))) {
    const command = found.command.commands.find((each) => each.name() === arg);
    if (!command) break;
    found = { path: `${found.path} ${arg}`, command };
  }
  return found;
}

/** What process.cwd() throws when the directory was removed. */
function isMissingDirectory(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd';
}

/** What every command of the command line has in common. */
import { Command } from 'commander';

/** A command whose errors in use are thrown, as CommanderError, and not printed. */
export function command(name: string): Command {
  return new Command(name)
    .helpOption('-h, --help', 'print this help')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, outputError: () => undefined });
}

/** `--json`, which every command has. */
export function withJson(to: Command): Command {
  return to.option('--json', 'print one JSON document on stdout and nothing else');
}

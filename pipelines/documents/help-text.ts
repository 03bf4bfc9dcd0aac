/** Reads what a command prints for `--help`: which commands it has below it, and which options it takes. */
import { stripVTControlCharacters } from 'node:util';

export interface Help {
  /** names of the commands one level below, and their aliases */
  commands: ReadonlySet<string>;
  /** each with its dashes; whether a value follows it */
  options: ReadonlyMap<string, { takesValue: boolean }>;
  /** its usage line has a place for words that are no command */
  takesWords: boolean;
}

/** Headings of a list of commands: `Commands:`, `Available Commands:`, `COMMANDS`, `Subcommands`, oclif's `TOPICS`. */
const listHeading = /\b(sub)?commands\b|^topics\b|^positional arguments\b/i;

/**
 * @param words of the command itself, its name first: a list may repeat them before each entry
 * The layouts of commander, yargs, cobra, oclif, clap and argparse are read, and those like them: a heading without
 * indentation, entries with, a description after two spaces or on the next line.
 */
export function readHelp(text: string, words: readonly string[]): Help {
  const commands = new Set<string>();
  const options = new Map<string, { takesValue: boolean }>();
  let takesWords = false;
  let section: 'usage' | 'commands' | 'other' = 'other';
  let indent = 0;
  /** column of the last description; what begins there or later goes on with it */
  let description = Number.POSITIVE_INFINITY;
  for (const line of stripVTControlCharacters(text).split(/\r?\n/)) {
    const usage = /^\s*usage\b:?(.*)$/i.exec(line)?.[1];
    const lead = /^\s*/.exec(line)?.[0].length ?? 0;
    if (usage !== undefined) section = 'usage';
    else if (line.trim() === '') continue;
    else if (lead === 0) {
      section = listHeading.test(line) ? 'commands' : 'other';
      indent = 0;
      description = Number.POSITIVE_INFINITY;
    }
    const isEntry = lead > 0 && lead < description;
    if (section === 'usage') {
      for (const [name, option] of optionsInUsage(usage ?? line)) options.set(name, options.get(name) ?? option);
      takesWords ||= hasPlaceForWords(usage ?? line);
    } else if (isEntry && /^-{1,2}[^\s-]/.test(line.trimStart())) {
      for (const [name, option] of definedOptions(definition(line))) options.set(name, option);
      description = descriptionAt(line) ?? description;
    } else if (isEntry && section === 'commands') {
      indent ||= lead;
      if (lead <= indent) for (const name of namesIn(definition(line), words)) commands.add(name);
    }
  }
  return { commands, options, takesWords };
}

/** Column at which a line's description begins, if it has one. */
function descriptionAt(line: string): number | undefined {
  const before = /^\s*\S.*?(?: {2,}|\t)(?=\S)/.exec(line)?.[0];
  return before?.length;
}

/** What is before the description. */
function definition(line: string): string {
  return line.trim().split(/ {2,}|\t/, 1)[0] ?? '';
}

type Options = [name: string, option: { takesValue: boolean }][];

const optionName = /(?<![^\s,|[(/])-{1,2}(?:\[no-\])?[A-Za-z0-9?][\w-]*/g;
const value = /^(?:\[?=|\s*[<[](?!-)|\s+[\p{L}_])/u;

/** `-f, --feature <name>`, `--[no-]color`, `-p|--port=PORT`: names of one option, whose value follows the last. */
function definedOptions(text: string): Options {
  const names = [...text.matchAll(optionName)];
  const last = names.at(-1);
  const takesValue = last !== undefined && value.test(text.slice(last.index + last[0].length));
  return names.flatMap(([name]) => bothWays(name).map((each): Options[number] => [each, { takesValue }]));
}

/** `[--yes] [--feature <name>]`: options of their own. */
function optionsInUsage(text: string): Options {
  return [...text.matchAll(optionName)].flatMap((match) => {
    const takesValue = value.test(text.slice(match.index + match[0].length));
    return bothWays(match[0]).map((each): Options[number] => [each, { takesValue }]);
  });
}

function bothWays(name: string): string[] {
  return name.includes('[no-]') ? [name.replace('[no-]', ''), name.replace('[no-]', 'no-')] : [name];
}

/** A `<file>` or `[file]` in a usage line; `<command>`, `[options]`, `[flags]` and values of options are none. */
function hasPlaceForWords(usage: string): boolean {
  return [...usage.matchAll(/(?<!-{1,2}[\w-]+[= ])[<[]([^-=<>[\]\s][^<>[\]]*)(?<!-)[>\]]/g)].some(
    ([, name = '']) => !/^(sub)?(commands?|options?|flags?|global options)\b/i.test(name),
  );
}

/** First names below the command: of `runtime status`, `status|st [options]`, `status, st`, `{status,stop}`, `status:`. */
function namesIn(entry: string, words: readonly string[]): string[] {
  const set = /^\{([\w,-]+)\}/.exec(entry)?.[1];
  if (set !== undefined) return set.split(',');
  const said = entry.split(/\s+/);
  // Some lists say the whole command before each name, some leave out the program.
  const own = [words, words.slice(1)].find(
    (its) => its.length < said.length && its.every((word, at) => said[at] === word),
  );
  const rest = said.slice(own?.length ?? 0);
  const [first = '', ...others] = rest;
  const aliases = first.endsWith(',') ? others.slice(0, others.findIndex((word) => !word.endsWith(',')) + 1) : [];
  return [...first.split('|'), ...aliases]
    .map((name) => name.replace(/[,:]+$/, ''))
    .filter((name) => /^[\w@.:-]+$/.test(name));
}

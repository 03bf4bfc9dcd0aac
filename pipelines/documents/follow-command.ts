/** Follows the words of an invocation through the command's own help, without running it. */
import { nearest } from '../artifact/nearest-name.ts';
import type { Help } from './help-text.ts';
import type { HelpTree } from './help-tree.ts';

export interface Disagreement {
  /** `command`: there is none of that name; `option`: it takes none; `help`: it says nothing of itself, and `found` is how */
  kind: 'command' | 'option' | 'help';
  /** the command that is asked, with its path: `ktx runtime` */
  of: string;
  found: string;
  /** what it has instead */
  known: readonly string[];
  meant?: string;
}

export interface Followed {
  /** names of the commands, outermost first */
  path: readonly string[];
  /** options with their dashes, without values */
  options: readonly string[];
  disagreements: readonly Disagreement[];
}

/** `<path>`, `...`, `$VERSION`, `PATH`, `{name}`: stands for what the reader puts there */
const placeholder = /^(<.*>|.*(\.{3}|…)|\$.*|\{.*\}|[A-Z][A-Z0-9_]+)$/s;

/** @param words what follows the command's name; alternatives have a vertical line between them */
export async function followCommand(words: readonly string[], tree: HelpTree): Promise<Followed> {
  const path: string[] = [];
  const options: string[] = [];
  const disagreements: Disagreement[] = [];
  const named = (): string => [tree.bin, ...path].join(' ');
  /** of the commands that lead here: an option of one of them is taken by those below it too */
  const outer: Help[] = [];
  let here = await tree.at(path);
  for (let at = 0; at < words.length; at += 1) {
    if ('refused' in here) {
      disagreements.push({ kind: 'help', of: named(), found: here.refused, known: [] });
      break;
    }
    const { help, text } = here;
    const word = words[at] ?? '';
    if (word === '--') break;
    if (isOption(word)) {
      for (const option of word.split('|').map((each) => each.replace(/=.*$/s, ''))) {
        options.push(option);
        const known = [help, ...outer];
        const disagreement = { kind: 'option', of: named(), found: option, known: names(known) } as const;
        if (!takes(known, option)) disagreements.push({ ...disagreement, ...suggestion(option, disagreement.known) });
        const next = words[at + 1] ?? '-';
        if (valueFollows(known, option) && !word.includes('=') && !isOption(next)) at += 1;
      }
      continue;
    }
    // What follows belongs to a command that the reader chooses.
    if (help.commands.size > 0 && placeholder.test(word)) break;
    if (help.commands.size === 0) continue;
    const unknown = word.split('|').filter((each) => !help.commands.has(each));
    const [name = word] = word.split('|');
    const below = unknown.length === 0 || /^\w[\w-]*$/.test(word) ? await tree.at([...path, name]) : here;
    const hidden = !('refused' in below) && below.text !== text;
    if (unknown.length > 0 && !hidden) {
      if (help.takesWords) break;
      for (const found of unknown) {
        const known = [...help.commands];
        disagreements.push({ kind: 'command', of: named(), found, known, ...suggestion(found, known) });
      }
      break;
    }
    outer.unshift(help);
    path.push(name);
    here = below;
  }
  if ('refused' in here && disagreements.length === 0) {
    disagreements.push({ kind: 'help', of: named(), found: here.refused, known: [] });
  }
  return { path, options, disagreements };
}

/** `-v`, `--yes`; not `-`, `--` and `-1` */
export function isOption(word: string): boolean {
  return /^-{1,2}[^\s\d-]/.test(word);
}

function takes(helps: readonly Help[], option: string): boolean {
  const has = (name: string): boolean => helps.some((help) => help.options.has(name));
  // It has answered to that one.
  if (option === '--help' || has(option)) return true;
  const letters = /^-([A-Za-z]{2,})$/.exec(option)?.[1];
  return letters !== undefined && [...letters].every((letter) => has(`-${letter}`));
}

function valueFollows(helps: readonly Help[], option: string): boolean {
  return helps.find((help) => help.options.has(option))?.options.get(option)?.takesValue ?? false;
}

function names(helps: readonly Help[]): string[] {
  return [...new Set(helps.flatMap((help) => [...help.options.keys()]))];
}

function suggestion(found: string, known: readonly string[]): { meant?: string } {
  const meant = nearest(found, known);
  return meant === undefined ? {} : { meant };
}

/** Splits shell text, as documents show it, into simple commands and their words. Runs nothing, expands nothing. */
import type { CodeLine } from './code-in-markdown.ts';

export interface SimpleCommand {
  /** where it begins */
  line: number;
  /** Without quotes, redirections and the brackets of usage notation: `[--json]` is `--json`, `<path>` stays. */
  words: string[];
}

const patterns = {
  space: /(?:[ \t]|\\\n)+/y,
  /** `<path>`: a placeholder; with anything else after it, `<` takes input */
  placeholder: /<[\p{L}[][^<>\n|&;]*>/uy,
  redirection: /(?:\d{0,2}(?:>>|>\||[<>]&|<<<|<<-?|[<>])|&>>?)[ \t]*/y,
  separator: /\n|;|&&|\|\||\|&|&|\$\(/y,
  single: /'([^']*)'/y,
  double: /"((?:[^"\\]|\\.)*)"/sy,
  comment: /#[^\n]*/y,
} as const;

/**
 * @param lines of one block, in order
 * A line that ends with a backslash goes on in the next. A vertical line without spaces around it, or in brackets,
 * stands between alternatives, as in `--feature core|all` and `[--dry-run | --yes]`; else it is a pipe.
 */
export function simpleCommands(lines: readonly CodeLine[]): SimpleCommand[] {
  const text = lines.map((line) => line.text).join('\n');
  const commands: SimpleCommand[] = [];
  let words: string[] = [];
  let word: string | undefined;
  let beganAt = 0;
  let skipped = false;
  let brackets = 0;
  let [at, lineAt] = [0, 0];

  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(text) ?? undefined;
    if (match) {
      at += match[0].length;
      lineAt += match[0].split('\n').length - 1;
    }
    return match;
  };
  const add = (more: string, line = lineAt): void => {
    if (word === undefined && words.length === 0) beganAt = line;
    word = (word ?? '') + more;
  };
  const endWord = (): void => {
    if (word !== undefined && !skipped && !/^\|*$/.test(word)) words.push(word);
    if (word !== undefined) skipped = false;
    word = undefined;
  };
  const endCommand = (): void => {
    endWord();
    skipped = false;
    if (words.length > 0) commands.push({ line: lines[beganAt]?.line ?? 0, words });
    words = [];
  };

  while (at < text.length) {
    const line = lineAt;
    const char = text[at] ?? '';
    const next = text[at + 1] ?? '\n';
    const alternatives = char === '|' && next !== '|' && (brackets > 0 || (word !== undefined && /\S/.test(next)));
    if (take(patterns.space)) endWord();
    else if (word === undefined && take(patterns.comment)) continue;
    else if (char === '[' || (char === '(' && /[-<[]/.test(next))) {
      endWord();
      brackets += 1;
      at += 1;
    } else if (brackets > 0 && (char === ']' || char === ')')) {
      endWord();
      brackets -= 1;
      at += 1;
    } else if (alternatives) {
      add(char);
      at += 1;
    } else if (take(patterns.separator)) {
      endCommand();
      if (lineAt > line) brackets = 0;
    } else if (/[|()`\]]/.test(char)) {
      endCommand();
      at += 1;
    } else {
      const placeholder = take(patterns.placeholder);
      const quoted = placeholder ? undefined : (take(patterns.single) ?? take(patterns.double));
      if (placeholder) add(placeholder[0], line);
      else if (quoted) add(quoted[1] ?? '', line);
      else if (take(patterns.redirection)) {
        // `2>` is no word of the command, and neither is the file after it.
        endWord();
        skipped = true;
      } else {
        const escaped = char === '\\' && next !== '\n';
        add(escaped ? next : char);
        at += escaped ? 2 : 1;
      }
    }
  }
  endCommand();
  return commands;
}

/** The commands that a document shows, and the invocations of one of them. */
import { type CodeLine, codeIn, type ShownCode } from './code-in-markdown.ts';
import { type SimpleCommand, simpleCommands } from './simple-commands.ts';

export interface ShownCommand {
  /** of the document, where it begins */
  line: number;
  /** what follows the command's name, as simpleCommands gives it */
  words: readonly string[];
}

/** Whose invocations are looked for: `npx @kaelio/ktx` is one of `ktx` too. */
export interface Invoked {
  bin: string;
  packageName: string;
}

/** What a block is called that holds what somebody types; without a word for it, it may. */
const shells = [
  ...[
    '',
    'sh',
    'bash',
    'zsh',
    'fish',
    'ksh',
    'shell',
    'console',
    'shell-session',
    'shellsession',
    'sh-session',
    'terminal',
  ],
  ...['powershell', 'pwsh', 'ps1', 'cmd', 'bat', 'batch', 'dos'],
];

/** Every invocation of one command in a Markdown document; the name alone is none. */
export function shownCommands(markdown: string, invoked: Invoked): ShownCommand[] {
  return codeIn(markdown)
    .flatMap(typedIn)
    .map(({ line, words }) => ({ line, words: argumentsOf({ line, words }, invoked) ?? [] }))
    .filter(({ words }) => words.length > 0);
}

/**
 * The simple commands in a code span or a block for a shell; of a span that is no command, its words.
 * Where lines of a block have a prompt (`$ ktx`), the others are what was printed.
 */
export function typedIn(code: ShownCode): SimpleCommand[] {
  if (code.kind === 'span') return simpleCommands([withoutPrompt(code) ?? code]);
  return shells.includes(code.language) ? simpleCommands(typedLines(code.lines)) : [];
}

/** `$ `, `% `, `user@host:~/dir$ `, `PS C:\dir> `, `C:\dir> ` */
const prompt = /^\s*(?:(?:[\w.-]+@[\w.-]+(?::\S*)?\s?)?[$%❯]\s+|(?:PS\s+)?[A-Za-z]:\\[^<>|]*>\s*|PS>\s*)/;

function withoutPrompt({ line, text }: CodeLine): CodeLine | undefined {
  return prompt.test(text) ? { line, text: text.replace(prompt, '') } : undefined;
}

function typedLines(lines: readonly CodeLine[]): CodeLine[] {
  // A prompt too, unless npm says so of the script that it runs: what is there besides is not taken for its output.
  if (!lines.some(withoutPrompt)) return lines.map(({ line, text }) => ({ line, text: text.replace(/^\s*>\s+/, '') }));
  let goesOn = false;
  return lines.map(({ line, text }) => {
    const typed = goesOn ? { line, text: text.replace(/^\s*>\s/, '') } : withoutPrompt({ line, text });
    goesOn = /(^|[^\\])(\\\\)*\\$/.test(typed?.text ?? '');
    return typed ?? { line, text: '' };
  });
}

/** Words that may be before a command without being one. */
const before = ['sudo', 'env', 'time', 'exec', 'command', 'nohup', '!', 'if', 'while', 'until', 'then', 'do', 'else'];

/** Programs that fetch a package and run its command, and the words that say so. */
const runners: readonly (readonly string[])[] = [
  ['npx'],
  ['bunx'],
  ['pnpx'],
  ['npm', 'exec'],
  ['npm', 'x'],
  ['pnpm', 'dlx'],
  ['pnpm', 'exec'],
  ['pnpm'],
  ['yarn', 'dlx'],
  ['yarn', 'exec'],
  ['yarn', 'run'],
  ['yarn'],
  ['bun', 'x'],
];

/** Where the command itself begins: after `X=1`, `sudo -u me`, `env -u X -i`, `timeout 5`. */
function startOf(words: readonly string[]): number {
  let at = 0;
  for (let outer: string | undefined; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (outer !== undefined && word.startsWith('-')) {
      if (takingValue[outer]?.includes(word)) at += 1;
    } else if (word === 'timeout') {
      outer = word;
      while (/^-/.test(words[at + 1] ?? '')) at += takingValue.timeout?.includes(words[at + 1] ?? '') ? 2 : 1;
      at += 1;
    } else if (before.includes(word)) outer = word;
    else if (!/^[A-Za-z_]\w*=/.test(word)) return at;
  }
  return at;
}

/** Options with a value of the words before. */
const takingValue: Readonly<Record<string, readonly string[]>> = {
  sudo: ['-u', '--user', '-g', '--group'],
  env: ['-u', '--unset', '-C', '--chdir'],
  timeout: ['-s', '--signal', '-k', '--kill-after'],
};

/** The words after the name, if the command is an invocation of it. */
function argumentsOf({ words }: SimpleCommand, { bin, packageName }: Invoked): readonly string[] | undefined {
  const rest = words.slice(startOf(words));
  const isIt = (word: string | undefined): boolean => {
    const last = word?.replace(/\.(cmd|ps1|exe)$/i, '').split(/[/\\]/);
    return last?.at(-1) === bin && (last.length === 1 || /^s?bin$|^\.bin$/.test(last.at(-2) ?? ''));
  };
  if (isIt(rest[0])) return rest.slice(1);
  const runner = runners.find((its) => its.every((word, index) => rest[index] === word));
  if (!runner) return undefined;
  let at = runner.length;
  for (; rest[at]?.startsWith('-'); at += 1) if (rest[at] === '-p' || rest[at] === '--package') at += 1;
  const name = rest[at]?.replace(/(?<=.)@[^/]*$/, '');
  if (!isIt(name) && name !== packageName) return undefined;
  // Those that name the package apart from the command: `npm exec --package=x -- ktx`.
  return rest.slice(at + (rest[at + 1] === '--' ? 2 : 1));
}

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
const shells = ['', 'sh', 'bash', 'zsh', 'shell', 'console', 'shell-session', 'shellsession', 'sh-session', 'terminal'];

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

/** `$ `, `% `, `user@host:~/dir$ ` */
const prompt = /^\s*(?:[\w.-]+@[\w.-]+(?::\S*)?\s?)?[$%❯]\s+/;

function withoutPrompt({ line, text }: CodeLine): CodeLine | undefined {
  return prompt.test(text) ? { line, text: text.replace(prompt, '') } : undefined;
}

function typedLines(lines: readonly CodeLine[]): CodeLine[] {
  if (!lines.some(withoutPrompt)) return [...lines];
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
  ['yarn', 'dlx'],
  ['yarn'],
  ['bun', 'x'],
];

/** The words after the name, if the command is an invocation of it. */
function argumentsOf({ words }: SimpleCommand, { bin, packageName }: Invoked): readonly string[] | undefined {
  const start = words.findIndex((word) => !before.includes(word) && !/^[A-Za-z_]\w*=/.test(word));
  const rest = words.slice(Math.max(start, 0));
  const isIt = (word: string | undefined): boolean => word === bin || (word?.endsWith(`/.bin/${bin}`) ?? false);
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

import type { CommandFacts } from './command-result.ts';

export interface CommandSurroundings {
  /** What of the environment need not be said. */
  base?: Readonly<Record<string, string>>;
  /** A program that runs what it is given in exactly `base`: a sandbox's `enter`. Without it the shell's own environment counts too. */
  enter?: string;
}

/**
 * The command as it could be pasted into bash or zsh, in one line: `cd DIR && NAME=value program 'an argument'`.
 * Only what differs from `base` is said of the environment; a variable that `base` has and the command has not is `env -u NAME`.
 */
export function commandLine(
  command: Pick<CommandFacts, 'argv' | 'cwd' | 'env'>,
  { base = {}, enter }: CommandSurroundings = {},
): string {
  const unset = Object.keys(base).filter((name) => command.env[name] === undefined);
  const changed = Object.entries(command.env).filter(([name, value]) => base[name] !== value);
  const assignable = enter === undefined && changed.every(([name]) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  const viaEnv = unset.length > 0 || (enter === undefined && !assignable);
  const words = [
    ...(enter === undefined ? [] : [shellWord(enter)]),
    ...(viaEnv ? ['env'] : []),
    ...unset.flatMap((name) => ['-u', shellWord(name)]),
    // `NAME='a b'` is an assignment to the shell, `'NAME=a b'` is not; `env` takes either.
    ...changed.map(([name, value]) => (assignable ? `${name}=${shellWord(value)}` : shellWord(`${name}=${value}`))),
    ...command.argv.map(shellWord),
  ];
  return `cd ${shellWord(command.cwd)} && ${words.join(' ')}`;
}

/** One word for a shell: as it is when harmless, else in single quotes, with `$'...'` when it holds control characters. */
export function shellWord(text: string): string {
  if (/^[A-Za-z0-9_/.,:@%+-][A-Za-z0-9_/.,:@%+=-]*$/.test(text)) return text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a raw control character would not survive a paste
  if (!/[\u0000-\u001f\u007f]/.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = text
    .replace(/[\\']/g, '\\$&')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is escaped
    .replace(/[\u0000-\u001f\u007f]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return `$'${escaped}'`;
}

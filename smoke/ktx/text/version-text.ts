import { linesOf, type ParsedText } from './parsed-text.ts';

/** Parses stdout of `--version`: `<package name> <version>`. */
export function parseVersionText(text: string): ParsedText {
  const [first, ...unexpected] = linesOf(text);
  const [, name, version] = /^(\S+) (\d\S*)$/.exec(first ?? '') ?? [];
  if (name === undefined) return { unexpected: linesOf(text) };
  return { name, version, unexpected };
}

import { linesOf, type ParsedText } from './parsed-text.ts';

/** Parses stdout of `prune`: a headline and a path a line, or one line that ends with the root. */
export function parsePruneText(text: string): ParsedText {
  const [first, ...lines] = linesOf(text);
  if (first === undefined) return { paths: [], unexpected: [] };
  const isPath = (line: string): boolean => /^(\/|[A-Za-z]:[\\/])/.test(line);
  const listed = { paths: lines.filter(isPath), unexpected: lines.filter((line) => !isPath(line)) };
  const [, headline, root] = /^(.* under) (.*)$/.exec(first) ?? [];
  return headline === undefined ? { headline: first, ...listed } : { headline, root, ...listed };
}

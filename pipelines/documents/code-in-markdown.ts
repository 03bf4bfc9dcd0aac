/**
 * The code that a Markdown document shows: fenced and indented blocks, and code spans, with their lines.
 * Read line by line rather than by a parser: only these two constructs matter, both can be told from single lines and
 * paragraphs, and the parsers that could be had are a tree of packages for three of CommonMark's rules. Not read:
 * code that is indented in a list, and HTML, in which documents seldom show commands. https://spec.commonmark.org/0.31.2/
 */

export interface CodeLine {
  /** of the document, from 1 */
  line: number;
  text: string;
}

export type ShownCode =
  | { kind: 'block' /** first word of the info string, in small letters */; language: string; lines: CodeLine[] }
  | ({ kind: 'span' } & CodeLine);

/** Quote marks and list marks that may be before a fence. */
const container = String.raw`(?:\s*(?:>|[-*+]\s|\d{1,9}[.)]\s))*\s*`;
const opening = new RegExp(String.raw`^(${container})(${'`{3,}|~{3,}'})\s*(.*)$`);

const indented = /^(?: {4}| {0,3}\t)\s*\S/;

/** Everything in the order of the document. A fence that is not closed goes on to the end, as it does on a page. */
export function codeIn(markdown: string): ShownCode[] {
  const found: ShownCode[] = [];
  const lines = markdown.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  let paragraph: CodeLine[] = [];
  /** What is indented in a list may be more of an item. */
  let listed = false;
  const endParagraph = (): void => {
    found.push(...spansIn(paragraph));
    paragraph = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const text = lines[at] ?? '';
    const fence = openingFence(text);
    if (fence) {
      endParagraph();
      const end = closingLine(lines, at + 1, fence.mark);
      const inside = lines.slice(at + 1, end).map((inner, index) => ({
        line: at + 2 + index,
        text: withoutContainer(inner, fence.indent),
      }));
      found.push({ kind: 'block', language: fence.language, lines: inside });
      at = end;
    } else if (text.trimStart().startsWith('<!--')) {
      endParagraph();
      // A comment is shown to nobody.
      while (at < lines.length && !(lines[at] ?? '').includes('-->')) at += 1;
    } else if (paragraph.length === 0 && !listed && indented.test(text)) {
      // It goes on over empty lines to the first that is not indented.
      const inside: CodeLine[] = [];
      for (; at < lines.length && (indented.test(lines[at] ?? '') || (lines[at] ?? '').trim() === ''); at += 1)
        inside.push({ line: at + 1, text: (lines[at] ?? '').replace(/^ {4}| {0,3}\t/, '') });
      found.push({ kind: 'block', language: '', lines: inside });
      at -= 1;
    } else {
      if (text.trim() !== '' && !/^\s/.test(text)) listed = false;
      if (/^\s*([-*+]|\d{1,9}[.)])\s/.test(text)) listed = true;
      if (beginsAnew(text)) endParagraph();
      if (text.trim() !== '') paragraph.push({ line: at + 1, text });
    }
  }
  endParagraph();
  return found;
}

function openingFence(text: string): { mark: string; language: string; indent: number } | undefined {
  const [, before = '', mark, info = ''] = opening.exec(text) ?? [];
  // A backtick after it makes it a code span.
  if (mark === undefined || (mark.startsWith('`') && info.includes('`'))) return undefined;
  const language = /^[\w+#.-]*/.exec(info.trim())?.[0] ?? '';
  return { mark, language: language.toLowerCase(), indent: before.length };
}

/** Index of the line that closes the fence, or of the line after the last. */
function closingLine(lines: readonly string[], from: number, mark: string): number {
  const closing = new RegExp(String.raw`^[\s>]*${mark.charAt(0)}{${mark.length},}\s*$`);
  let at = from;
  while (at < lines.length && !closing.test(lines[at] ?? '')) at += 1;
  return at;
}

/** Without the quote marks and as much of the indentation as the fence has. */
function withoutContainer(text: string, indent: number): string {
  const lead = /^[\s>]*/.exec(text)?.[0] ?? '';
  return text.slice(Math.min(indent, lead.length));
}

/** Code spans do not go over the end of a paragraph, an item, a heading or a row. */
function beginsAnew(text: string): boolean {
  return text.trim() === '' || /^[\s>]*([-*+]\s|\d{1,9}[.)]\s|#{1,6}\s|\|)/.test(text);
}

/** As many backticks close a span as opened it; inside of it there may be fewer or more. */
const span = /(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)/gs;

function spansIn(paragraph: readonly CodeLine[]): ShownCode[] {
  const [first] = paragraph;
  if (!first) return [];
  const row = first.text.trimStart().startsWith('|');
  const text = paragraph.map((each) => each.text).join('\n');
  let [at, lineAt] = [0, 0];
  return [...text.matchAll(span)].map((match) => {
    for (; at < match.index; at += 1) if (text[at] === '\n') lineAt += 1;
    return { kind: 'span', line: (paragraph[lineAt] ?? first).line, text: asOneLine(match[2] ?? '', row) };
  });
}

/** @param row in a table a vertical line is written with a backslash */
function asOneLine(text: string, row: boolean): string {
  return (row ? text.replaceAll('\\|', '|') : text).replace(/\s*\n[\s>]*/g, ' ').trim();
}

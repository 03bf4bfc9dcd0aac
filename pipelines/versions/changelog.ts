/** The headings of a changelog that name a version. */
import { gt, lt, valid } from 'semver';
import type { Span } from './locate-in-json.ts';

export interface VersionHeading {
  version: string;
  /** from 1 */
  line: number;
  /** of the version in the text */
  span: Span;
  /** of the whole heading, underline included, without the line's end */
  heading: Span;
  /** it says of itself that this is not released */
  unreleased: boolean;
}

/** File names that a changelog has, whatever their case; the first that is there is the one. */
export const changelogNames = ['changelog', 'changes', 'history'].flatMap((name) =>
  ['.md', '.markdown', '.txt', ''].map((end) => `${name}${end}`),
);

/**
 * The headings of versions, from the top. A heading is about a version when it begins with one: `1.2.3`, `v1.2.3`,
 * `[1.2.3] - 2026-01-02`, `name@1.2.3`, `Version 1.2.3`. Code and comments have no headings.
 * @param name the package's; a heading may begin with it
 */
export function versionHeadings(text: string, name: string): VersionHeading[] {
  const shape = versionShape(name);
  const found: VersionHeading[] = [];
  for (const { start, end, content, line } of headings(text)) {
    const match = shape.exec(content.text);
    const version = match?.groups?.version;
    const at = match?.indices?.groups?.version?.[0];
    if (version === undefined || at === undefined || valid(version) === null) continue;
    const from = content.start + at;
    found.push({
      version,
      line,
      span: { start: from, end: from + version.length },
      heading: { start, end },
      unreleased: /\bunreleased\b|\bnot (yet )?released\b/i.test(content.text.slice(at + version.length)),
    });
  }
  return found;
}

/** The heading of the newest version: the first, in a file that grows at its end the last. */
export function newestHeading(found: readonly VersionHeading[]): VersionHeading | undefined {
  const [first, last] = [found[0], found.at(-1)];
  if (!first || !last) return first;
  const grows = found.every(({ version }, index) => index === 0 || gt(version, found[index - 1]?.version ?? version));
  return grows && lt(first.version, last.version) ? last : first;
}

/** Whether there is a heading for what comes next, without a version. */
export function hasUnreleasedHeading(text: string): boolean {
  return [...headings(text)].some(({ content }) => /^\W*(unreleased|next|upcoming)\b/i.test(content.text));
}

interface Heading {
  start: number;
  end: number;
  content: { start: number; text: string };
  /** from 1 */
  line: number;
}

/** The first three levels, `# x` and underlined: in some changelogs the level says how large the release is. */
function* headings(text: string): Generator<Heading> {
  let fence: string | undefined;
  let comment = false;
  let before: { start: number; text: string } | undefined;
  let line = 0;
  for (const { 0: all, index } of text.matchAll(/[^\r\n]*(?:\r\n|[\r\n]|$)/g)) {
    line += 1;
    const start = index + (all.startsWith('\ufeff') ? 1 : 0);
    const content = all.slice(start - index).replace(/[\r\n]+$/, '');
    const above = before;
    before = undefined;
    if (comment || fence !== undefined) {
      if (comment) comment = !content.includes('-->');
      else if (closes(content, fence ?? '')) fence = undefined;
      continue;
    }
    fence = /^ {0,3}(`{3,}|~{3,})/.exec(content)?.[1];
    if (fence !== undefined) continue;
    comment = content.lastIndexOf('<!--') > content.lastIndexOf('-->');
    const hashed = /^( {0,3}#{1,3}[ \t]+)(.*)$/.exec(content);
    if (hashed) {
      const [, mark = '', words = ''] = hashed;
      yield { start, end: start + content.length, content: { start: start + mark.length, text: words }, line };
    } else if (above && /^ {0,3}(=+|-+)[ \t]*$/.test(content)) {
      yield { start: above.start, end: start + content.length, content: above, line: line - 1 };
    } else if (content.trim() !== '') before = { start, text: content };
  }
}

function closes(content: string, fence: string): boolean {
  const mark = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(content)?.[1];
  return mark?.[0] === fence[0] && (mark?.length ?? 0) >= fence.length;
}

function versionShape(name: string): RegExp {
  const literally = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const before = `(?:(?:version|release)\\s+|[@\\w./-]+@|${literally}\\s+)?`;
  return new RegExp(
    `^[\\s[*_\`(]*${before}v?(?<version>\\d+\\.\\d+\\.\\d+(?:-[0-9a-z.-]*[0-9a-z])?(?:\\+[0-9a-z.-]+)?)(?![\\w.])`,
    'di',
  );
}

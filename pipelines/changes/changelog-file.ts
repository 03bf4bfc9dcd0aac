/** The changelog as a file: what it says of a version, and where the next one goes. */
import { gt } from 'semver';
import { newestHeading, type VersionHeading, versionHeadings } from '../versions/changelog.ts';

/** The block of `version`, from its heading to the next one, where it is the newest. */
export function blockIn(text: string, name: string, version: string): string | undefined {
  const headings = versionHeadings(text, name);
  const newest = newestHeading(headings);
  if (newest?.version !== version) return undefined;
  const next = headings.find(({ heading }) => heading.start > newest.heading.start);
  return text.slice(newest.heading.start, next?.heading.start).trim();
}

/**
 * The changelog with `block` in it: before the newest version, below everything else; in a changelog that grows at its
 * end, there. A new one gets a title. Lines end as they do in the rest.
 */
export function withBlock(text: string, name: string, block: string): string {
  if (text.trim() === '') return `# Changelog\n\n${block}\n`;
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = block.replaceAll('\n', end);
  const headings = versionHeadings(text, name);
  const [first] = headings;
  if (!first || growsAtEnd(headings)) return `${text.trimEnd()}${end}${end}${lines}${end}`;
  const at = first.heading.start;
  return `${text.slice(0, at)}${lines}${end}${end}${text.slice(at)}`;
}

function growsAtEnd(headings: readonly VersionHeading[]): boolean {
  const [first, last] = [headings[0], newestHeading(headings)];
  return first !== undefined && last !== undefined && gt(last.version, first.version);
}

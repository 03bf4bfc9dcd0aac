import { defineArchiveRule, partsOf, type RawEntry, sayFirst } from './rule.ts';

/** What a terminal obeys, and what makes one name look like another: C0, C1, line separators, bidirectional overrides, zero widths. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const controls = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/;

/** What file systems and systems take; below it there must be room for the directory that a package is installed in. */
const maxNameBytes = 255;
const maxPathBytes = 1024;

export const safePaths = defineArchiveRule({
  codes: ['tarball-path-unsafe'],
  title: 'Every path stays in the package, in its plainest spelling',
  refuses: true,
  check({ entries }, report) {
    const faults = entries.flatMap((entry) => {
      const reason = whyUnsafe(entry);
      return reason === undefined ? [] : [{ entry: entry.archivePath, reason }];
    });
    sayFirst(faults, (args) => report('tarball-path-unsafe', args, {}));
  },
});

/** What is wrong with an entry's path; undefined: nothing. */
export function whyUnsafe(entry: RawEntry): string | undefined {
  const { archivePath: path } = entry;
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'has an absolute path';
  if (path.includes('\\')) return 'has a backslash, which is a separator on Windows';
  if (controls.test(path)) return 'has a control character in its name';
  const parts = partsOf(entry);
  if (parts.includes('..')) return 'leaves the package with ..';
  // `./package/x` is common; npm takes the `.` for the directory around all entries.
  if (parts.slice(1).some((part) => part === '' || part === '.')) return 'has an empty or . part in its path';
  if (Buffer.byteLength(path) > maxPathBytes) return `has a path of more than ${maxPathBytes} bytes`;
  if (parts.some((part) => Buffer.byteLength(part) > maxNameBytes))
    return `has a name of more than ${maxNameBytes} bytes`;
  return undefined;
}

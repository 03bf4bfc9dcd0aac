import { defineArchiveRule, type RawEntry, sayFirst } from './rule.ts';

/** A header's own field for the path. */
const pathFieldBytes = 100;

/**
 * A header and the extended header before it that name different files: a tool that reads only one of them, a scanner
 * for one, sees another package than npm installs. A long or non-ASCII name does not fit into the header, so that every
 * tool writes something else there; a size below 8 GiB and a short name always fit.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_03
 */
export const headersAgree = defineArchiveRule({
  codes: ['tarball-headers-differ'],
  title: 'Extended headers say what the headers say',
  refuses: true,
  check({ entries }, report) {
    sayFirst(entries.flatMap(differenceOf), (args) => report('tarball-headers-differ', args, {}));
  },
});

function differenceOf({
  archivePath,
  overridden,
}: RawEntry): { entry: string; what: string; one: string; other: string }[] {
  if (!overridden) return [];
  const { path, size, sizeSaid } = overridden;
  if (size !== sizeSaid) {
    return [{ entry: archivePath, what: 'size', one: String(size ?? 'none'), other: String(sizeSaid) }];
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
  const fits = archivePath.length <= pathFieldBytes && /^[\u0000-\u007f]*$/.test(archivePath);
  if (!fits || withoutSlash(path) === withoutSlash(archivePath)) return [];
  return [{ entry: archivePath, what: 'path', one: path, other: archivePath }];
}

const withoutSlash = (path: string): string => path.replace(/\/$/, '');

/** gzip files may be joined to one; a tool that unpacks the first alone sees another package than npm installs. */
export const oneMember = defineArchiveRule({
  codes: ['tarball-several-members'],
  title: 'The file is one gzip member',
  refuses: true,
  check({ members }, report) {
    if (members > 1) report('tarball-several-members', { members }, {});
  },
});

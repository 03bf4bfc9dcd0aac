import { posix } from 'node:path';
import { defineArchiveRule, kindOf, type RawEntry, sayFirst } from './rule.ts';

/** A symbolic link out of the package overwrites or reads what it points at, when somebody unpacks through it. */
export const linksOutside = defineArchiveRule({
  codes: ['tarball-link-outside'],
  title: 'No link points out of the package',
  refuses: true,
  check({ entries }, report) {
    sayFirst(linksOf(entries, true), (args) => report('tarball-link-outside', args, {}));
  },
});

/** npm leaves every link out when it unpacks. */
export const links = defineArchiveRule({
  codes: ['tarball-link'],
  title: 'No entry is a link',
  refuses: false,
  check({ entries }, report) {
    sayFirst(linksOf(entries, false), (args) => report('tarball-link', args, {}));
  },
});

function linksOf(entries: readonly RawEntry[], outside: boolean): { entry: string; target: string }[] {
  return entries
    .filter((entry) => kindOf(entry) === 'link' && leaves(entry) === outside)
    .map(({ archivePath, linkTarget }) => ({ entry: archivePath, target: linkTarget ?? '' }));
}

/** A symbolic link is relative to its own directory, a hard link to the archive's root. */
function leaves({ archivePath, type, linkTarget: target = '' }: RawEntry): boolean {
  if (target === '' || target.includes('\\') || /^([a-z]:|\/)/i.test(target)) return true;
  const from = type === 'Link' ? '' : posix.dirname(archivePath);
  const [root, ...inside] = posix.join(from, target).split('/');
  return inside.length === 0 || root === '..' || root !== archivePath.split('/')[0];
}

import { defineArchiveRule, kindOf, partsOf, type RawEntry, sayFirst } from './rule.ts';
import { whyUnsafe } from './safe-paths.ts';

/** npm drops the first part of every path, whatever it is: two roots become one directory, and a file beside it nothing. */
export const oneRoot = defineArchiveRule({
  codes: ['tarball-entry-outside-root', 'tarball-several-roots'],
  title: 'One directory is around all entries',
  refuses: true,
  check({ entries }, report) {
    const safe = entries.filter((entry) => whyUnsafe(entry) === undefined);
    const outside = safe.filter((entry) => !isBelowRoot(entry)).map(({ archivePath }) => ({ entry: archivePath }));
    sayFirst(outside, (args) => report('tarball-entry-outside-root', args, {}));
    const roots = new Set(safe.filter(isBelowRoot).map((entry) => partsOf(entry)[0] ?? ''));
    if (roots.size < 2) return;
    report('tarball-several-roots', { roots: `${roots.size}: ${[...roots].slice(0, 5).join(', ')}` }, {});
  },
});

const isBelowRoot = (entry: RawEntry): boolean => partsOf(entry).length > 1 || kindOf(entry) === 'directory';

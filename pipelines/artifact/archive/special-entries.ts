import { defineArchiveRule, kindOf, sayFirst } from './rule.ts';

export const specialEntries = defineArchiveRule({
  codes: ['tarball-special-entry'],
  title: 'No entry is a device, a named pipe or anything else that is no file',
  refuses: true,
  check({ entries }, report) {
    const faults = entries
      .filter((entry) => kindOf(entry) === 'special')
      .map(({ archivePath, type }) => ({ entry: archivePath, type }));
    sayFirst(faults, (args) => report('tarball-special-entry', args, {}));
  },
});

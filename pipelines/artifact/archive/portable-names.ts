import { defineArchiveRule, partsOf, sayFirst } from './rule.ts';

/** @see https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file */
const reserved = /^(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(\.|$)/i;

/** Such a file cannot be made on Windows, and installing the package fails there or leaves it out. */
export const windowsNames = defineArchiveRule({
  codes: ['tarball-name-windows'],
  title: 'Every name can be a name on Windows',
  refuses: false,
  check({ entries }, report) {
    const faults = entries.flatMap((entry) => {
      const reason = partsOf(entry)
        .slice(1)
        .map(whyNot)
        .find((found) => found !== undefined);
      return reason === undefined ? [] : [{ entry: entry.archivePath, reason }];
    });
    sayFirst(faults, (args) => report('tarball-name-windows', args, {}));
  },
});

function whyNot(part: string): string | undefined {
  if (reserved.test(part)) return `is the name of a device (${part})`;
  const forbidden = /[<>:"|?*]/.exec(part)?.[0];
  if (forbidden !== undefined) return `has the character ${forbidden} in its name`;
  return /[. ]$/.test(part) && part !== '.' && part !== '..' ? 'ends in a dot or a space' : undefined;
}

/** macOS writes what others compose; a name in the decomposed form is not found under the name that people type. */
export const unicodeNames = defineArchiveRule({
  codes: ['tarball-name-not-normal'],
  title: 'Every name is UTF-8 in its composed form (NFC)',
  refuses: false,
  check({ entries }, report) {
    const faults = entries.flatMap(({ archivePath: entry }) => {
      if (entry.includes('\ufffd')) return [{ entry, reason: 'is not UTF-8' }];
      return entry === entry.normalize('NFC') ? [] : [{ entry, reason: 'is not in the composed form (NFC)' }];
    });
    sayFirst(faults, (args) => report('tarball-name-not-normal', args, {}));
  },
});

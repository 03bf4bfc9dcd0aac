import { defineArchiveRule, kindOf, sayFirst } from './rule.ts';

export const privilegedModes = defineArchiveRule({
  codes: ['tarball-mode-privileged'],
  title: 'No entry has a setuid, setgid or sticky bit',
  refuses: false,
  check({ entries }, report) {
    const faults = entries
      .filter(({ mode }) => (mode & 0o7000) !== 0)
      .map(({ archivePath, mode }) => ({ entry: archivePath, mode: mode.toString(8) }));
    sayFirst(faults, (args) => report('tarball-mode-privileged', args, {}));
  },
});

/** npm takes the bit away (umask 022), so that users are not hurt; a tool that keeps modes keeps it. */
export const writableModes = defineArchiveRule({
  codes: ['tarball-mode-writable'],
  title: 'No file may be written by everybody',
  refuses: false,
  check({ entries }, report) {
    const faults = entries
      .filter((entry) => kindOf(entry) !== 'link' && (entry.mode & 0o002) !== 0)
      .map(({ archivePath, mode }) => ({ entry: archivePath, mode: mode.toString(8) }));
    sayFirst(faults, (args) => report('tarball-mode-writable', args, {}));
  },
});

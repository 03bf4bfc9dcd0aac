import type { Wording } from '../wording.ts';

const others = (more: number): string => (more > 0 ? ` (and of ${more} more)` : '');

/** Words for findings about packing the same source once more. */
export const reproducibleWords = {
  'pack-changes-source': {
    severity: 'warning',
    message: (a: { path: string; more: number }) =>
      `packing has changed ${a.path}${a.more > 0 ? ` (and ${a.more} more)` : ''} in the source, so what is packed belongs to no commit`,
    remediation: () => 'Commit it, have git ignore it, or let the script of prepack or prepare write elsewhere.',
  },
  'pack-again-failed': {
    severity: 'warning',
    message: (a: { reason: string }) => `packing worked once and not a second time: ${a.reason}`,
    remediation: () => 'Look for a script of prepack or prepare that expects a source which was never packed.',
  },
  'pack-bytes-differ': {
    severity: 'warning',
    message: (a: { first: number; second: number; more: number }) =>
      `packed twice from the same source, its contents${others(a.more)} differ (${a.first} and ${a.second} bytes)`,
    remediation: () =>
      'Look for a time, a random name, a temporary path or an order by chance in the build; in an archive, for the times of its entries (SOURCE_DATE_EPOCH).',
  },
  'pack-modes-differ': {
    severity: 'warning',
    message: (a: { first: string; second: string; more: number }) =>
      `packed twice from the same source, its mode${others(a.more)} was ${a.first} and then ${a.second}`,
    remediation: () => 'Let the build set modes itself, and not the umask of whoever runs it.',
  },
  'pack-files-differ': {
    severity: 'warning',
    message: (a: { which: string; more: number }) =>
      `packed twice from the same source, it is there only the ${a.which} time${a.more > 0 ? ` (and ${a.more} more files are there only once)` : ''}`,
    remediation: () => 'Let the build remove what it made before, and give its files names that do not change.',
  },
  'pack-archive-differs': {
    severity: 'warning',
    message: (_: Record<string, never>) =>
      'packed twice from the same source, all files are the same and the tarball is not',
    remediation: () => 'Look for what else writes into the tarball; `npm pack` itself always writes the same one.',
  },
} satisfies Wording;

import type { PackageComparison } from '../../../schemas/types.ts';
import { formatBytes, formatInteger } from '../../report/quantities.ts';
import { type Line, span } from '../../report/terminal/line.ts';

const shown = 5;
const steps = {
  same: 'the same version',
  back: 'a lower version',
  major: 'a major step',
  minor: 'a minor step',
  patch: 'a patch',
  prerelease: 'a step between prereleases',
} as const satisfies Record<PackageComparison['step'], string>;

/** What the step from the one version to the other promises: `0.2.0 is a minor step, which may break users`. */
export function stepWords({ to, step, mayBreak }: Pick<PackageComparison, 'to' | 'step' | 'mayBreak'>): string {
  return `${to} is ${steps[step]}, which ${mayBreak ? 'may' : 'may not'} break users`;
}

/** What changed since the earlier version, for people; each list begins with its largest. */
export function comparisonLines(comparison: PackageComparison): Line[] {
  const { from, sizes, files, dependencies } = comparison;
  const { added, removed, renamed, changed, same } = files;
  const rows: [string, string][] = [
    [
      'files',
      `${added.length} added, ${removed.length} removed, ${renamed.length} renamed, ${changed.length} changed, ${same} the same`,
    ],
    ['packed', fromTo(sizes.packed)],
    ['unpacked', fromTo(sizes.unpacked)],
  ];
  const bySize = (list: readonly { path: string; size: number }[]): string =>
    listed(
      list.toSorted((a, b) => b.size - a.size),
      ({ path, size }) => `${path} ${formatBytes(size)}`,
    );
  const grown = changed.filter(({ before, after }) => after > before);
  if (added.length > 0) rows.push(['added', bySize(added)]);
  if (removed.length > 0) rows.push(['removed', bySize(removed)]);
  if (grown.length > 0) {
    const byGrowth = grown.toSorted((a, b) => b.after - b.before - (a.after - a.before));
    rows.push(['grown', listed(byGrowth, ({ path, before, after }) => `${path} by ${formatBytes(after - before)}`)]);
  }
  if (dependencies.length > 0) {
    rows.push([
      'depends',
      listed(dependencies, ({ name, before, after }) => `${name} ${before ?? 'new'} -> ${after ?? 'gone'}`),
    ]);
  }
  return [
    [span('strong', `Since ${from}`), `: ${stepWords(comparison)}`],
    ...rows.map(([label, text]): Line => [`  ${label.padEnd(9)} ${text}`]),
  ];
}

function listed<T>(all: readonly T[], say: (one: T) => string): string {
  const left = all.length - shown;
  return [...all.slice(0, shown).map(say), ...(left > 0 ? [`and ${formatInteger(left)} more`] : [])].join(', ');
}

function fromTo({ before, after }: { before: number; after: number }): string {
  const change = after - before;
  const said = change === 0 ? 'the same' : `${change > 0 ? '+' : '-'}${formatBytes(Math.abs(change))}`;
  return `${formatBytes(before)} -> ${formatBytes(after)} (${said})`;
}

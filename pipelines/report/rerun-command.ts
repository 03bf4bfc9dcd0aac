/** The lines that run things again, as they could be pasted into a shell. */
import type { Report, SmokeResult } from '../../schemas/types.ts';
import { shellWord } from '../../smoke/process/command-line.ts';
import { axesOf, hostCell } from './cell-names.ts';

/** The line that runs one smoke again, in its cell. */
export function rerunCommand(
  report: Pick<Report, 'subject' | 'policy' | 'rounds'>,
  { name, cell = hostCell, outcome }: Pick<SmokeResult, 'name' | 'cell' | 'outcome'>,
): string {
  return [
    verifyCommand(report),
    ...(cell === hostCell ? [] : ['--cell', shellWord(cell)]),
    '--only',
    shellWord(name),
    ...(report.rounds && outcome === 'flaky' ? [`--repeat ${report.rounds.asked}`] : []),
  ].join(' ');
}

/** The line that verifies the same package by the same policy. */
function verifyCommand({ subject, policy }: Pick<Report, 'subject' | 'policy'>): string {
  return [
    'shakedown verify',
    shellWord(subject),
    ...(policy && policy.file !== 'release-policy.json' ? ['--policy', shellWord(policy.file)] : []),
  ].join(' ');
}

/** The line that does the same run again, whole or a part; nothing for a merged one, which was many. */
export function sameRunCommand(report: Report): string | undefined {
  const { matrix, rounds } = report;
  if (matrix?.merged) return undefined;
  const words = [
    ...selectionOptions(report),
    ...(matrix?.chosen ?? []).flatMap((id) => ['--cell', id]),
    ...(matrix?.shard ? ['--shard', `${matrix.shard.index}/${matrix.shard.of}`] : []),
    ...(rounds ? ['--repeat', String(rounds.asked)] : []),
  ];
  return [verifyCommand(report), ...words.map(shellWord)].join(' ');
}

/**
 * The line that makes up for a part that nobody has brought to a merge: of the same matrix and the same smokes.
 * @param of any part that is there
 * @param out where its evidence is to be
 */
export function missingPartCommand(
  of: Report,
  { cell, shard, out }: { cell: string; shard?: string; out: string },
): string {
  const words = [
    ...selectionOptions(of),
    ...(cell === hostCell ? [] : ['--cell', cell]),
    ...(shard === undefined ? [] : ['--shard', shard]),
    ...['--out', out],
  ];
  return [verifyCommand(of), ...words.map(shellWord)].join(' ');
}

/** What was chosen of all that the policy has, for all machines alike. */
function selectionOptions({ suites, only, matrix }: Report): string[] {
  const asked = only === undefined && suites.some(({ chosen, needed }) => chosen !== needed);
  return [
    ...(asked ? suites.filter(({ chosen }) => chosen).flatMap(({ name }) => ['--suite', name]) : []),
    ...(only === undefined ? [] : ['--only', only]),
    ...matrixOptions(matrix?.cells),
  ];
}

/** Which matrix a cell is one of: only the command line that began the run knew, if the policy does not. One cell is its own. */
function matrixOptions(cells: readonly string[] = []): string[] {
  if (cells.length < 2) return [];
  // The cell of the lowest Node comes by itself.
  const axes = cells.map(axesOf).filter(({ pm }) => !pm.endsWith('@compatible'));
  const pms = new Set(axes.map(({ pm }) => pm));
  const nodes = new Set(axes.map(({ node }) => node.replace(/^node@/, '')));
  return ['--pm', [...pms].join(), '--node', [...nodes].join()];
}

/** The lines that run things again, as they could be pasted into a shell. */
import type { Report, SmokeResult } from '../../schemas/types.ts';
import { shellWord } from '../../smoke/process/command-line.ts';
import { hostCell } from './cell-names.ts';

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
export function verifyCommand({ subject, policy }: Pick<Report, 'subject' | 'policy'>): string {
  return [
    'shakedown verify',
    shellWord(subject),
    ...(policy && policy.file !== 'release-policy.json' ? ['--policy', shellWord(policy.file)] : []),
  ].join(' ');
}

/** The line that does the whole run again; nothing where it was of a matrix, of which the report does not know how it was asked for. */
export function sameRunCommand(report: Report): string | undefined {
  const { matrix, suites, only, rounds } = report;
  const isWhole = matrix && !matrix.chosen && matrix.cells.some((id) => id !== hostCell);
  if (isWhole || matrix?.merged) return undefined;
  const asked = suites.some(({ chosen, needed }) => chosen !== needed) && only === undefined;
  const words = [
    ...(asked ? suites.filter(({ chosen }) => chosen).flatMap(({ name }) => ['--suite', name]) : []),
    ...(matrix?.chosen ?? []).flatMap((id) => ['--cell', id]),
    ...(matrix?.shard ? ['--shard', `${matrix.shard.index}/${matrix.shard.of}`] : []),
    ...(only === undefined ? [] : ['--only', only]),
    ...(rounds ? ['--repeat', String(rounds.asked)] : []),
  ];
  return [verifyCommand(report), ...words.map(shellWord)].join(' ');
}

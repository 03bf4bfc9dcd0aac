import type { Report, SmokeResult } from '../../schemas/types.ts';
import { shellWord } from '../../smoke/process/command-line.ts';
import { hostCell } from './cell-names.ts';

/** The line that runs one smoke again, in its cell, as it could be pasted into a shell. */
export function rerunCommand(
  { subject, policy, rounds }: Pick<Report, 'subject' | 'policy' | 'rounds'>,
  { name, cell = hostCell, outcome }: Pick<SmokeResult, 'name' | 'cell' | 'outcome'>,
): string {
  return [
    'shakedown verify',
    shellWord(subject),
    ...(policy && policy.file !== 'release-policy.json' ? ['--policy', shellWord(policy.file)] : []),
    ...(cell === hostCell ? [] : ['--cell', shellWord(cell)]),
    '--only',
    shellWord(name),
    ...(rounds && outcome === 'flaky' ? [`--repeat ${rounds.asked}`] : []),
  ].join(' ');
}

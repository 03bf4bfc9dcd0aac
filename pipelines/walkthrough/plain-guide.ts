/** Tells a walkthrough in lines; asks nobody. */
import type { WalkthroughStep } from '../../schemas/types.ts';
import type { CommandResult } from '../../smoke/process/command-result.ts';
import { formatDuration } from '../report/quantities.ts';
import { indented, type Line, span } from '../report/terminal/line.ts';
import type { Choice, Guide } from './conduct.ts';

/** @param say prints lines; foreign text in them is made printable there */
export function plainGuide(
  say: (...lines: Line[]) => void,
  choose: Guide['choose'] = async (): Promise<Choice> => 'go on',
): Guide {
  return {
    section: (id, title) => say([''], [span('strong', `${id}. ${title}`)]),
    step: ({ id, title, why, command, expected }) =>
      say(
        [''],
        [span('strong', `${id} ${title}`)],
        ['    ', why],
        [span('faint', '    $ '), command],
        [span('faint', '    expected: '), expected],
      ),
    result: (step) => say(...resultLines(step)),
    closer: (outputs) => say(...outputs.flatMap(outputLines)),
    choose,
  };
}

const words = {
  passed: span('good', 'PASS'),
  failed: span('bad', 'FAIL'),
  'not-applicable': span('faint', 'N/A'),
  pending: '',
} satisfies Record<WalkthroughStep['outcome'], Line[number]>;

function resultLines({ outcome, evidence, durationMs = 0 }: WalkthroughStep): Line[] {
  const [first = '', ...others] = evidence;
  return [
    ['  ', words[outcome], `  ${first} `, span('faint', `(${formatDuration(durationMs)})`)],
    ...others.map((line): Line => ['        ', line]),
  ];
}

/** Of one stream so many lines at its end. */
const shownLines = 60;

function outputLines({ argv, stdout, stderr }: CommandResult): Line[] {
  const stream = (name: string, text: string): Line[] =>
    text.trim() === ''
      ? []
      : [
          [span('faint', `    ${name}`)],
          ...indented(text.trimEnd().split('\n').slice(-shownLines).join('\n'), '      '),
        ];
  return [[span('faint', `    $ ${argv.join(' ')}`)], ...stream('stdout', stdout), ...stream('stderr', stderr)];
}

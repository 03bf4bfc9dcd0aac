/** The result for people: the verdict in one line, the table of defects, the healthy package, what is idle. */
import type { Alarm, DefectExpectation, DefectResult, DefectsReport, DefectsScore } from '../../schemas/types.ts';
import { formatDuration, plural } from '../report/quantities.ts';
import { type Line, type Span, span } from '../report/terminal/line.ts';
import { columnLines } from '../run/run-lines.ts';
import { isExpected } from './alarms.ts';
import { defectFile } from './edits.ts';

/** `daemon > stop ends the daemon` or `finding bin-missing`. */
function nameOfAlarm(alarm: Alarm | DefectExpectation): string {
  return 'smoke' in alarm ? alarm.smoke : `finding ${alarm.finding}`;
}

/** The verdict in words, one line. */
export function verdictLine({ state, score, healthy, only, durationMs }: Omit<DefectsReport, 'line'>): string {
  const word = { passed: 'PASS', failed: 'FAIL', incomplete: 'INCOMPLETE', interrupted: 'INTERRUPTED' }[state];
  const chosen = only === undefined ? '' : ` (only ${only.map((pattern) => `'${pattern}'`).join(', ')})`;
  const alarms = healthy.falseAlarms.length;
  const pass = `the healthy package passes ${plural(healthy.passed, 'smoke')}`;
  const without = {
    passed: pass,
    failed: `${plural(alarms, 'false alarm')} on the healthy package`,
    incomplete:
      healthy.passed === 0 ? 'the healthy package was not tried' : `${pass} and ${healthy.skipped} were skipped`,
  }[healthy.outcome];
  const left = score.total - score.reached;
  const reached = left > 0 ? `, ${left} not reached` : '';
  return `${word}${chosen}  ${score.caught} of ${plural(score.reached, 'defect')} caught by what the kit names${reached}; ${without}; ${formatDuration(durationMs)}`;
}

/** All of it. */
export function reportLines(report: DefectsReport): Line[] {
  return [
    verdictLineOf(report),
    [],
    ...defectLines(report.defects.filter(({ outcome }) => outcome !== 'not reached')),
    ...leftLines(report.defects.filter(({ outcome }) => outcome === 'not reached')),
    ...missedLines(report.defects),
    ...falseAlarmLines(report.healthy.falseAlarms),
    ...useLines(report),
    [],
    ['Score     ', scoreWords(report.score)],
    ['Bytes     ', howWords(report.defects)],
    ['Evidence  ', report.evidence],
  ];
}

function verdictLineOf({ line, state }: DefectsReport): Line {
  const [word = '', ...rest] = line.split('  ');
  const means = ({ passed: 'good', failed: 'bad', incomplete: 'warn', interrupted: 'warn' } as const)[state];
  return [span(means, word), ...rest.map((part) => `  ${part}`)];
}

function defectLines(results: readonly DefectResult[]): Line[] {
  const heads = ['', 'DEFECT', 'TIME', 'CAUGHT BY', 'EXPECTED'].map((head) => span('faint', head));
  return columnLines([heads, ...results.map(row)]);
}

function row(result: DefectResult): Span[] {
  const { id, durationMs, expected, alarms, outcome, reason } = result;
  const caught = outcome === 'caught';
  const by = alarms.filter((alarm) => !caught || isExpected(expected, alarm)).map(nameOfAlarm);
  return [
    outcomeWord(result),
    id,
    durationMs === undefined ? '-' : formatDuration(durationMs),
    by[0] === undefined ? (reason ?? 'nothing') : by.length > 1 ? `${by[0]} and ${by.length - 1} more` : by[0],
    caught ? span('faint', 'as expected') : nameOfAlarm(expected),
  ];
}

/** A run that was interrupted says nothing of these. */
function leftLines(results: readonly DefectResult[]): Line[] {
  const [first] = results;
  if (first === undefined) return [];
  const ids = results.map(({ id }) => id).join(', ');
  return [[], [span('warn', `${plural(results.length, 'defect')} not reached`), `: ${first.reason}`], [`  ${ids}`]];
}

/** Of what was reached: `prune 3/4`. */
function scoreWords({ byArea }: DefectsScore): string {
  return byArea.map(({ area, caught, reached }) => `${area} ${caught}/${reached}`).join(', ');
}

/** One word of a few letters, so that columns stay straight. */
export function outcomeWord({ outcome }: DefectResult): Span {
  switch (outcome) {
    case 'caught':
      return span('good', 'caught');
    case 'caught by another':
      return span('bad', 'OTHER');
    case 'not caught':
      return span('bad', 'MISSED');
    case 'not examined':
    case 'not reached':
      return span('warn', 'open');
  }
}

/** Of each defect that nobody noticed, or somebody else did: what it does, and where to look. */
function missedLines(results: readonly DefectResult[]): Line[] {
  const missed = results.filter(({ outcome }) => outcome === 'not caught' || outcome === 'caught by another');
  return missed.flatMap((result): Line[] => [
    [],
    [span('bad', result.id), span('faint', `  ${defectFile(result.id)}`)],
    [`  ${result.title}`],
    [`  expected  ${nameOfAlarm(result.expected)}`],
    ...(result.alarms.length === 0 ? [['  found     nothing failed']] : []),
    ...result.alarms.map((alarm): Line => [`  found     ${nameOfAlarm(alarm)}: ${alarm.says}`]),
    [`  again     shakedown defects --only ${result.id}`],
  ]);
}

function falseAlarmLines(alarms: readonly Alarm[]): Line[] {
  return alarms.flatMap((alarm): Line[] => [
    [],
    [span('bad', 'false alarm'), `  ${nameOfAlarm(alarm)}: ${alarm.says}`],
    ['  again     shakedown verify'],
  ]);
}

function useLines({ smokes }: DefectsReport): Line[] {
  if (smokes === undefined) return [];
  const rows = smokes.map(({ smoke, catches }) => [catches === 0 ? span('warn', '0') : String(catches), smoke]);
  return [[], [span('strong', 'Defects that each smoke notices')], ...columnLines(rows).map((line) => ['  ', ...line])];
}

/** How far the defects' bytes went, so that nobody takes an overlaid project for an installed one. */
function howWords(results: readonly DefectResult[]): string {
  const words = {
    packed: 'refused before an install',
    overlaid: 'packed and laid over a copy of the installed healthy project (same package.json)',
    installed: 'published, proved identical and installed by npm',
  };
  return (['packed', 'overlaid', 'installed'] as const)
    .map((how) => ({ how, count: results.filter((result) => result.how === how).length }))
    .filter(({ count }) => count > 0)
    .map(({ how, count }) => `${count} ${words[how]}`)
    .join('; ');
}

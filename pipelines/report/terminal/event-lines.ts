import type { RoundFinished, RunEvent, SmokeResult, StageFinished } from '../../../schemas/types.ts';
import { stepWords } from '../../artifact/against/comparison-lines.ts';
import { inCell } from '../cell-names.ts';
import { formatBytes, formatDuration, plural } from '../quantities.ts';
import { type Line, type Span, span } from './line.ts';
import { smokeWord, stageWord } from './outcome-words.ts';
import { padded } from './table.ts';

export interface EventLineOptions {
  /** each smoke and its commands too */
  verbose: boolean;
  /** stages too: where nothing else shows that the run goes on */
  stages: boolean;
}

/** What is said about an event for good, on stderr, as it happens. Often nothing. */
export function eventLines(event: RunEvent, { verbose, stages }: EventLineOptions): Line[] {
  switch (event.type) {
    case 'run-started':
      return stages || verbose
        ? [['verify ', span('strong', event.subject), `, suite ${event.suite}, run ${event.runId}`]]
        : [];
    case 'stage-started':
      return verbose ? [[padWord('...'), inCell(event.stage, event.cell)]] : [];
    case 'stage-finished':
      return stages || verbose || event.outcome === 'failed'
        ? [
            [
              padWord(endWord(event)),
              inCell(event.stage, event.cell),
              ` ${formatDuration(event.durationMs)}`,
              ...because(event.detail),
            ],
          ]
        : [];
    case 'artifact-ready': {
      const { name, version, size, entries } = event.artifact;
      return verbose ? [[padWord(''), `${name} ${version}, ${formatBytes(size)}, ${entries.length} files`]] : [];
    }
    case 'package-compared':
      return stages || verbose
        ? [[padWord(''), `since ${event.previous.version}: ${stepWords(event.comparison)}`]]
        : [];
    case 'process-started':
      return verbose
        ? [[padWord(''), `${event.role} runs as ${event.pid}${event.port ? ` on port ${event.port}` : ''}`]]
        : [];
    case 'smokes-planned':
      return stages || verbose ? [[padWord(''), inCell(`${plural(event.total, 'smoke')} to run`, event.cell)]] : [];
    case 'round-started':
      return verbose ? [[padWord('...'), `round ${event.round} of ${event.rounds}`]] : [];
    case 'round-finished':
      return stages || verbose ? [roundLine(event)] : [];
    case 'smoke-finished':
      return smokeLines(event.result, verbose);
    default:
      return [];
  }
}

/** That the smokes came to their end says nothing of how they came out. */
function endWord({ stage, outcome }: StageFinished): Span {
  return stage === 'smokes' && outcome === 'passed' ? span('faint', 'done') : stageWord(outcome);
}

function roundLine({ round, rounds, outcomes, durationMs }: RoundFinished): Line {
  const { passed, failed, skipped } = outcomes;
  const counts = [
    `${passed} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  return [padWord(''), `round ${round} of ${rounds}: ${counts.join(', ')} in ${formatDuration(durationMs)}`];
}

function smokeLines(smoke: SmokeResult, verbose: boolean): Line[] {
  // In a repeated run the first failure of a smoke is enough.
  if (!verbose && (smoke.outcome !== 'failed' || (smoke.rounds?.failed ?? 1) > 1)) return [];
  const why = smoke.outcome === 'failed' ? firstLine(smoke.errors?.[0]?.message) : smoke.reason;
  const name = inCell(smoke.name, smoke.cell);
  const head: Line = [padWord(smokeWord(smoke)), name, ` ${formatDuration(smoke.durationMs)}`, ...because(why)];
  if (!verbose) return [head];
  const commands = (smoke.record?.commands ?? []).map(
    ({ line, ended, durationMs }): Line => [
      padWord(''),
      span('faint', `$ ${line}`),
      ` ${ended}, ${formatDuration(durationMs)}`,
    ],
  );
  return [head, ...commands];
}

function because(why: string | undefined): Span[] {
  return why ? [`: ${why}`] : [];
}

function firstLine(text: string | undefined): string | undefined {
  return text?.trim().split('\n', 1)[0];
}

function padWord(word: Span): Span {
  return padded(word, 6);
}

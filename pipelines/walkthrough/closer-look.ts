/** What the commands of a step printed, for an operator who looks closer: our own documents as people are shown them. */
import { type CommandResult, describeEnd } from '../../smoke/process/command-result.ts';
import { formatDuration } from '../report/quantities.ts';
import { type Line, span } from '../report/terminal/line.ts';
import { jsonOf } from './json-of.ts';

/** Of one stream so many lines at its end. */
const shownLines = 60;

export async function closerLook(outputs: readonly CommandResult[]): Promise<Line[]> {
  const shown: Line[] = [];
  for (const output of outputs) {
    const { stdout, stderr, durationMs } = output;
    shown.push(
      [span('faint', `    ${describeEnd(output)} after ${formatDuration(durationMs)}`)],
      ...streamLines('stderr', stderr),
      ...((await documentLines(output)) ?? streamLines('stdout', stdout)),
    );
  }
  return shown.length > 0
    ? shown
    : [[span('faint', '    This step ran no command: an earlier one has found what it says.')]];
}

function streamLines(name: string, text: string): Line[] {
  if (text.trim() === '') return [];
  const lines = text.trimEnd().split('\n');
  const left = lines.length - shownLines;
  return [
    [span('faint', `    ${name}${left > 0 ? `, the last ${shownLines} of ${lines.length} lines` : ''}`)],
    ...lines.slice(-shownLines).map((line): Line => ['      ', line]),
  ];
}

/** A document of ours, by the command that printed it; nothing when it is none, or one that people read as it is. */
async function documentLines(output: CommandResult): Promise<Line[] | undefined> {
  const lines = await linesOf(output);
  return lines?.map((line) => ['    ', ...line]);
}

async function linesOf(output: CommandResult): Promise<readonly Line[] | undefined> {
  const [, , command] = output.argv;
  switch (command) {
    case 'verify':
    case 'report': {
      const { document } = jsonOf('report', output);
      if (!document) return undefined;
      const { summaryText } = await import('../report/terminal/summary.ts');
      const text = summaryText(document, { quiet: false, color: false });
      return text
        .trimEnd()
        .split('\n')
        .map((line) => [line]);
    }
    case 'readiness': {
      const { document } = jsonOf('readiness', output);
      return document && (await import('../readiness/readiness-lines.ts')).readinessLines(document);
    }
    case 'inspect': {
      const { document } = jsonOf('inspection', output);
      return document && (await import('../artifact/inspect/inspection-report.ts')).inspectionLines(document);
    }
    case 'coherence': {
      const { document } = jsonOf('coherence', output);
      return document && (await import('../coherence.ts')).coherenceLines(document);
    }
    default:
      return undefined;
  }
}

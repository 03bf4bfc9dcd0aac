/** The readiness report for people. */
import type { Finding, Gate, ReadinessReport } from '../../schemas/types.ts';
import { describeFinding } from '../findings/finding.ts';
import { nextLine } from '../report/next-step.ts';
import { type Line, type Meaning, type Span, span } from '../report/terminal/line.ts';

const meanings = {
  ready: 'good',
  'not-ready': 'bad',
  incomplete: 'warn',
} satisfies Record<ReadinessReport['verdict'], Meaning>;

/** Verdict, what it is about, the gates as a table, and of each that did not pass why and the next step. */
export function readinessLines(report: ReadinessReport): Line[] {
  const { line, verdict, gates, findings } = report;
  const [word = '', ...rest] = line.split('  ');
  return [
    [span(meanings[verdict], word), ...rest.map((part) => `  ${part}`)],
    ...nextLines(report),
    [],
    ...aboutLines(report),
    [],
    ...gates.flatMap((gate) => gateLines(gate, report.artifact?.runId)),
    ...(findings.length > 0 ? [[], [span('strong', 'In the way of the release')]] : []),
    ...findings.flatMap(findingLines),
    ...waitingLines(gates.filter(isWaiting)),
    ...gates.filter((gate) => !isWaiting(gate)).flatMap(openGateLines),
  ];
}

/** The first of the next steps below: what is in the way of all gates comes before what is of one. */
function nextLines({ gates, findings }: ReadinessReport): Line[] {
  const ofGate = ({ findings: own, remedy }: Gate): string[] =>
    own.length > 0 || remedy === undefined ? own.map(({ remediation }) => remediation) : [remedy];
  const open = gates.filter(({ verdict }) => verdict === 'failed' || verdict === 'missing');
  const steps = [...findings.map(({ remediation }) => remediation), ...open.flatMap(ofGate)];
  const [first, ...others] = new Set(steps);
  return first === undefined ? [] : [[nextLine(first, others.length + 1, 'steps')]];
}

/** Nothing of its own stands in its way: what is told of the release has to be mended. */
function isWaiting({ verdict, findings }: Gate): boolean {
  return verdict === 'missing' && findings.length === 0;
}

function waitingLines(gates: readonly Gate[]): Line[] {
  const remedies = [...new Set(gates.map(({ remedy = '' }) => remedy))];
  return remedies.flatMap((remedy): Line[] => {
    const ids = gates.filter((gate) => (gate.remedy ?? '') === remedy).map(({ id }) => id);
    const verb = ids.length === 1 ? 'has' : 'have';
    return [[], [span('strong', `${ids.join(', ')} ${verb} no evidence that counts`)], [`    Next: ${remedy}`]];
  });
}

function aboutLines({ artifact, policy, publish, source }: ReadinessReport): Line[] {
  const at = source.revision === null ? 'no commit' : `commit ${source.revision}`;
  const rows: [string, string][] = [
    ['Source', `${source.dir}, ${at}${source.dirty ? ' with uncommitted changes' : ''}`],
    ['Artifact', artifact ? `sha256 ${artifact.sha256}, ${artifact.file}` : 'no run has verified it'],
    ...(artifact ? [['Verified', `by run ${artifact.runId}`] satisfies [string, string]] : []),
    ['Policy', `${policy.file} (sha256 ${policy.sha256.slice(0, 12)})`],
    ['Mode', publish.reason],
  ];
  return rows.map(([label, text]) => [span('strong', label.padEnd(10)), text]);
}

/** At most four letters, so that the columns stay straight. */
function gateWord(verdict: Gate['verdict']): Span {
  switch (verdict) {
    case 'passed':
      return span('good', 'pass');
    case 'failed':
      return span('bad', 'FAIL');
    case 'missing':
      return span('warn', '?   ');
    case 'not-applicable':
      return span('faint', 'n/a ');
    case 'overridden':
      return span('warn', 'OVER');
  }
}

const indent = ' '.repeat(14);

/** @param ofRun the run that is named above already */
function gateLines({ id, title, verdict, evidence }: Gate, ofRun: string | undefined): Line[] {
  const named = (runId: string | undefined): string => (runId === undefined || runId === ofRun ? '' : `run ${runId}: `);
  return [
    ['  ', gateWord(verdict), '  ', id, '  ', title],
    ...evidence.map(({ text, runId }): Line => [span('faint', `${indent}${named(runId)}${text}`)]),
  ];
}

function openGateLines({ id, title, verdict, findings, override }: Gate): Line[] {
  if (verdict === 'passed' || verdict === 'not-applicable') return [];
  const word = { failed: 'failed', missing: 'lacks evidence', overridden: 'is overridden' }[verdict];
  const heading: Line = [span('strong', `${id} ${word}`), `: ${title}`];
  if (override) return [[], heading, [`  by ${override.by} at ${override.at}: ${override.reason}`]];
  return [[], heading, ...findings.flatMap(findingLines)];
}

function findingLines(found: Finding): Line[] {
  return [[`  ${describeFinding(found)}`], [`    Next: ${found.remediation}`]];
}

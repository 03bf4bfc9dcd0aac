/** The one verdict of all gates, and how it is said in a line. */
import type { Gate, ReadinessReport } from '../../schemas/types.ts';
import { exitCodeOf } from '../report/exit-code.ts';
import { plural } from '../report/quantities.ts';
import type { Unmet } from './unmet.ts';

export type ReadinessVerdict = Pick<ReadinessReport, 'verdict' | 'exitCode' | 'line'>;

interface Judged {
  package: ReadinessReport['package'];
  gates: readonly Gate[];
  unmet: readonly Unmet[];
  publish: ReadinessReport['publish'];
  /** of the run that the gates rest on */
  runId?: string;
}

/** Something wrong counts for more than something missing. A gate that somebody has overridden stands in no way. */
export function judgeReadiness(judged: Judged): ReadinessVerdict {
  const { gates, unmet } = judged;
  const name = `${judged.package.name} ${judged.package.version}`;
  const failed = gates.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id);
  const open = gates.filter(({ verdict }) => verdict === 'missing').map(({ id }) => id);
  const codes = (kind: Unmet['kind']): string[] => [
    ...new Set(unmet.filter((each) => each.kind === kind).map(({ finding }) => finding.code)),
  ];
  const wrong = [...codes('wrong'), ...(failed.length > 0 ? [`${failed.join(', ')} failed`] : [])];
  const lacking = [...codes('missing'), ...(open.length > 0 ? [`${open.join(', ')} without evidence`] : [])];
  const why = [...wrong, ...lacking].join('; ');
  if (wrong.length > 0) {
    return { verdict: 'not-ready', exitCode: exitCodeOf({ kind: 'failed' }), line: `NOT READY  ${name}: ${why}` };
  }
  if (lacking.length > 0) {
    return { verdict: 'incomplete', exitCode: exitCodeOf({ kind: 'incomplete' }), line: `INCOMPLETE  ${name}: ${why}` };
  }
  return { verdict: 'ready', exitCode: exitCodeOf({ kind: 'passed' }), line: readyLine(name, judged) };
}

function readyLine(name: string, { gates, publish, runId }: Judged): string {
  const count = (verdict: Gate['verdict']): number => gates.filter((gate) => gate.verdict === verdict).length;
  const parts = [
    `${plural(count('passed'), 'gate')} passed`,
    ...(count('not-applicable') > 0 ? [`${count('not-applicable')} not applicable`] : []),
    ...(count('overridden') > 0 ? [`${count('overridden')} OVERRIDDEN`] : []),
    ...(runId === undefined ? [] : [`verified by run ${runId}`]),
  ];
  return `READY  ${name}${publish.allowed ? ' may be published' : ', and it is not to be published'}: ${parts.join(', ')}`;
}

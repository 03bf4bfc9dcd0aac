import type { SmokeResult } from '../../../schemas/types.ts';
import { describeEnd } from '../../../smoke/process/command-result.ts';
import { contractOf } from '../../policy/contract-of.ts';
import { inCell } from '../../report/cell-names.ts';
import { textCommand } from '../own-command.ts';
import type { PlanContext } from '../plan.ts';
import { failed, notApplicable, passed, type Section, type StepResult } from '../step.ts';
import { smokesOfGate } from '../verified.ts';

/** What a user comes for, by the gate whose evidence it is. */
const tracks = [
  { gate: 'RG-1', title: 'Track: getting in', why: 'A package that cannot be installed has no other faults.' },
  {
    gate: 'RG-2',
    title: 'Track: the runtime',
    why: 'The runtime must come to be, and doctor must tell the truth about it.',
  },
  { gate: 'RG-3', title: 'Track: the daemon', why: 'One daemon, reachable, reusable, and gone when it is stopped.' },
  {
    gate: 'RG-4',
    title: 'Track: what destroys',
    why: 'What a command deletes by mistake no later version brings back.',
  },
] as const;

/** A section a track: the smokes of the contract that are the evidence of its gate. */
export function trackSections({ policy, cwd }: PlanContext): Section[] {
  const { contract } = contractOf(policy);
  const logsOf = (runId: string, smokes: string): Logs => textCommand(cwd, 'logs', '--run', runId, '--smoke', smokes);
  return tracks.map(({ gate, title, why }) => {
    const families = familiesOf(contract.gates[gate]?.smokes ?? []);
    return {
      title,
      steps: [
        {
          title: `The smokes of ${gate}`,
          why,
          command: ({ report }) => {
            const ran = report
              ? families.filter((each) => report.smokes.some(({ name }) => name.startsWith(each)))
              : families;
            return ran.map((each) => logsOf(report?.runId ?? 'RUN', each).shown).join('\n');
          },
          expected: 'every required smoke passed',
          async act({ run, found: { report } }): Promise<StepResult> {
            if (contract.gates[gate] === undefined)
              return notApplicable(`contract ${contract.name} promises nothing here`);
            if (!report) return failed('nothing has been verified');
            const smokes = smokesOfGate(report, contract, gate).toSorted((a, b) => (a.name < b.name ? -1 : 1));
            for (const each of families.filter((family) => smokes.some(({ name }) => name.startsWith(family)))) {
              const logs = await run(logsOf(report.runId, each));
              if (logs.kind !== 'exited' || logs.code !== 0)
                return failed(`${describeEnd(logs)}: ${logs.stderr.trim()}`);
            }
            const lines = smokes.map(wordsOf);
            const applicable = smokes.filter(({ outcome }) => outcome !== 'not-applicable');
            if (applicable.length === 0)
              return smokes.length > 0 ? notApplicable(...lines) : failed('none of them ran');
            const bad = applicable.filter(({ required, outcome }) => required && outcome !== 'passed');
            return bad.length > 0 ? failed(...bad.map(wordsOf), ...rest(smokes, bad)) : passed(...lines);
          },
        },
      ],
    };
  });
}

type Logs = ReturnType<typeof textCommand>;

/** `daemon >` of `daemon > *`, as `logs --smoke` takes it. */
function familiesOf(patterns: readonly string[]): string[] {
  return [...new Set(patterns.map((pattern) => `${pattern.split(' > ', 1)[0]} >`))];
}

function wordsOf({ name, cell, outcome, required, reason, errors }: SmokeResult): string {
  const why = reason ?? errors?.[0]?.message.split('\n', 1)[0];
  return `${outcome}: ${inCell(name, cell)}${required ? '' : ' (advisory)'}${why === undefined ? '' : `: ${why}`}`;
}

/** The others in one line: those that failed are what is to be read. */
function rest(smokes: readonly SmokeResult[], bad: readonly SmokeResult[]): string[] {
  const passed = smokes.filter((each) => !bad.includes(each) && each.outcome === 'passed').length;
  return passed > 0 ? [`${passed} of ${smokes.length} passed`] : [];
}

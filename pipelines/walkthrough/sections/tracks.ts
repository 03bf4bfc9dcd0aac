import { contractOf } from '../../policy/contract-of.ts';
import { ownCommand } from '../own-command.ts';
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
  return tracks.map(({ gate, title, why }) => ({
    title,
    steps: [
      {
        title: `The smokes of ${gate}`,
        why,
        command: ({ report }) =>
          ownCommand(
            cwd,
            'logs',
            '--run',
            report?.runId ?? 'RUN',
            '--smoke',
            firstWords(contract.gates[gate]?.smokes[0]),
          ).shown,
        expected: 'every required smoke passed',
        async act({ found: { report } }): Promise<StepResult> {
          if (contract.gates[gate] === undefined)
            return notApplicable(`contract ${contract.name} promises nothing here`);
          if (!report) return failed('nothing has been verified');
          const smokes = smokesOfGate(report, contract, gate);
          const lines = smokes.map(
            ({ name, outcome, required }) => `${outcome}: ${name}${required ? '' : ' (advisory)'}`,
          );
          const applicable = smokes.filter(({ outcome }) => outcome !== 'not-applicable');
          if (applicable.length === 0) return smokes.length > 0 ? notApplicable(...lines) : failed('none of them ran');
          const bad = applicable.some(({ required, outcome }) => required && outcome !== 'passed');
          return bad ? failed(...lines) : passed(...lines);
        },
      },
    ],
  }));
}

/** `daemon > *` as `logs --smoke` takes it: `daemon >`. */
function firstWords(pattern = '*'): string {
  return pattern.split('*', 1)[0]?.trim() ?? '';
}

import type { Gate, ReadinessReport } from '../../../schemas/types.ts';
import { jsonOf } from '../json-of.ts';
import { ownCommand, policyOption } from '../own-command.ts';
import type { PlanContext } from '../plan.ts';
import { failed, notApplicable, passed, type Section, type StepResult, type Toolbox } from '../step.ts';

/** Packing, installing for `--help`, and the copies of the negative control, milliseconds. */
const readinessWithinMs = 15 * 60_000;

/** The documents, the negative control, the scope, and the summary of all gates: each is a word of readiness. */
export function gateSections({ subject, policy, cwd }: PlanContext): Section[] {
  const readiness = ownCommand(cwd, 'readiness', subject.spec, ...policyOption(policy.file));

  /**
   * One answer for all gates that are asked one after the other, as packing and installing for it takes long; a gate
   * that is asked again gets a new one.
   * @returns in words why there is none
   */
  async function assess(id: string, { run, shows, found }: Toolbox): Promise<ReadinessReport | string> {
    const before = found.readiness;
    if (before && !before.restingOn.has(id)) {
      shows(before.output);
      found.readiness = { ...before, restingOn: new Set([...before.restingOn, id]) };
      return before.document;
    }
    const output = await run({ ...readiness, timeoutMs: readinessWithinMs });
    const { document, end } = jsonOf('readiness', output);
    if (!document) return end;
    found.readiness = { document, output, restingOn: new Set([id]) };
    found.gates = document.gates;
    return document;
  }

  const gateStep = (id: string, title: string, why: string, expected: string) => ({
    title,
    why,
    command: () => readiness.shown,
    expected,
    async act(tools: Toolbox): Promise<StepResult> {
      const asked = await assess(id, tools);
      if (typeof asked === 'string') return failed(asked);
      const gate = asked.gates.find((each) => each.id === id);
      if (!gate) return failed(`readiness says nothing of ${id}`);
      const evidence = [
        `${id} ${gate.verdict}${overrideWords(gate)}`,
        ...gate.evidence.map(({ text }) => text),
        ...gate.findings.map(({ message }) => message),
      ];
      if (gate.verdict === 'not-applicable') return notApplicable(...evidence);
      if (gate.verdict === 'passed' || gate.verdict === 'overridden') return passed(...evidence);
      return failed(...evidence, ...(gate.remedy === undefined ? [] : [`Next: ${gate.remedy}`]));
    },
  });

  return [
    {
      title: 'Dogfood: the documents',
      steps: [
        gateStep(
          'RG-6',
          'Every documented command',
          'A command that a document shows and the CLI does not know is the first thing that a new user types.',
          'documents and --help agree',
        ),
      ],
    },
    {
      title: 'The negative control',
      steps: [
        gateStep(
          'RG-7',
          'A wrong version is noticed',
          'A check that has never been seen to fail may be one that cannot.',
          'with one version changed on purpose, coherence fails and names both files',
        ),
      ],
    },
    {
      title: 'The scope audit',
      steps: [
        gateStep(
          'RG-8',
          'Only what was meant to change',
          'What slips into a release unseen is what nobody reviewed.',
          'the diff since the last tag touches only what the policy allows',
        ),
      ],
    },
    {
      title: 'The gate summary',
      steps: [
        {
          title: 'All gates',
          why: 'One word on everything above.',
          command: () => readiness.shown,
          expected: 'READY',
          async act(tools) {
            // The last word is of now.
            delete tools.found.readiness;
            const found = await assess('all', tools);
            if (typeof found === 'string') return failed(found);
            const lines = found.gates.map(
              (gate) =>
                `${gate.id} ${gate.verdict}: ${gate.title}${overrideWords(gate)}${gate.remedy === undefined || gate.override ? '' : `. Next: ${gate.remedy}`}`,
            );
            const others = found.findings.map(({ message, remediation }) => `${message} Next: ${remediation}`);
            return found.verdict === 'ready' ? passed(found.line, ...lines) : failed(found.line, ...others, ...lines);
          },
        },
      ],
    },
  ];
}

/** Who takes it upon themselves, and why. */
function overrideWords({ override }: Gate): string {
  return override ? `, by ${override.by}: ${override.reason}` : '';
}

/** What an operator is told where a walkthrough ends. */
import type { Walkthrough } from '../../schemas/types.ts';
import { type Line, span } from '../report/terminal/line.ts';
import { releaseCommands } from './markdown.ts';
import { ownCommand, policyOption } from './own-command.ts';
import { recordWords } from './record.ts';
import { isOverridden, isSettled } from './settled.ts';

/** The verdict, what is left and how to go on; when nothing is, the commands that release it. @param cwd absolute */
export function endLines(done: Walkthrough, cwd: string): Line[] {
  const steps = done.sections.flatMap((section) => section.steps);
  const unsettled = steps.filter((step) => !isSettled(step, done));
  const bad = unsettled.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id);
  const left = unsettled.filter(({ outcome }) => outcome === 'pending').map(({ id }) => id);
  const overridden = [
    ...done.gates.filter(({ verdict }) => verdict === 'overridden').map(({ id }) => id),
    ...steps.map(({ id }) => id).filter((id) => isOverridden(id, done)),
  ];
  const what = `${done.package.name} ${done.package.version}`;
  const words = [
    ...(bad.length > 0 ? [`${bad.length} of ${steps.length} steps failed (${bad.join(', ')})`] : []),
    ...(left.length > 0 ? [`${left.length} of ${steps.length} steps are left (from ${left[0]})`] : []),
    ...(unsettled.length === 0 ? [`all ${steps.length} steps are done`] : []),
    ...(overridden.length > 0 ? [`${overridden.length} signed against the evidence (${overridden.join(', ')})`] : []),
  ];
  const verdict = {
    passed: span('good', 'PASS'),
    failed: span('bad', 'FAIL'),
    open: span('warn', 'OPEN'),
  }[done.state];
  return [
    [verdict, `  ${what}: ${words.join('; ')}`],
    [span('faint', 'record  '), recordWords(cwd)],
    ...(done.state === 'passed'
      ? [
          ['Tagging and publishing are yours. Now, by hand:'],
          ...releaseCommands(done, cwd).map((command): Line => [`  ${command}`]),
        ]
      : [[span('faint', 'go on   '), resumeCommand(done, cwd)]]),
  ];
}

/** The command line that goes on with it. @param cwd absolute */
export function resumeCommand({ subject, policy }: Walkthrough, cwd: string): string {
  return ownCommand(cwd, 'walkthrough', subject, ...policyOption(policy.file), '--resume').shown;
}

/** What steps ask git about the source, with the user's own configuration, as it is shown. */
import { shellWord } from '../../../smoke/process/command-line.ts';
import { describeEnd } from '../../../smoke/process/command-result.ts';
import type { DirectorySubject } from '../../artifact/subject.ts';
import { failed, type ShownCommand, type StepResult, type Toolbox } from '../step.ts';

/** The commit that is checked out; the whole repository, as a release is tagged as a whole. */
export const askedCommit = (subject: DirectorySubject) => asked(subject, 'rev-parse', 'HEAD');
/** What is not in it, a line each; nothing when all is. */
export const askedStatus = (subject: DirectorySubject) => asked(subject, 'status', '--porcelain');

function asked({ spec, dir }: DirectorySubject, ...question: readonly string[]): ShownCommand & { shown: string } {
  return {
    argv: ['git', '-C', dir, ...question],
    shown: ['git', ...(spec === '.' ? [] : ['-C', spec]), ...question].map(shellWord).join(' '),
  };
}

/** What git said, or the step failed with why it said nothing. */
export async function saidBy(command: ShownCommand, { run }: Toolbox): Promise<string | StepResult> {
  const result = await run(command);
  if (result.kind === 'exited' && result.code === 0) return result.stdout.trimEnd();
  return failed(`${describeEnd(result)}: ${result.stderr.trim()}`);
}

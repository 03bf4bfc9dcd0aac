/** Asks the operator at the terminal. */
import { confirm, isCancel, select } from '@clack/prompts';
import type { WalkthroughStep } from '../../schemas/types.ts';
import type { Choice } from './conduct.ts';

interface Terminal {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
  signal: AbortSignal;
}

/** What to do after a step. Escape and Ctrl-C stop; the record stays. */
export async function askAfterStep({ id, outcome }: WalkthroughStep, terminal: Terminal): Promise<Choice> {
  const failed = outcome === 'failed';
  const answer = await select<Choice>({
    ...terminal,
    message: failed ? `${id} failed. What now?` : `${id} is done. What now?`,
    initialValue: failed ? 'repeat' : 'go on',
    options: [
      { value: 'go on', label: 'Go on', ...(failed ? { hint: 'it stays failed in the record' } : {}) },
      { value: 'look closer', label: 'Look closer', hint: 'what its commands printed' },
      { value: 'repeat', label: 'Repeat it', ...(failed ? { hint: 'after the repair' } : {}) },
      { value: 'stop', label: 'Stop here', hint: 'the same command resumes' },
    ],
  });
  return isCancel(answer) ? 'stop' : answer;
}

/** What to do with a walkthrough that was begun before. Escape and Ctrl-C leave it as it is. */
export async function askToResume(words: string, terminal: Terminal): Promise<'resume' | 'begin anew' | 'stop'> {
  const answer = await confirm({
    ...terminal,
    message: `${words}. Go on with it?`,
    active: 'Yes',
    inactive: 'No, begin a new one',
  });
  if (isCancel(answer)) return 'stop';
  return answer ? 'resume' : 'begin anew';
}

import { jsonOf } from '../json-of.ts';
import { ownCommand } from '../own-command.ts';
import type { PlanContext } from '../plan.ts';
import { failed, passed, type Section } from '../step.ts';
import { askedCommit, askedStatus, saidBy } from './asked-git.ts';

/** What the walkthrough itself left. */
export function cleaningSection({ cwd, subject }: PlanContext): Section {
  const [commit, status] = [askedCommit(subject), askedStatus(subject)];
  const workspaces = ownCommand(cwd, 'workspaces', 'prune', '--unreferenced');
  return {
    title: 'Reset and cleaning up',
    steps: [
      {
        title: 'The source is as it was',
        why: 'Looking at what is released must not have changed it.',
        command: () => `${commit.shown} && ${status.shown}`,
        expected: 'the commit of the first step, and nothing after it',
        async act(tools) {
          const was = tools.found.revision ?? 'none';
          const is = await saidBy(commit, tools);
          const changed = await saidBy(status, tools);
          if (typeof is !== 'string') return is;
          if (typeof changed !== 'string') return changed;
          if (is !== was) return failed(`expected commit ${was}, found ${is}`);
          return changed === '' ? passed(`still commit ${is}`) : failed(...changed.split('\n'));
        },
      },
      {
        title: 'What is left over',
        why: 'Temporary directories of runs that were ended in the middle take room until somebody removes them.',
        command: () => workspaces.shown,
        expected: 'a list; nothing is deleted without --force',
        async act({ run }) {
          const { document, end } = jsonOf('cleanup-report', await run(workspaces));
          if (!document) return failed(end);
          const items = document.items.filter(({ result }) => result !== 'kept');
          if (items.length === 0) return passed('nothing');
          const lines = items.map(({ kind, name, result, reason }) => `${result}: ${kind} ${name}, ${reason}`);
          return passed(...lines.slice(0, 20), `Delete them: ${workspaces.shown} --force`);
        },
      },
    ],
  };
}

import { jsonOf } from '../json-of.ts';
import { ownCommand } from '../own-command.ts';
import type { PlanContext } from '../plan.ts';
import { failed, passed, type Section } from '../step.ts';

/** What the walkthrough itself left. */
export function cleaningSection({ cwd }: PlanContext): Section {
  const workspaces = ownCommand(cwd, 'workspaces', 'prune', '--unreferenced', '--json');
  return {
    title: 'Reset and cleaning up',
    steps: [
      {
        title: 'What would be deleted',
        why: 'Temporary directories of runs that were ended in the middle take room until somebody removes them.',
        command: () => workspaces.shown,
        expected: 'a list, and nothing deleted: with --force it is',
        async act({ run }) {
          const { document, end } = jsonOf('cleanup-report', await run(workspaces));
          if (!document) return failed(end);
          const lines = document.items.map(({ kind, name, result, reason }) => `${result}: ${kind} ${name}, ${reason}`);
          return passed(...(lines.length > 0 ? lines.slice(0, 20) : ['nothing is left over']));
        },
      },
    ],
  };
}

import { realpathSync } from 'node:fs';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import type { CommandIo } from './command-io.ts';
import { type ListedRun, matchingEntries, openEntry, type RunSources, runEntries } from './read.ts';
import { stateHomeOf } from './registration.ts';

/** Where a command looks for runs: the user's registry, and the directory that it was started in. */
export function sourcesOf({ env, cwd }: Pick<CommandIo, 'env' | 'cwd'>): RunSources {
  return { stateHome: stateHomeOf(env), workdir: realpathSync(cwd) };
}

/**
 * The run whose id begins with `id`; without an id, the last one in the current workdir.
 * @throws InputError when there is none, or more than one
 */
export function findRun(sources: RunSources, id: string | undefined): ListedRun {
  const entries = runEntries(sources);
  if (id === undefined) {
    const last = entries.find(({ workdir }) => workdir !== undefined);
    if (!last) throw new InputError(finding('no-run-here', { workdir: sources.workdir }));
    return openEntry(last);
  }
  const [entry, ...others] = matchingEntries(entries, id);
  if (!entry) throw new InputError(finding('run-not-found', { id }));
  if (others.length === 0) return openEntry(entry);
  const examples = [entry, ...others].slice(0, 3).map(({ runId }) => runId);
  throw new InputError(
    finding('run-ambiguous', {
      id,
      count: others.length + 1,
      examples: `${examples.join(', ')}${others.length > 2 ? ' ...' : ''}`,
    }),
  );
}

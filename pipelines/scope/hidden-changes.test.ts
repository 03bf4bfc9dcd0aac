import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findRepository } from '../git/repository.ts';
import { scratchRepository } from '../git/scratch-repository.ts';
import { changesSince } from './changes-since.ts';

test('what git was told not to look at is looked at, and a file that a sparse checkout leaves out is no change', async () => {
  const scratch = scratchRepository();
  const paths = ['skïpped [1].md', 'assumed.md', 'same.md', 'left-out.md'] as const;
  scratch.commit('all', Object.fromEntries(paths.map((path) => [path, 'as committed\n'])));
  const [skipped, assumed, same, leftOut] = paths;
  scratch.git('update-index', '--skip-worktree', skipped, same, leftOut);
  scratch.git('update-index', '--assume-unchanged', assumed);
  scratch.write({ [skipped]: 'for me alone\n', [assumed]: 'for me alone\n' });
  rmSync(join(scratch.dir, leftOut));
  const search = await findRepository(scratch.dir, { path: process.env.PATH ?? '' });
  if ('missing' in search) throw new Error(search.missing);
  expect((await changesSince(search.found, search.found.head)).map(({ path }) => path).toSorted()).toEqual([
    assumed,
    skipped,
  ]);
});

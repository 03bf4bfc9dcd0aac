import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { smokeThatNeeds } from './smoke.ts';

const smoke = smokeThatNeeds('prune');

smoke('--dry-run lists the stale runtimes and leaves them', async ({ ktx, expect }) => {
  const stale = await makeRuntimes(ktx.root, '0.0.0', '0.0.1');
  const pruned = await ktx.prune('--dry-run');
  expect(pruned.headline).toBe(ktx.text('pruneStale'));
  expect(pruned.paths.toSorted()).toEqual(stale);
  // With --yes beside it, it may be refused or be a preview.
  const both = await ktx.runtime('prune', '--dry-run', '--yes');
  expect(both.stdout).not.toContain(ktx.text('pruneRemoved'));
  expect(await readdir(ktx.root)).toEqual(['0.0.0', '0.0.1']);
});

smoke('without a flag it refuses and leaves them', async ({ ktx, expect }) => {
  await makeRuntimes(ktx.root, '0.0.0');
  expect(await ktx.runtime('prune')).toRefuse({ stderr: ktx.text('pruneRefused') });
  expect(await readdir(ktx.root)).toEqual(['0.0.0']);
});

smoke('--yes removes the stale runtimes and keeps the current one', async ({ ktx, context, expect }) => {
  const { version } = context.subject;
  // One that begins like the current version is another version all the same.
  const stale = await makeRuntimes(ktx.root, '0.0.0', '0.0.1', `${version}${version.includes('-') ? '.1' : '-rc.1'}`);
  await makeRuntimes(ktx.root, version);
  const pruned = await ktx.prune('--yes');
  expect(pruned.headline).toBe(ktx.text('pruneRemoved'));
  expect(pruned.paths.toSorted()).toEqual(stale);
  expect(await readdir(ktx.root)).toEqual([version]);
});

smoke('with nothing stale it says so', async ({ ktx, expect }) => {
  const found = `${ktx.text('pruneNothing', { root: ktx.root })}\n`;
  for (const flag of ['--dry-run', '--yes']) {
    const result = await ktx.runtime('prune', flag);
    expect(result).toSucceed();
    expect(result.stdout).toBe(found);
  }
});

/** Directories as other versions of the CLI would have left them. */
async function makeRuntimes(root: string, ...versions: string[]): Promise<string[]> {
  const dirs = versions.map((version) => join(root, version));
  for (const dir of dirs) await mkdir(dir, { recursive: true });
  return dirs;
}

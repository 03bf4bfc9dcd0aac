import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchRun } from './scratch-run.ts';

/** A mount of one's own needs user namespaces, which not every system grants. */
const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

/** Runs bad-disk-run.ts with a disk of 300 kB as its workdir. */
function onSmallDisk(how: string): unknown {
  const { root } = scratchRun();
  const [disk, elsewhere] = [join(root, 'disk'), join(root, 'elsewhere')];
  for (const dir of [disk, elsewhere]) mkdirSync(dir);
  const program = join(import.meta.dirname, 'bad-disk-run.ts');
  const script = 'mount -t tmpfs -o size=300k none "$1" && exec "$2" "$3" "$4" "$1" "$5"';
  const args = ['-rm', 'sh', '-c', script, 'sh', disk, process.execPath, program, how, elsewhere];
  const { stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

test.runIf(canMount)('refuses to begin on a full disk, and leaves an empty store', () => {
  expect(onSmallDisk('full')).toEqual({ refused: 'store-full', left: [], here: ['.shakedown'] });
});

test.runIf(canMount)('refuses to begin on a read-only disk', () => {
  expect(onSmallDisk('read-only')).toEqual({ refused: 'store-not-writable', left: [], here: [] });
});

test.runIf(canMount)('goes on when the disk fills up, says so, cannot pass, and has no half-written JSON', () => {
  expect(onSmallDisk('fills up')).toMatchObject({
    recorded: { state: 'incomplete', exitCode: 4 },
    said: ['store-full'],
    known: true,
    final: 'incomplete',
    lastEvent: 'run-finished',
    halves: [],
  });
});

/**
 * For tests: opens a run as its argument says, tells its id to the parent, and holds it until it is killed.
 * Nothing of it is being written from the moment it tells the id: a kill leaves what was on the disk then, and no half
 * of a file. (What a kill at any other moment leaves: run-looper.ts.)
 */
import { mock } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { storePlaces } from './places.ts';
import { readStatus } from './read-run.ts';
import { openRun } from './recorder.ts';
import type { HolderTask } from './scratch-run.ts';

// The status is written again every 2 s, as a sign of life.
mock.timers.enable({ apis: ['setInterval'] });
const task: HolderTask = JSON.parse(process.argv[2] ?? '{}');
const run = await openRun({
  ...task,
  subject: './held',
  version: '1.2.3',
  now: () => new Date(),
  warn: (finding) => process.stderr.write(`${finding.message}\n`),
});
run.emit({ type: 'stage-started', stage: 'smokes' });
run.emit({ type: 'smokes-planned', total: 3 });
run.emit({ type: 'smoke-started', name: 'daemon > starts' });
const { statusFile } = storePlaces(run.workdir);
const onDisk = (): boolean => {
  const read = readStatus(statusFile);
  return 'lastSeq' in read && read.lastSeq === run.status().lastSeq;
};
while (!onDisk()) await delay(5);
process.once('disconnect', () => process.exit(1));
process.send?.(run.id);

/** For tests: opens a run as its argument says, tells its id to the parent, and holds it until it is killed. */
import { openRun } from './recorder.ts';
import type { HolderTask } from './scratch-run.ts';

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
process.send?.(run.id);
process.once('disconnect', () => process.exit(1));

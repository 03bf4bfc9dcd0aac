/** For tests: one run after the other, each with a few events, until it is killed. Tells the parent when it begins. */
import { setImmediate } from 'node:timers/promises';
import { openRun } from './recorder.ts';
import type { HolderTask } from './scratch-run.ts';

const task: HolderTask = JSON.parse(process.argv[2] ?? '{}');
process.once('disconnect', () => process.exit(1));
for (let round = 0; ; round += 1) {
  const run = await openRun({ ...task, subject: './loop', version: '1', now: () => new Date(), warn: () => undefined });
  if (round === 0) process.send?.('begun');
  for (const stage of ['preflight', 'pack', 'inspect', 'registry'] as const) {
    run.emit({ type: 'stage-started', stage });
    await setImmediate();
    run.emit({ type: 'stage-finished', stage, outcome: 'passed', durationMs: 1 });
  }
  if (round % 3 === 0) run.keepWorkspace();
  await run.removeWorkspace();
  await run.finish({ state: 'passed', verdict: 'pass', exitCode: 0 });
}

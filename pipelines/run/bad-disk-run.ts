/** For tests: a run on a small disk that is full, fills up, or is read-only. Says as JSON what came of it. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storePlaces } from './places.ts';
import { readEvents, readStatus } from './read-run.ts';
import { openRun } from './recorder.ts';
import { NotReady } from './store-fault.ts';
import { hasCode } from './system-error.ts';

const [how, workdir = '', elsewhere = ''] = process.argv.slice(2);
const options = {
  workdir,
  stateHome: join(elsewhere, 'state'),
  tmpDir: elsewhere,
  project: 'p',
  suite: 's',
  subject: '.',
  version: '1',
  now: () => new Date(),
  warn: (finding: { code: string }) => said.push(finding.code),
};
const said: string[] = [];

function fill(): void {
  for (let size = 65_536, n = 0; size >= 1; n += 1) {
    try {
      writeFileSync(join(workdir, `fill-${n}`), 'x'.repeat(size));
    } catch (error) {
      if (!hasCode(error, 'ENOSPC')) throw error;
      size = Math.floor(size / 2);
    }
  }
}

async function refused(): Promise<unknown> {
  try {
    await openRun(options);
    return 'no refusal';
  } catch (error) {
    if (!(error instanceof NotReady)) throw error;
    return { refused: error.findings[0]?.code, left: readdirSync(elsewhere, { recursive: true }), here: names() };
  }
}

const names = (): string[] =>
  readdirSync(workdir, { recursive: true, encoding: 'utf8' }).filter((n) => !n.startsWith('fill'));

async function fillsUp(): Promise<unknown> {
  const run = await openRun(options);
  run.emit({ type: 'stage-started', stage: 'pack' });
  fill();
  for (let n = 0; n < 200; n += 1) {
    run.emit({ type: 'stage-finished', stage: 'pack', outcome: 'passed', durationMs: 1, detail: 'x'.repeat(200) });
  }
  const known = readStatus(storePlaces(workdir).statusFile);
  unlinkSync(join(workdir, 'fill-0'));
  const recorded = await run.finish({ state: 'passed', verdict: 'pass', exitCode: 0 });
  const { events } = readEvents(run.eventsFile);
  return {
    recorded,
    said,
    known: 'runId' in known,
    final: JSON.parse(readFileSync(run.statusFile, 'utf8')).state,
    lastEvent: events.at(-1)?.type,
    halves: names().filter((name) => name.endsWith('.part')),
  };
}

if (how === 'full') fill();
if (how === 'read-only') spawnSync('sh', ['-c', 'mount -o remount,ro "$1"', 'sh', workdir]);
const outcome = how === 'fills up' ? await fillsUp() : await refused();
process.stdout.write(JSON.stringify(outcome));

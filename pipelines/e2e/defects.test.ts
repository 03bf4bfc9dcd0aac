/** `shakedown defects` as a person runs it: the kit, kits that are wrong, and what happens to it meanwhile. */
import { readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CommandFailure, Defect, DefectsReport } from '../../schemas/types.ts';
import type { CommandResult } from '../../smoke/process/command-result.ts';
import { MARK_VARIABLE } from '../../smoke/process/mark.ts';
import { spawnCommand } from '../../smoke/process/run.ts';
import { findSurvivors, type Survivor } from '../../smoke/process/survivors.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { areas } from '../defects/kit.ts';
import { packageRoot } from '../version.ts';
import { exitOf, openWorkplace, type Workplace } from './workplace.ts';

const minutes = 60_000;

test(
  'each defect of the kit is caught by what it names, and the healthy package passes',
  async () => {
    await using place = await openWorkplace();
    const result = await place.shakedown(['defects', '--json'], { timeoutMs: 10 * minutes });
    expect(exitOf(result), result.stderr).toBe(0);
    const { state, score, healthy, defects } = parseAs('defects-report', JSON.parse(result.stdout), 'stdout');
    const files = await readdir(join(packageRoot, 'fixtures', 'defects'));
    expect({ state, ...score }).toMatchObject({ state: 'passed', total: files.length, caught: files.length });
    expect(healthy).toMatchObject({ outcome: 'passed', falseAlarms: [] });
    expect(score.byArea.map(({ area }) => area)).toEqual(areas);
    expect([...new Set(defects.map(({ how }) => how))].toSorted()).toEqual(['installed', 'overlaid', 'packed']);
    await expectNothingLeft(place);
  },
  11 * minutes,
);

const defect: Omit<Defect, 'id'> = {
  area: 'output',
  title: 'a comment differs',
  suffers: 'nothing',
  change: [{ file: 'dist/bin.js', append: '// The end.\n' }],
  caughtBy: { smoke: 'prune > with nothing stale it says so' },
};

/** Runs a kit of these defects. */
async function runKit(place: Workplace, kit: Record<string, Omit<Defect, 'id'>>): Promise<CommandResult> {
  const kitDir = join(place.dir, 'kit');
  await mkdir(kitDir);
  for (const [id, content] of Object.entries(kit)) {
    await writeFile(join(kitDir, `${id}.json`), JSON.stringify({ id, ...content }));
  }
  const program = join(import.meta.dirname, 'run-kit.program.ts');
  // Named, so that the healthy package need not pass more than their smokes.
  return await spawnCommand([process.execPath, program, kitDir, ...Object.keys(kit)], {
    cwd: place.dir,
    env: place.env,
    timeoutMs: 5 * minutes,
  }).result;
}

const report = ({ stdout }: CommandResult): DefectsReport => parseAs('defects-report', JSON.parse(stdout), 'stdout');
const failure = ({ stdout }: CommandResult): CommandFailure => parseAs('command-failure', JSON.parse(stdout), 'stdout');

test(
  'what nobody notices, or the wrong one does, fails the run, and what was seen of it is kept',
  async () => {
    await using place = await openWorkplace();
    const result = await runKit(place, {
      harmless: defect,
      'named-wrongly': {
        ...defect,
        change: [{ file: 'package.json', find: './dist/bin.js', replace: './dist/ktx.js' }],
      },
    });
    expect(exitOf(result), result.stderr).toBe(1);
    const { state, score, defects, evidence } = report(result);
    expect({ state, score: score.caught }).toEqual({ state: 'failed', score: 0 });
    expect(defects.map(({ id, outcome, how }) => [id, outcome, how])).toEqual([
      ['harmless', 'not caught', 'overlaid'],
      ['named-wrongly', 'caught by another', 'packed'],
    ]);
    expect(defects[1]?.alarms).toMatchObject([{ finding: 'bin-missing' }]);
    expect(await readdir(join(evidence, 'logs', 'smokes', 'harmless'))).not.toEqual([]);
    await expectNothingLeft(place);
  },
  6 * minutes,
);

describe('a kit that is wrong is bad input, which names the defect', () => {
  const wrong: [string, Omit<Defect, 'id'>][] = [
    ['defect-stale', { ...defect, change: [{ file: 'dist/bin.js', find: 'no such text', replace: '' }] }],
    ['defect-changes-nothing', { ...defect, change: [{ file: 'not-packed.txt', create: 'x' }] }],
    ['defect-expects-nobody', { ...defect, caughtBy: { smoke: 'prune > no such smoke' } }],
  ];
  test.for(wrong)('%s', async ([code, content]) => {
    await using place = await openWorkplace();
    const result = await runKit(place, { wrong: content });
    expect(exitOf(result), result.stderr).toBe(2);
    const { findings } = failure(result);
    expect(findings).toMatchObject([{ code, where: { file: 'fixtures/defects/wrong.json' } }]);
    await expectNothingLeft(place);
  });
});

describe('whatever happens to it, nothing is left', () => {
  test('Ctrl-C: exit 130, and what was seen until then', async () => {
    await using place = await openWorkplace();
    const { result } = await whenAtWork(place, (pid) => process.kill(pid, 'SIGINT'));
    expect(exitOf(result), result.stderr).toBe(130);
    const { state, score, defects, line } = report(result);
    expect(state).toBe('interrupted');
    expect(defects.map(({ outcome }) => outcome)).toContain('not reached');
    expect(line).toContain(`${score.total - score.reached} not reached`);
    await expectNothingLeft(place);
  });

  test('a worker that is killed is a fault of Shakedown, exit 70', async () => {
    await using place = await openWorkplace();
    const { result } = await whenAtWork(place, (_, workers) => {
      process.kill(workers[0]?.pid ?? Number.NaN, 'SIGKILL');
    });
    expect(exitOf(result), result.stderr).toBe(70);
    expect(failure(result).findings).toMatchObject([
      { code: 'fault', args: { reason: expect.stringContaining('SIGKILL') } },
    ]);
    await expectNothingLeft(place);
  });

  test('kill -9: its workers end with it, and prune takes the rest', async () => {
    await using place = await openWorkplace();
    const { runId } = await whenAtWork(place, (pid) => process.kill(pid, 'SIGKILL'));
    await expect.poll(() => workersOf(runId), { timeout: 10_000 }).toEqual([]);
    const result = await place.shakedown(['runs', 'prune', '--older-than', '7d', '--force']);
    expect(exitOf(result), result.stderr).toBe(0);
    await expectNothingLeft(place);
  });
});

/** Runs the kit, and does something to it as soon as it has examined its first defect. */
async function whenAtWork(
  place: Workplace,
  act: (pid: number, workers: readonly Survivor[]) => void,
): Promise<{ result: CommandResult; runId: string }> {
  let runId: string | undefined;
  const running = place.start(['defects', '--json', '--only', 'doctor'], {
    onOutput: (stream, chunk) => {
      if (stream !== 'stderr' || runId !== undefined || !/^caught /m.test(chunk.toString())) return;
      runId = runIn(place);
      act(running.pid ?? Number.NaN, workersOf(runId));
    },
  });
  const result = await running.result;
  if (runId === undefined) throw new Error(`it examined nothing: ${result.stderr}`);
  return { result, runId };
}

const marked = (runId: string) => ({ mark: { name: MARK_VARIABLE, value: runId, prefix: true } });

function workersOf(runId: string): readonly Survivor[] {
  return findSurvivors(marked(runId)).survivors.filter(({ command }) => command.includes('defects/worker.ts'));
}

async function expectNothingLeft(place: Workplace): Promise<void> {
  const store = await readdir(place.dir);
  if (store.includes('.shakedown')) {
    expect(await readdir(join(place.dir, '.shakedown'))).not.toContain('lock.json');
  }
  const { survivors } = findSurvivors({ mark: { name: MARK_VARIABLE, value: 'no mark is like this' }, dir: place.tmp });
  expect(survivors).toEqual([]);
  // The root of the workspaces may stay where a run was killed: it is empty.
  expect((await readdir(place.tmp, { recursive: true })).filter((path) => path.includes('/'))).toEqual([]);
}

/** The run that is at work in `place`. */
function runIn(place: Workplace): string {
  const file = join(place.dir, '.shakedown', 'status.json');
  return parseAs('status', JSON.parse(readFileSync(file, 'utf8')), file).runId;
}

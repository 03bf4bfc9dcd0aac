import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Report, RunStatus } from '../../schemas/types.ts';
import { MARK_VARIABLE } from '../../smoke/process/mark.ts';
import { findSurvivors } from '../../smoke/process/survivors.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { readReport } from '../report/report-file.ts';
import type { ConductTask } from './conduct-run.ts';
import { storePlaces } from './places.ts';
import { readStatus } from './read-run.ts';
import { eventually, type ScratchRun, scratchRun } from './scratch-run.ts';

interface Conducted {
  code: number | null;
  /** what it printed on stdout, if it came to that */
  shown: Report | undefined;
  stderr: string;
  status: RunStatus;
}

interface Conducting {
  here: ScratchRun;
  child: ChildProcess;
  /** The status file's run, while it goes on. */
  status(): RunStatus | undefined;
  ended: Promise<Conducted>;
}

/** Conducts a run in a process of its own. */
function start(
  work: ConductTask['work'],
  changes: (here: ScratchRun) => Partial<ConductTask> = () => ({}),
): Conducting {
  const here = scratchRun();
  const { workdir, stateHome, tmpDir } = here;
  const task: ConductTask = { work, workdir, stateHome, tmpDir, ...changes(here) };
  const program = fileURLToPath(new URL('./conduct-run.ts', import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (said.stdout += chunk));
  child.stderr.on('data', (chunk) => (said.stderr += chunk));
  const status = (): RunStatus | undefined => {
    const found = readStatus(storePlaces(workdir).statusFile);
    return 'runId' in found ? found : undefined;
  };
  const ended = once(child, 'close').then(([code]): Conducted => {
    const last = status();
    if (!last) throw new Error(`no run was begun: ${said.stderr}`);
    const shown = said.stdout === '' ? undefined : parseAs('report', JSON.parse(said.stdout), 'stdout');
    return { code, shown, stderr: said.stderr, status: last };
  });
  return { here, child, status, ended };
}

const conducted = (...args: Parameters<typeof start>): Promise<Conducted> => start(...args).ended;

/** How the run is told to whoever looks: all must agree. */
const told = ({ code, shown, status }: Conducted) => ({
  code,
  shown: shown?.state,
  report: readReport(join(status.runDir, 'report.json')).state,
  status: `${status.state} ${status.exitCode}`,
});
const codesOf = (report: Report | undefined) => report?.findings.map(({ code }) => code);

function expectNothingLeft({ status }: Conducted): void {
  const { survivors } = findSurvivors({ mark: { name: MARK_VARIABLE, value: status.mark, prefix: true } });
  expect(survivors).toEqual([]);
  expect(existsSync(status.workspace.dir)).toBe(false);
  expect(existsSync(storePlaces(status.workdir).lockFile)).toBe(false);
}

test('a run that passes is on record as passed, and its workspace is gone', async () => {
  const run = await conducted('passes', ({ root }) => ({ out: join(root, 'out') }));
  expect(told(run)).toEqual({ code: 0, shown: 'passed', report: 'passed', status: 'passed 0' });
  expectNothingLeft(run);
  const out = run.status.outDir ?? '';
  expect(readReport(join(out, 'report.json')).state).toBe('passed');
  expect(readdirSync(out).sort()).toEqual(readdirSync(run.status.runDir).sort());
});

test('its workspace stays when it is to be kept', async () => {
  const { status } = await conducted('passes', () => ({ keep: true }));
  expect(status.workspace.kept).toBe(true);
  expect(existsSync(status.workspace.dir)).toBe(true);
});

describe('a work that throws', () => {
  test('something else than a finding is a fault of ours: 70, with the stack in a report', async () => {
    const run = await conducted('throws a TypeError');
    expect(told(run)).toEqual({ code: 70, shown: 'crashed', report: 'crashed', status: 'crashed 70' });
    expect(run.shown?.verdict?.reasons[0]).toMatch(/^TypeError: Cannot read properties of undefined .* at /);
    expectNothingLeft(run);
  });

  test('a finding fails the run, and bad input is told as such', async () => {
    const found = await conducted('finds something');
    expect(told(found)).toEqual({ code: 1, shown: 'failed', report: 'failed', status: 'failed 1' });
    expect(codesOf(found.shown)).toEqual(['package-json-missing']);
    const bad = await conducted('is given bad input');
    expect(told(bad)).toMatchObject({ code: 2, report: 'failed', status: 'failed 2' });
    for (const run of [found, bad]) expectNothingLeft(run);
  });

  test('and cannot be closed is told by what it threw first', async () => {
    const run = await conducted('finds something and cannot be closed');
    expect(told(run)).toMatchObject({ code: 1, shown: 'failed' });
    expect(codesOf(run.shown)).toEqual(['package-json-missing']);
  });
});

test('a work that cannot be closed is a fault, and the run is ended all the same', async () => {
  const run = await conducted('cannot be closed');
  expect(told(run)).toMatchObject({ code: 70, status: 'crashed 70' });
  expect(run.shown?.verdict?.reasons[0]).toContain('the second closing failed');
  expectNothingLeft(run);
});

test.runIf(process.platform === 'linux')(
  'a process that is still there at the end is ended, and is a finding',
  async () => {
    const run = await conducted('leaves a process');
    expect(told(run)).toEqual({ code: 1, shown: 'failed', report: 'failed', status: 'failed 1' });
    expect(run.shown?.findings).toMatchObject([
      { code: 'processes-left-behind', args: { count: 1, commands: expect.stringMatching(/^\d+ sleep 60$/) } },
    ]);
    expectNothingLeft(run);
  },
);

describe('a record that cannot be written is no pass,', () => {
  test('for whoever looks at the status as for whoever ran it', async () => {
    const run = await conducted('has no place for its report');
    expect(run).toMatchObject({
      code: 4,
      shown: { state: 'incomplete' },
      status: { state: 'incomplete', exitCode: 4 },
    });
    expect(run.shown?.verdict?.reasons).toContain('the record of the run could not be written');
    expect(run.stderr).toMatch(/^error store-write-failed: /m);
    expectNothingLeft(run);
  });

  test('nor one that cannot be copied where it is wanted', async () => {
    const run = await conducted('passes', ({ root }) => {
      mkdirSync(join(root, 'out', 'events.jsonl', 'in-the-way'), { recursive: true });
      return { out: join(root, 'out') };
    });
    expect(told(run)).toEqual({ code: 4, shown: 'incomplete', report: 'incomplete', status: 'incomplete 4' });
  });
});

describe('a signal', () => {
  test('ends the work, and the run is on record as interrupted, with no word about what the work had to leave', async () => {
    const { child, status, ended } = start('waits for the end');
    await eventually('the work is under way', () => status()?.progress.planned === 1);
    child.kill('SIGTERM');
    const run = await ended;
    expect(told(run)).toEqual({ code: 143, shown: 'interrupted', report: 'interrupted', status: 'interrupted 143' });
    expect(codesOf(run.shown)).toEqual([]);
    expectNothingLeft(run);
  });

  test('that comes when the work is done is no pass either', async () => {
    const run = await conducted('is interrupted when it is done');
    expect(told(run)).toEqual({ code: 143, shown: 'interrupted', report: 'interrupted', status: 'interrupted 143' });
    expectNothingLeft(run);
  });

  test('that comes again ends a work that does not end, and the record and the lock are not left open', async () => {
    const { child, status, ended } = start('never ends');
    await eventually('the work is under way', () => status()?.stage === 'smokes');
    // A signal is a second one when it comes 300 ms after the first.
    const again = setInterval(() => child.kill('SIGINT'), 100);
    onTestFinished(() => clearInterval(again));
    const run = await ended;
    expect(run).toMatchObject({ code: 130, shown: undefined, status: { state: 'interrupted', exitCode: 130 } });
    expect(existsSync(storePlaces(run.status.workdir).lockFile)).toBe(false);
  });
});

test('an error that nobody catches is on record as a fault, not as an interruption', async () => {
  const run = await conducted('fails where nobody looks');
  expect(run).toMatchObject({ code: 70, shown: undefined, status: { state: 'crashed', exitCode: 70 } });
  expect(run.stderr).toContain('error fault: ');
  expect(existsSync(storePlaces(run.status.workdir).lockFile)).toBe(false);
});

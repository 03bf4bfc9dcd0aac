import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { finding } from './findings/finding.ts';
import { logs } from './logs.ts';
import { openRun } from './run/recorder.ts';
import type { RunHandle } from './run/recording.ts';
import { asCommand, asJson, eventually, heldRun, pastRun, type ScratchRun, scratchRun } from './run/scratch-run.ts';

const passed = { state: 'passed', verdict: 'pass', exitCode: 0 } as const;

function emitSmoke(run: RunHandle, name: string, printed: { stdout: string; stderr: string }): void {
  const dir = join(run.evidenceDir, name.replaceAll(' ', '-'));
  mkdirSync(dir);
  const file = (stream: 'stdout' | 'stderr'): string => {
    writeFileSync(join(dir, stream), printed[stream]);
    return join(dir, stream);
  };
  const command = {
    line: `ktx ${name}`,
    cwd: '/',
    ended: 'exit 0',
    durationMs: 1,
    stdoutFile: file('stdout'),
    stderrFile: file('stderr'),
    stdoutBytes: printed.stdout.length,
    stderrBytes: printed.stderr.length,
    heldOpen: false,
  };
  const record = { steps: [], commands: [command], survivors: [] };
  const startedAt = '2026-11-20T09:00:00.000Z';
  const facts = { name, suite: 's', file: 'a.ts', title: name, required: true, outcome: 'passed', startedAt } as const;
  run.emit({ type: 'smoke-finished', result: { ...facts, durationMs: 1, record } });
}

async function runWithSmokes(here: ScratchRun): Promise<RunHandle> {
  const run = await openRun(here);
  run.emit({ type: 'stage-started', stage: 'smokes' });
  emitSmoke(run, 'status one', { stdout: 'one out\n', stderr: '' });
  emitSmoke(run, 'status two', { stdout: 'two \u001b[31mout', stderr: 'two err\n' });
  await run.finish(passed);
  return run;
}

test('tells the events of the last run here, and of any run by the beginning of its id, from anywhere', async () => {
  const here = scratchRun();
  const elsewhere = { ...scratchRun(), stateHome: here.stateHome };
  const run = await runWithSmokes(here);
  const { stdout } = await asCommand(here, (io) => logs({}, io));
  expect(stdout).toContain('smokes');
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('passed');
  expect((await asCommand(elsewhere, (io) => logs({ run: run.id.slice(0, 17) }, io))).stdout).toBe(stdout);
  const { document } = await asJson(elsewhere, 'run-log', (io) => logs({ run: run.id, json: true }, io));
  expect(document.events?.map(({ type }) => type)).toEqual([
    'run-started',
    'stage-started',
    'smoke-finished',
    'smoke-finished',
    'run-finished',
  ]);
});

test('shows what the commands of a smoke printed, apart or one stream as it is', async () => {
  const here = scratchRun();
  await runWithSmokes(here);
  const both = await asCommand(here, (io) => logs({ smoke: 'two' }, io));
  expect(both.stdout).toBe(
    '--- status two: ktx status two (stdout)\ntwo \u001b[31mout\n--- status two: ktx status two (stderr)\ntwo err\n',
  );
  expect((await asCommand(here, (io) => logs({ smoke: 'status', stream: 'stderr' }, io))).stdout).toBe('two err\n');
  const { document } = await asJson(here, 'run-log', (io) => logs({ stream: 'stdout', json: true }, io));
  expect(document.streams?.map(({ smoke, text }) => [smoke, text])).toEqual([
    ['status one', 'one out\n'],
    ['status two', 'two \u001b[31mout'],
  ]);
});

test('keeps control characters of what was printed from a terminal', async () => {
  const here = scratchRun();
  await runWithSmokes(here);
  const { stdout } = await asCommand(here, (io) => {
    io.stdout.isTTY = true;
    return logs({ smoke: 'two', stream: 'stdout' }, io);
  });
  expect(stdout).toBe('two out\n');
});

test('says which stream file is gone', async () => {
  const here = scratchRun();
  const run = await runWithSmokes(here);
  rmSync(run.evidenceDir, { recursive: true });
  const { stdout } = await asCommand(here, (io) => logs({ smoke: 'one', stream: 'stdout' }, io));
  expect(stdout).toMatch(/^\(.*stdout is not there\)\n$/);
});

test('says why a run failed: its findings with their next steps, and its verdict', async () => {
  const here = scratchRun();
  const run = await openRun(here);
  const found = finding('python-missing', { reason: 'no python3 on PATH' });
  run.emit({ type: 'finding', finding: found });
  await run.finish({ state: 'failed', verdict: 'FAIL  thing is not releasable', exitCode: 1 });
  const { stdout } = await asCommand(here, (io) => logs({}, io));
  const lines = stdout.trimEnd().split('\n');
  expect(
    lines.filter((line) => line.endsWith(` warning python-missing: ${found.message} Next: ${found.remediation}`)),
  ).toHaveLength(1);
  expect(lines.at(-2)).toMatch(/ FAIL {2}thing is not releasable$/);
  expect(lines.at(-1)).toBe('failed');
});

test('follows a run to its end', async () => {
  const here = scratchRun();
  const run = await openRun(here);
  const following = asCommand(here, (io) => logs({ follow: true }, io));
  for (const stage of ['preflight', 'pack', 'inspect'] as const) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    run.emit({ type: 'stage-finished', stage, outcome: 'passed', durationMs: 1 });
  }
  await run.finish(passed);
  const { code, stdout } = await following;
  expect(code).toBe(0);
  expect(stdout.match(/preflight|pack|inspect/g)).toEqual(['preflight', 'pack', 'inspect']);
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('passed');
});

test('follows a run into its crash, over a line that was cut off', async () => {
  const here = scratchRun();
  const held = await heldRun(here);
  const following = asCommand(here, (io) => logs({ run: held.id, follow: true }, io));
  appendFileSync(join(here.workdir, '.shakedown', 'runs', held.id, 'events.jsonl'), '{"v":1,');
  await held.kill();
  expect((await following).stdout.trimEnd().split('\n').at(-1)).toBe(`crashed: process ${held.child.pid} has ended`);
});

test('follows over an event that is seen half written', async () => {
  const here = scratchRun();
  const run = await openRun(here);
  const event = { v: 1, seq: 2, at: new Date().toISOString(), runId: run.id };
  const line = JSON.stringify({ ...event, type: 'stage-finished', stage: 'pack', outcome: 'passed', durationMs: 1 });
  appendFileSync(run.eventsFile, line.slice(0, 40));
  let shown = '';
  const following = asCommand(here, (io) => {
    const write = (text: string, done?: () => void): void => {
      shown += text;
      done?.();
    };
    return logs({ follow: true }, { ...io, stdout: { write } });
  });
  await eventually('the first line', () => shown.includes('verify'));
  appendFileSync(run.eventsFile, `${line.slice(40)}\n`);
  await run.finish(passed);
  await following;
  expect(shown).toContain('pack');
});

test('stops to follow when it is told to', async () => {
  const here = scratchRun();
  const run = await openRun(here);
  const controller = new AbortController();
  const following = asCommand(here, (io) => logs({ follow: true }, { ...io, signal: controller.signal }));
  controller.abort();
  expect((await following).code).toBe(0);
  await run.finish(passed);
});

test.each([
  [{ run: '2' }, 'run-ambiguous'],
  [{ run: 'nonsense' }, 'run-not-found'],
  [{ smoke: 'unheard-of' }, 'smoke-not-in-run'],
  [{ stream: 'stdin' }, 'option-value-unknown'],
  [{ follow: true, json: true }, 'options-contradict'],
  [{ follow: true, smoke: 'one' }, 'options-contradict'],
])('refuses %j: %s', async (options, code) => {
  const here = scratchRun();
  await pastRun(here, 60_000);
  await runWithSmokes(here);
  await expect(asCommand(here, (io) => logs(options, io))).rejects.toMatchObject({ findings: [{ code }] });
});

test('says that no run is on record where there is none', async () => {
  await expect(asCommand(scratchRun(), (io) => logs({}, io))).rejects.toMatchObject({
    findings: [{ code: 'no-run-here' }],
  });
});

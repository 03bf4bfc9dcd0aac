import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StageName } from '../../schemas/types.ts';
import { MARK_VARIABLE } from '../../smoke/process/mark.ts';
import { findSurvivors } from '../../smoke/process/survivors.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { addScript, exitOf, onlyReport, openWorkplace, type Workplace } from './workplace.ts';

/** Starts a verify of `subject` and sends it `signal` the moment that `moment` can be read of its progress. */
async function interruptAt(place: Workplace, moment: RegExp, signal: NodeJS.Signals, subject: string[] = []) {
  let said = '';
  let sent = false;
  const running = place.start(['verify', ...subject, '--verbose'], {
    onOutput: (stream, chunk) => {
      if (stream !== 'stderr' || sent) return;
      said += chunk.toString();
      if (!moment.test(said) || running.pid === undefined) return;
      sent = true;
      process.kill(running.pid, signal);
    },
  });
  const result = await running.result;
  return { result, sent };
}

async function expectNothingLeft(place: Workplace): Promise<void> {
  const { runId } = parseAs(
    'status',
    JSON.parse(await readFile(join(place.dir, '.shakedown', 'status.json'), 'utf8')),
    'status.json',
  );
  const { survivors } = findSurvivors({ mark: { name: MARK_VARIABLE, value: runId, prefix: true }, dir: place.tmp });
  expect(survivors).toEqual([]);
  expect(await readdir(place.tmp)).toEqual([]);
  expect(await readdir(join(place.dir, '.shakedown'))).not.toContain('lock.json');
}

const stages: StageName[] = ['preflight', 'pack', 'inspect', 'registry', 'publish', 'install', 'identity', 'smokes'];
const moments: [string, RegExp][] = [
  ...stages.map((stage): [string, RegExp] => [stage, new RegExp(`^\\.\\.\\.   ${stage}$`, 'm')]),
  ['the middle of the smokes', /^pass +daemon > /m],
];

test.for(moments)('Ctrl-C during %s: exit 130, on record as interrupted, nothing is left', async ([, moment]) => {
  await using place = await openWorkplace();
  const { result, sent } = await interruptAt(place, moment, 'SIGINT');
  expect(sent, result.stderr).toBe(true);
  expect(exitOf(result), result.stderr).toBe(130);
  const report = await onlyReport(place);
  expect(report.state).toBe('interrupted');
  await expectNothingLeft(place);
});

// In turn: what follows a signal differs by the moment, and by the signal in its exit code alone.
const others = moments.map(([when, moment], at) =>
  at % 2 === 0
    ? ({ signal: 'SIGTERM', code: 143, when, moment } as const)
    : ({ signal: 'SIGHUP', code: 129, when, moment } as const),
);

test.for(others)(
  '$signal during $when ends a run as Ctrl-C does, with exit $code',
  async ({ signal, code, moment }) => {
    await using place = await openWorkplace();
    const { result } = await interruptAt(place, moment, signal);
    expect(exitOf(result), result.stderr).toBe(code);
    await expectNothingLeft(place);
  },
);

test('Ctrl-C ends a script of the package that ignores SIGTERM and SIGINT, and what it had started', async () => {
  await using place = await openWorkplace();
  const source = await place.copyOfReference();
  const started = join(place.home, 'started');
  const stubborn = `trap '' TERM INT HUP; (trap '' TERM INT HUP; sleep 300) & touch '${started}'; sleep 300; sleep 300`;
  await addScript(source, 'prepack', stubborn);
  const running = place.start(['verify', source]);
  await expect
    .poll(
      () =>
        access(started).then(
          () => true,
          () => false,
        ),
      { timeout: 30_000 },
    )
    .toBe(true);
  if (running.pid !== undefined) process.kill(running.pid, 'SIGINT');
  const result = await running.result;
  expect(exitOf(result), result.stderr).toBe(130);
  expect((await onlyReport(place)).state).toBe('interrupted');
  await expectNothingLeft(place);
});

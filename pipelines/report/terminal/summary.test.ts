import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report, SmokeResult } from '../../../schemas/types.ts';
import type { EventBody } from '../../run/event-body.ts';
import { concluded, sampleEvents, sampleFinding, sampleSmoke, sampleTools } from '../sample-run.ts';
import { type SummaryOptions, summaryText } from './summary.ts';

let runDir: string;
beforeAll(() => {
  runDir = mkdtempSync(join(tmpdir(), 'summary-'));
  mkdirSync(join(runDir, 'logs'));
  const flood = Array.from({ length: 1000 }, (_, index) => `line ${index + 1}`).join('\n');
  writeFileSync(join(runDir, 'logs/prune.stdout'), `Removed stale KTX Python runtimes\n\u001b[31m${flood}\u001b[0m\n`);
  writeFileSync(join(runDir, 'logs/prune.stderr'), '');
});
afterAll(() => rmSync(runDir, { recursive: true, force: true }));

const plain: SummaryOptions = { quiet: false, color: false };

/** The summary as it is in the golden files: the run's directory has a fixed name there. */
function shown(report: Report, options: Partial<SummaryOptions> = {}): string {
  return summaryText(report, { ...plain, ...options }).replaceAll(runDir, '[RUN]');
}

function golden(name: string): string {
  return join(import.meta.dirname, 'golden', `${name}.txt`);
}

const passing = [
  sampleSmoke('install > prints its version', { line: 9, durationMs: 118 }),
  sampleSmoke('daemon > start, health, stop', { line: 20, durationMs: 1420 }),
  sampleSmoke('install > 寸法 of what is on disk', { line: 30, durationMs: 64 }),
  sampleSmoke('paths > a root with spaces', { required: false }),
  sampleSmoke('paths > drive letters', { outcome: 'not-applicable', reason: 'Windows only', durationMs: 0 }),
];

function failedPrune(): SmokeResult {
  return sampleSmoke('prune > refuses without --yes', {
    line: 41,
    outcome: 'failed',
    durationMs: 310,
    errors: [
      {
        message: 'ktx runtime prune: stdout is not empty',
        diff: '- Expected\n+ Received\n\n- \n+ Removed stale KTX Python runtimes',
        at: 'ktx/prune.smoke.ts:47:5',
      },
    ],
    record: {
      sandboxDir: '/tmp/shakedown/k3x9/prune-refuses',
      steps: [
        { title: 'given a runtime of an older version', outcome: 'passed', durationMs: 12 },
        { title: 'when prune runs without a flag', outcome: 'failed', durationMs: 298 },
      ],
      commands: [
        {
          line: 'ktx runtime status',
          cwd: '/p',
          ended: 'exit 0',
          durationMs: 90,
          stdoutFile: 'logs/status.stdout',
          stderrFile: 'logs/status.stderr',
          stdoutBytes: 0,
          stderrBytes: 0,
          heldOpen: false,
        },
        {
          line: "cd '/tmp/it'\\''s here' && KTX_RUNTIME_ROOT=/tmp/s/root node_modules/.bin/ktx runtime prune",
          cwd: "/tmp/it's here",
          ended: 'exit 0',
          durationMs: 190,
          stdoutFile: 'logs/prune.stdout',
          stderrFile: join(runDir, 'logs/prune.stderr'),
          stdoutBytes: 9000,
          stderrBytes: 0,
          heldOpen: true,
        },
      ],
      survivors: [{ pid: 4711, startTime: '12', command: 'python3 -m ktx_daemon' }],
    },
  });
}

function failing(): EventBody[] {
  const gone = sampleSmoke('doctor > before install', {
    outcome: 'failed',
    errors: [{ message: 'expected exit 1, found exit 0' }],
    record: {
      steps: [],
      survivors: [],
      commands: [
        {
          line: 'cd /p && ktx runtime doctor',
          cwd: '/p',
          ended: 'timed out after 10000 ms',
          durationMs: 10_004,
          stdoutFile: 'logs/gone.stdout',
          stderrFile: 'logs/prune.stderr',
          stdoutBytes: 1,
          stderrBytes: 0,
          heldOpen: false,
        },
      ],
    },
  });
  return [
    ...sampleEvents([
      ...passing,
      failedPrune(),
      gone,
      sampleSmoke('zone > advises', { outcome: 'failed', required: false }),
    ]),
    { type: 'finding', finding: sampleFinding },
    {
      type: 'finding',
      finding: {
        ...sampleFinding,
        code: 'files-entry-unused',
        severity: 'warning',
        where: {},
        message: 'the entry lib matches nothing.',
      },
    },
  ];
}

const evidence = () => ({ evidence: { dir: runDir, files: ['report.json', 'junit.xml', 'events.jsonl'] } });
const completed = { kind: 'completed' } as const;

describe('the summary', () => {
  test('of a pass', async () => {
    await expect(shown(concluded(sampleEvents(passing), completed, evidence()))).toMatchFileSnapshot(golden('pass'));
  });

  test('of a failure', async () => {
    const policy = { file: 'policies/next one.json', sha256: 'a'.repeat(64) };
    const report = concluded(failing(), completed, { ...evidence(), policy });
    await expect(shown(report)).toMatchFileSnapshot(golden('fail'));
  });

  test('tells a failure that is the same in several cells once, and how to try it again in each', () => {
    const failed = (cell: string, message: string) =>
      sampleSmoke('a > b', { cell, outcome: 'failed', errors: [{ message }] });
    const smokes = [
      failed('x-node@1', 'no: 1\npid 2'),
      failed('y-node@1', 'no: 1\npid 3'),
      failed('z-node@1', 'no: 2'),
    ];
    const text = shown(concluded(sampleEvents(smokes), completed, evidence()));
    expect(text).toMatch(/\na > b \[x-node@1\] .*\n {2}difference\n {4}no: 1\n {4}pid 2\n/s);
    expect(text).toContain(
      "\na > b [y-node@1]  ktx/a.smoke.ts\n  as in x-node@1; its own output is in the report\n  run just this again\n    shakedown verify fixtures/ktx --cell y-node@1 --only 'a > b'\n",
    );
    expect(text).not.toContain('pid 3');
    expect(text).toMatch(/\na > b \[z-node@1\] .*\n {2}difference\n {4}no: 2\n/s);
  });

  test('shows what decides before what only advises', () => {
    const failed = { outcome: 'failed' as const };
    const smokes = [sampleSmoke('a > advises', { ...failed, required: false }), sampleSmoke('b > decides', failed)];
    const text = shown(concluded(sampleEvents(smokes), completed, evidence()));
    expect(text.indexOf('b > decides  ktx/b.smoke.ts')).toBeLessThan(text.indexOf('a > advises  ktx/a.smoke.ts'));
    expect(text).toContain('a > advises  ktx/a.smoke.ts');
  });

  test('of an incomplete run, with the stand-in', async () => {
    const { python: _, ...tools } = sampleTools;
    const smokes = [
      ...passing,
      sampleSmoke('doctor > after install', { outcome: 'skipped', reason: 'no python3 on PATH', durationMs: 0 }),
    ];
    const events = sampleEvents(smokes, { tools: { ...tools, uv: { path: '/x', version: '1', kind: 'stand-in' } } });
    await expect(shown(concluded(events, completed, evidence()))).toMatchFileSnapshot(golden('incomplete'));
  });

  test('of an interrupted run', async () => {
    const events = sampleEvents(passing, { planned: 31 }).slice(0, -5);
    const report = concluded(events, { kind: 'interrupted', signal: 'SIGINT' }, evidence());
    await expect(shown(report)).toMatchFileSnapshot(golden('interrupted'));
  });

  test('of a run that was not ready', async () => {
    const blocker = {
      code: 'npm-missing',
      expected: 'npm 10 or later on PATH',
      found: 'none',
      remediation: 'Install npm.',
    };
    const reportWith = (...blockers: (typeof blocker)[]) =>
      concluded(
        [{ type: 'preflight-checked', preflight: { ready: false, blockers, blocker: 'npm-missing' } }],
        completed,
        evidence(),
      );
    await expect(shown(reportWith(blocker))).toMatchFileSnapshot(golden('not-ready'));
    const several = shown(reportWith(blocker, { ...blocker, code: 'disk-full', remediation: 'Make room.' }));
    expect(several).toContain('\nNext (1 of 2 blockers): Install npm.\n');
    expect(several).toMatch(
      /\nNot ready\n.*npm-missing.*\n {4}Next: Install npm\.\n.*disk-full.*\n {4}Next: Make room\.\n/,
    );
  });

  test('in a terminal of 40 columns cuts names, keeps times in line, and loses nothing that is to be pasted', async () => {
    const text = shown(concluded(failing(), completed, evidence()), { columns: 40 });
    await expect(text).toMatchFileSnapshot(golden('narrow'));
    const table = text.slice(text.indexOf('Stages'), text.indexOf('Evidence'));
    const rows = table.split('\n').filter((row) => /^ {2}\S/.test(row) && !/Windows only|advisory/.test(row));
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter((row) => row.length > 40)).toEqual([]);
    expect(text).toContain("shakedown verify fixtures/ktx --only 'prune > refuses without --yes'");
  });

  test('that is longer than the screen says its verdict again at its end', () => {
    const report = concluded(sampleEvents(passing), completed, evidence());
    const lines = shown(report).split('\n').length - 1;
    expect(shown(report, { rows: lines + 1 })).toBe(shown(report));
    expect(shown(report, { rows: lines })).toBe(`${shown(report)}\n${report.verdict?.line}\n`);
  });

  test('has a table for each suite, and names one that was not run', () => {
    const suites: Report['suites'] = [
      { name: 'ktx-runtime@1', smokes: 'required', chosen: true, needed: true },
      { name: 'ktx-hardening', smokes: 'advisory', chosen: true, needed: false },
      { name: 'ktx-more', smokes: 'advisory', chosen: false, needed: false },
    ];
    const hardening = sampleSmoke('links > are not followed', {
      suite: 'ktx-hardening',
      required: false,
      outcome: 'failed',
    });
    const report = concluded(sampleEvents([...passing, hardening]), completed, { ...evidence(), suites });
    const text = shown(report);
    expect(text).toMatch(
      /Smokes of ktx-runtime@1\n( {2}(pass|n\/a) +.*\n){5}\nSmokes of ktx-hardening\n {2}\w+ {2}links > .*\(advisory\)\n/,
    );
    expect(text).toContain('Smokes of ktx-more: not run (--suite ktx-more runs them)\n');
  });

  test('when quiet is the verdict alone, and for a failure what failed', async () => {
    expect(shown(concluded(sampleEvents(passing), completed, evidence()), { quiet: true })).toBe(
      'PASS  @kaelio/ktx 0.1.0 is releasable: 3 of 3 required smokes passed in 4.9 s\n',
    );
    await expect(shown(concluded(failing(), completed, evidence()), { quiet: true })).toMatchFileSnapshot(
      golden('quiet'),
    );
  });

  test('has its only control sequences from our own colours, whatever the package prints', () => {
    const evil = '\u001b[2J\u001b]0;owned\u0007\u0007\r\u009b31mPASS\u202e';
    const smoke = sampleSmoke(`a > ${evil}`, {
      outcome: 'failed',
      errors: [{ message: evil, diff: `+${evil}`, at: evil }],
    });
    const events: EventBody[] = [
      ...sampleEvents([smoke]),
      { type: 'finding', finding: { ...sampleFinding, message: evil, where: { file: evil } } },
    ];
    const report = concluded(events, completed, { subject: evil });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is how colours are set
    const isOurs = /\u001b\[\d+m/g;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be there
    const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/;
    expect(summaryText(report, { ...plain, color: true }).replace(isOurs, '')).not.toMatch(controls);
    expect(summaryText(report, plain)).not.toMatch(controls);
  });
});

/** Events and reports for tests: a small run with fixed times, and how it may differ. */

import type {
  Cell,
  Finding,
  PackageComparison,
  Report,
  RunEvent,
  SmokeResult,
  StageName,
  Tools,
} from '../../schemas/types.ts';
import type { EventBody } from '../run/event-body.ts';
import { applyEvent, newReport, type ReportMeta } from './report.ts';
import { type Ending, judge } from './verdict.ts';

const startedAt = '2026-11-02T10:00:00.000Z';

export const sampleMeta: ReportMeta = {
  runId: '20261102-100000-k3x9',
  subject: 'fixtures/ktx',
  project: 'ktx',
  suite: 'ktx-runtime@1',
  suites: [{ name: 'ktx-runtime@1', smokes: 'required', chosen: true, needed: true }],
  shakedownVersion: '0.1.0',
  startedAt,
  evidence: { dir: '/work/run', files: ['report.json', 'junit.xml', 'events.jsonl'] },
  environment: { node: '24.21.0', platform: 'linux', arch: 'x64' },
};

export const sampleTools: Tools = {
  binDir: '/run/bin',
  systemDirs: ['/usr/bin', '/bin'],
  node: { path: '/opt/node/bin/node', version: '24.21.0' },
  npm: { path: '/opt/node/bin/npm', version: '11.19.0' },
  python: { path: '/usr/bin/python3', version: '3.11.2' },
  uv: { path: '/usr/bin/uv', version: '0.9.1', kind: 'real' },
};

const artifact: EventBody = {
  type: 'artifact-ready',
  artifact: {
    schemaVersion: 1,
    name: '@kaelio/ktx',
    version: '0.1.0',
    file: 'kaelio-ktx-0.1.0.tgz',
    sha256: '3f'.repeat(32),
    integrity: `sha512-${'A'.repeat(86)}==`,
    size: 15482,
    unpackedSize: 61234,
    entries: [
      { path: 'package.json', size: 900, mode: 0o644 },
      { path: 'dist/bin.js', size: 2100, mode: 0o755 },
    ],
    bins: { ktx: './dist/bin.js' },
    source: { kind: 'directory', spec: 'fixtures/ktx', revision: '0a1b2c3', dirty: true },
  },
};

const identity = {
  type: 'identity-proved' as const,
  handovers: (
    [
      'local file',
      'registry dist.integrity',
      'bytes downloaded back',
      'lockfile in the project',
      'running CLI',
    ] as const
  ).map((at) => ({ at, expected: 'sha512-AAAA', found: 'sha512-AAAA', same: true })),
} satisfies EventBody;

/** A smoke that passed, unless told otherwise. */
export function sampleSmoke(name: string, differs: Partial<SmokeResult> = {}): SmokeResult {
  const [stem = name, title = name] = name.split(' > ');
  return {
    name,
    suite: 'ktx-runtime@1',
    file: `ktx/${stem}.smoke.ts`,
    title,
    required: true,
    outcome: 'passed',
    startedAt,
    durationMs: 120,
    ...differs,
  };
}

export const sampleFinding: Finding = {
  code: 'bin-missing',
  severity: 'error',
  where: { stage: 'inspect', file: 'package.json', pointer: '/bin/ktx' },
  args: { bin: 'ktx', path: './dist/bin.js' },
  message: 'the bin ktx is expected at ./dist/bin.js, found no such file in the tarball.',
  remediation: 'Add dist to "files" in package.json.',
};

/** Stage by stage, each with its events inside it; the stages of a run up to `until`. */
export function sampleEvents(
  smokes: readonly SmokeResult[],
  { tools = sampleTools, planned = smokes.length }: { tools?: Tools; planned?: number } = {},
): EventBody[] {
  return [
    {
      type: 'run-started',
      subject: 'fixtures/ktx',
      project: 'ktx',
      suite: 'ktx-runtime@1',
      pid: 4242,
      startTime: '99',
      version: '0.1.0',
    },
    ...stage('preflight', 12, [
      { type: 'preflight-checked', preflight: { ready: true, blockers: [] } },
      { type: 'tools-found', tools },
    ]),
    { type: 'stage-started', stage: 'registry' },
    ...stage('pack', 240, [artifact]),
    ...stage('inspect', 31),
    { type: 'process-started', role: 'registry', pid: 4243, startTime: '100', port: 43210 },
    { type: 'stage-finished', stage: 'registry', outcome: 'passed', durationMs: 510 },
    ...stage('publish', 260),
    ...stage('identity', 95, [identity]),
    ...stage('install', 1240),
    ...stage('smokes', 2600, [
      { type: 'smokes-planned', total: planned },
      ...smokes.flatMap((result): EventBody[] => [
        { type: 'smoke-started', name: result.name },
        { type: 'smoke-finished', result },
      ]),
    ]),
  ];
}

/** A stage that passed, with what happened in it. */
function stage(name: StageName, durationMs: number, inside: readonly EventBody[] = []): EventBody[] {
  return [
    { type: 'stage-started', stage: name },
    ...inside,
    { type: 'stage-finished', stage: name, outcome: 'passed', durationMs },
  ];
}

/** The events with version, sequence, time (one each 50 ms) and run id. */
export function recorded(bodies: readonly EventBody[]): RunEvent[] {
  return bodies.map((body, index) => ({
    v: 1,
    seq: index + 1,
    at: new Date(Date.parse(startedAt) + index * 50).toISOString(),
    runId: sampleMeta.runId,
    ...body,
  }));
}

/** The report of the events as far as they go, the run still going on. */
export function reportOf(bodies: readonly EventBody[], meta: Partial<ReportMeta> = {}): Report {
  return recorded(bodies).reduce(applyEvent, newReport({ ...sampleMeta, ...meta }));
}

/** The report with its verdict, as the pipeline ends a run. */
export function concluded(
  bodies: readonly EventBody[],
  ending: Ending = { kind: 'completed' },
  meta: Partial<ReportMeta> = {},
): Report {
  const durationMs = 4860;
  const { state, exitCode, line, reasons } = judge(reportOf(bodies, meta), ending, durationMs);
  return reportOf([...bodies, { type: 'run-finished', state, exitCode, verdict: line, reasons, durationMs }], meta);
}

export const sampleMatrix = {
  note: {
    code: 'uv-missing',
    severity: 'warning',
    where: {},
    args: { reason: 'no uv on PATH' },
    message: 'no uv',
    remediation: 'Put uv on PATH.',
  } satisfies Finding,
};

/** A cell before it is tried. */
function sampleCell(id: string, differs: Partial<Cell> = {}): Cell {
  return {
    id,
    manager: { name: id.startsWith('pnpm') ? 'pnpm' : 'npm', version: '11.21.2' },
    node: { name: 'node', version: '22.23.3' },
    primary: false,
    required: true,
    lowest: false,
    smokes: 'all',
    outcome: 'not-run',
    ...differs,
  };
}

/** A run over these cells, each with the smokes that are its own; all passed, unless told otherwise. */
export function sampleMatrixEvents(
  ids: readonly string[],
  smokes: readonly SmokeResult[],
  differs: Readonly<Record<string, Partial<Cell>>> = {},
): EventBody[] {
  const ofRun = sampleEvents([]).filter((event) => !('stage' in event && /identity|install|smokes/.test(event.stage)));
  const cells = ids.map((id) => sampleCell(id, { primary: id === 'npm@11-node@22', ...differs[id] }));
  return [
    ...ofRun.filter(({ type }) => type !== 'identity-proved' && type !== 'smokes-planned'),
    { type: 'cells-planned', cells: cells.map((cell) => ({ ...cell, outcome: 'not-run' })) },
    ...cells.flatMap(({ id: cell, outcome, reason }): EventBody[] => {
      const own = smokes.filter((each) => each.cell === cell);
      const inCell = (events: EventBody[]): EventBody[] =>
        events.map((event) =>
          event.type === 'stage-started' || event.type === 'stage-finished' ? { ...event, cell } : event,
        );
      return [
        { type: 'cell-started', cell },
        ...inCell(stage('install', 900)),
        ...inCell(stage('identity', 80, [{ ...identity, cell }])),
        ...inCell(
          stage('smokes', 1500, [
            { type: 'smokes-planned', total: own.length, cell },
            ...own.map((result): EventBody => ({ type: 'smoke-finished', result })),
          ]),
        ),
        {
          type: 'cell-finished',
          cell,
          outcome: outcome === 'not-run' || outcome === 'running' ? 'passed' : outcome,
          ...(reason === undefined ? {} : { reason }),
          durationMs: 2480,
        },
      ];
    }),
  ];
}

/** With an earlier version, in which nothing was different. */
export function sampleComparison(from: string): PackageComparison {
  const amounts = { before: 1, after: 1 };
  return {
    from,
    to: '0.1.0',
    step: 'minor',
    mayBreak: true,
    mayAdd: true,
    sizes: { packed: amounts, unpacked: amounts, files: amounts },
    files: { added: [], removed: [], renamed: [], changed: [], same: 1 },
    dependencies: [],
  };
}

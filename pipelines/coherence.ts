/** `shakedown coherence`: every place that states the version says the same, and the registry can take that version. */
import type { CoherencePlace, CoherenceReport, CoherenceRule } from '../schemas/types.ts';
import { openBench } from './artifact/bench.ts';
import { digestOf } from './artifact/digest.ts';
import { type DirectorySubject, resolveSubject } from './artifact/subject.ts';
import { InputError } from './findings/errors.ts';
import { describeFinding, finding } from './findings/finding.ts';
import { loadPolicy, requirePolicyFor } from './policy/load-policy.ts';
import { exitCodeOf } from './report/exit-code.ts';
import { plural } from './report/quantities.ts';
import { type Line, type Meaning, span } from './report/terminal/line.ts';
import { sayDocument, sayLines } from './run/command-io.ts';
import { columnLines } from './run/run-lines.ts';
import { type CoherenceRequest, checkCoherence, type VersionsIo } from './versions/check-coherence.ts';
import { installTarball } from './versions/install-tarball.ts';
import { negativeControl } from './versions/negative-control.ts';

export interface CoherenceOptions {
  policy: string;
  tarball?: string;
  registry?: string;
  offline?: boolean;
  control?: boolean;
  json?: boolean;
}

/**
 * Compares; changes nothing.
 * @param spec the source directory
 * @returns the exit code: 1 for a disagreement, 4 when something could not be asked
 * @throws InputError for a subject, a policy, a tarball or a registry that is none; NotReady without a place to work in
 */
export async function coherence(spec: string, options: CoherenceOptions, io: VersionsIo): Promise<number> {
  const subject = await sourceSubject(spec, 'shakedown coherence', io);
  const policy = await loadPolicy(options.policy, io.cwd);
  requirePolicyFor(policy, subject.manifest.name);
  const registry = registryOf(options);
  const tarball = options.tarball === undefined ? undefined : await givenTarball(options.tarball, io);

  await using bench = openBench(io);
  const command: CoherenceRequest['command'] = tarball
    ? await installTarball(tarball.file, { bench, offline: registry === 'left-out', env: io.env, signal: io.signal })
    : { from: 'source' };
  const checked = await checkCoherence({ subject, policy, command, registry, ...(tarball ? { tarball } : {}) }, io);
  const report = options.control
    ? await withControl(checked, { subject, policy, ...(tarball ? { tarball } : {}) }, io)
    : checked;
  if (options.json) await sayDocument(io, 'coherence', report);
  else await sayLines(io, coherenceLines(report));
  return report.exitCode;
}

/** @throws InputError when `spec` is anything but a source directory */
export async function sourceSubject(
  spec: string,
  command: string,
  io: Pick<VersionsIo, 'cwd'>,
): Promise<DirectorySubject> {
  const subject = await resolveSubject(spec, { cwd: io.cwd });
  if (subject.kind === 'directory') return subject;
  throw new InputError(finding('coherence-needs-source', { subject: spec, command }));
}

async function givenTarball(spec: string, io: VersionsIo): Promise<NonNullable<CoherenceRequest['tarball']>> {
  const subject = await resolveSubject(spec, { cwd: io.cwd });
  if (subject.kind !== 'tarball') throw new InputError(finding('coherence-tarball-needed', { found: spec }));
  return { file: subject.file, integrity: (await digestOf(subject.file)).integrity };
}

function registryOf({ registry, offline }: CoherenceOptions): CoherenceRequest['registry'] {
  if (offline) return 'left-out';
  if (registry === undefined) return {};
  if (!URL.canParse(registry) || !/^https?:/.test(registry)) {
    throw new InputError(finding('coherence-registry-invalid', { found: registry }));
  }
  return { url: registry };
}

async function withControl(
  report: CoherenceReport,
  source: Pick<CoherenceRequest, 'subject' | 'policy' | 'tarball'>,
  io: VersionsIo,
): Promise<CoherenceReport> {
  const control = await negativeControl(source, io);
  const told = {
    holds: `each of ${plural(control.trials.length, 'change')} on purpose was noticed`,
    failed: 'the negative control failed',
    missing: 'the negative control could not be run',
  }[control.verdict];
  const verdict = worse(
    report.verdict,
    ({ holds: 'passed', failed: 'failed', missing: 'incomplete' } as const)[control.verdict],
  );
  const line = `${report.line}; ${told}`;
  return { ...report, verdict, exitCode: exitCodeOf({ kind: verdict }), line, control };
}

function worse(a: CoherenceReport['verdict'], b: CoherenceReport['verdict']): CoherenceReport['verdict'] {
  if (a === 'failed' || b === 'failed') return 'failed';
  return a === 'incomplete' || b === 'incomplete' ? 'incomplete' : 'passed';
}

const meanings: Readonly<Record<CoherencePlace['state'] | CoherenceRule['state'], { word: string; means: Meaning }>> = {
  agrees: { word: 'agrees', means: 'good' },
  holds: { word: 'holds', means: 'good' },
  'already-satisfied': { word: 'done', means: 'good' },
  differs: { word: 'differs', means: 'bad' },
  missing: { word: 'missing', means: 'bad' },
  broken: { word: 'broken', means: 'bad' },
  unknown: { word: 'unknown', means: 'warn' },
  'left-out': { word: 'left out', means: 'warn' },
  'not-applicable': { word: 'n/a', means: 'faint' },
};

const verdicts = {
  passed: { word: 'COHERENT', means: 'good' },
  failed: { word: 'NOT COHERENT', means: 'bad' },
  incomplete: { word: 'INCOMPLETE', means: 'warn' },
} as const;

/** The verdict, then every place, then what was changed on purpose, then each disagreement with its next step. */
export function coherenceLines(report: CoherenceReport): Line[] {
  const { package: subject, places, rules, control, findings, verdict, line } = report;
  const rows = [
    ...places.map(({ state, where, says, note }) => ({ state, where, text: says ?? note ?? '' })),
    ...rules.map(({ state, rule, note }) => ({ state, where: `registry: ${rule}`, text: note })),
  ];
  const table = columnLines(
    rows.map(({ state, where, text }) => [span(meanings[state].means, `  ${meanings[state].word}`), where, text]),
  );
  const tried = (control?.trials ?? []).map(({ noticed, where, from, to, saw }) => [
    noticed ? span('good', '  noticed') : span('bad', '  unnoticed'),
    where,
    `${from} -> ${to}`,
    ...(noticed ? [] : [saw]),
  ]);
  const told = [...findings, ...(control?.findings ?? [])].flatMap((found): Line[] => [
    [span(found.severity === 'error' ? 'bad' : 'warn', found.severity), ` ${describeFinding(found)}`],
    [`  Next: ${found.remediation}`],
  ]);
  return [
    [span(verdicts[verdict].means, verdicts[verdict].word), `  ${subject.name} ${subject.version}: ${line}`],
    ...table,
    ...(tried.length > 0 ? [[span('strong', 'Changed on purpose')], ...columnLines(tried)] : []),
    ...told,
  ];
}

/** `shakedown defects`: how much of what can be wrong the smokes and findings notice, and whether they cry wolf. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Defect, DefectResult, DefectsReport } from '../schemas/types.ts';
import { parseAs } from '../smoke/schema/validate.ts';
import { healthyOf, notReached, resultOf, scoreOf, stateOf, usesOf } from './defects/assess.ts';
import { type Crew, openCrew } from './defects/crew.ts';
import { defectFile, staleIn } from './defects/edits.ts';
import { findGround, installHealthy, type Workplace } from './defects/ground.ts';
import { chooseFrom, inOrderOfWork, loadKit, referencePackage } from './defects/kit.ts';
import { onRecord } from './defects/on-record.ts';
import type { Examination, Ground } from './defects/orders.ts';
import { createProgress, type Progress } from './defects/progress.ts';
import { reportLines, verdictLine } from './defects/table.ts';
import { InputError } from './findings/errors.ts';
import { finding } from './findings/finding.ts';
import { Interrupted } from './interruption.ts';
import type { Io } from './io.ts';
import { contractOf } from './policy/contract-of.ts';
import { loadPolicy } from './policy/load-policy.ts';
import { exitCodeOf } from './report/exit-code.ts';
import { replaceFileSync } from './run/atomic-file.ts';
import { diagnosticsOf, sayDocument, sayLines } from './run/command-io.ts';
import { openRun } from './run/recorder.ts';
import type { RunHandle } from './run/recording.ts';
import { stateHomeOf } from './run/registration.ts';
import { conductStages } from './run/stages.ts';
import { packageRoot, shakedownVersion } from './version.ts';

export interface DefectsOptions {
  /** defects with one of these in their id, area or title, whatever the case; all without any */
  only?: readonly string[];
  /** another kit than fixtures/defects, absolute */
  kitDir?: string;
  /** every smoke on every defect */
  thorough?: boolean;
  json?: boolean;
}

const program = join(import.meta.dirname, 'defects', 'worker.ts');

/** Most of the time a worker waits for a process; each takes some 220 MB. */
const crewSize = Math.min(4, Math.max(2, availableParallelism() + 1));

/**
 * Runs the kit.
 * @returns the exit code: 0 only when each defect was caught by what it names, and the healthy package passes
 * @throws InputError when a defect does not fit the reference package; NotReady when the run cannot begin
 */
export async function defects(options: DefectsOptions, io: Io): Promise<number> {
  const chosen = chooseFrom(await loadKit(options.kitDir), options.only ?? []);
  const [stale, ...others] = await staleIn(chosen, referencePackage);
  if (stale) throw new InputError(stale, ...others);
  const policy = await loadPolicy(join(packageRoot, 'release-policy.json'), io.cwd);
  const { contract } = contractOf(policy);
  const diagnostics = diagnosticsOf(io);
  const run = await openRun({
    workdir: io.cwd,
    project: policy.policy.npm.packages[0] ?? contract.name,
    suite: 'defects',
    subject: 'fixtures/ktx',
    version: shakedownVersion,
    stateHome: stateHomeOf(io.env),
    now: io.now,
    warn: (found) => diagnostics.report(found),
  });
  const progress = createProgress(io.stderr, io.env, chosen.length);
  const startedAt = performance.now();
  const seen: Seen = { results: new Map() };
  const report = (interruptedBy?: Interrupted): DefectsReport =>
    reportOf(run, chosen, seen, { options, durationMs: performance.now() - startedAt, interruptedBy });

  const finished = await onRecord<DefectsReport>({
    run,
    interruption: io.signal,
    leaveTerminal: () => progress.close(),
    endOf: ({ state, exitCode, line }) => ({
      state,
      exitCode,
      verdict: line,
      reasons: state === 'passed' ? [] : [line],
    }),
    async work(closing) {
      closing.defer(() => progress.close());
      const stages = conductStages(run.emit, io.signal);
      try {
        const place = await stages.run('preflight', () =>
          findGround(run, { contract, policy }, io, (found) => diagnostics.report(found)),
        );
        seen.place = place;
        const { env, work: cwd } = place.box;
        const log = join(run.logsDir, 'workers.log');
        const crew = closing.use(await openCrew({ program, size: crewSize, env, cwd, log, signal: io.signal }));
        progress.started('the healthy package is packed and installed');
        const healthy = await installHealthy(run, stages, place);
        progress.finished('the healthy package is packed and installed');
        await stages.run('smokes', () => examineAll(chosen, { ...place.base, healthy }, crew, seen, progress, options));
        return report();
      } catch (error) {
        if (io.signal.reason instanceof Interrupted) return report(io.signal.reason);
        throw error;
      }
    },
  });
  replaceFileSync(join(run.dir, 'defects.json'), `${JSON.stringify(finished, null, 2)}\n`);
  diagnostics.finish();
  if (options.json) await sayDocument(io, 'defects-report', finished);
  else await sayLines(io, reportLines(finished));
  return finished.exitCode;
}

/** What is known so far. */
interface Seen {
  place?: Workplace;
  healthy?: Examination;
  results: Map<string, DefectResult>;
}

async function examineAll(
  chosen: readonly Defect[],
  ground: Ground,
  crew: Crew,
  seen: Seen,
  progress: Progress,
  { only, thorough = false }: DefectsOptions,
): Promise<void> {
  const healthy = async (): Promise<void> => {
    progress.started('the healthy package');
    const examination = await crew.ask({ kind: 'healthy', ground, ...(only && !thorough ? smokesOf(chosen) : {}) });
    seen.healthy = examination;
    requireKnownSmokes(chosen, examination);
    progress.finished('the healthy package');
  };
  const examine = async (defect: Defect): Promise<void> => {
    const examination = await crew.ask({ kind: 'defect', ground, defect, thorough }, () => progress.started(defect.id));
    const result = resultOf(defect, examination);
    seen.results.set(defect.id, result);
    progress.finished(defect.id, result);
  };
  await Promise.all([healthy(), ...inOrderOfWork(chosen).map(examine)]);
}

/** What the healthy package must pass where a few defects were chosen; all, where only findings are to notice those. */
function smokesOf(chosen: readonly Defect[]): { only?: readonly string[] } {
  const named = new Set(chosen.flatMap(({ caughtBy }) => ('smoke' in caughtBy ? [caughtBy.smoke] : [])));
  return named.size > 0 ? { only: [...named] } : {};
}

/** @throws InputError for each defect that names a smoke that there is not */
function requireKnownSmokes(chosen: readonly Defect[], { smokes }: Examination): void {
  const [first, ...others] = chosen.flatMap(({ id, caughtBy }) =>
    'smoke' in caughtBy && !smokes.some(({ name }) => name === caughtBy.smoke)
      ? [finding('defect-expects-nobody', { smoke: caughtBy.smoke, known: smokes.length }, { file: defectFile(id) })]
      : [],
  );
  if (first) throw new InputError(first, ...others);
}

function reportOf(
  run: RunHandle,
  chosen: readonly Defect[],
  seen: Seen,
  how: { options: DefectsOptions; durationMs: number; interruptedBy: Interrupted | undefined },
): DefectsReport {
  const { only: [first, ...others] = [], thorough = false } = how.options;
  const results = chosen.map((defect) => seen.results.get(defect.id) ?? notReached(defect, 'the run was interrupted'));
  const healthy = healthyOf(seen.healthy);
  const state = how.interruptedBy ? 'interrupted' : stateOf(results, healthy);
  const report: Omit<DefectsReport, 'line'> = {
    schemaVersion: 1,
    runId: run.id,
    shakedownVersion,
    startedAt: run.startedAt,
    durationMs: how.durationMs,
    state,
    exitCode: state === 'interrupted' ? (how.interruptedBy?.exitCode ?? 0) : exitCodeOf({ kind: state }),
    ...(first === undefined ? {} : { only: [first, ...others] }),
    thorough,
    ...(seen.place ? { tools: seen.place.tools } : {}),
    suites: (seen.place?.base.contract.suites ?? []).map(({ name }) => name),
    score: scoreOf(results),
    healthy,
    defects: results,
    ...(thorough && seen.healthy ? { smokes: usesOf(seen.healthy, results) } : {}),
    evidence: run.dir,
  };
  return parseAs('defects-report', { ...report, line: verdictLine(report) }, 'the report of the kit');
}

/** Takes a run from its first event to its verdict, whatever becomes of the work in between. */
import { cp } from 'node:fs/promises';
import type { Report, Verdict } from '../../schemas/types.ts';
import { MARK_VARIABLE } from '../../smoke/process/mark.ts';
import { awaitNoSurvivors, endSurvivors } from '../../smoke/process/survivors.ts';
import { InputError, StageFailure } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { atHardEnd, Interrupted } from '../interruption.ts';
import { exitCodeOf } from '../report/exit-code.ts';
import { applyEvent, newReport, type ReportMeta } from '../report/report.ts';
import { writeReport } from '../report/report-file.ts';
import type { Terminal } from '../report/terminal/terminal.ts';
import { type Ending, judge } from '../report/verdict.ts';
import { openRun, type RunOptions } from './recorder.ts';
import type { RunHandle } from './recording.ts';
import { conductStages, type Stages } from './stages.ts';
import { storeFault } from './store-fault.ts';

export interface Conduct {
  run: Omit<RunOptions, 'warn'>;
  report: Omit<ReportMeta, 'runId' | 'startedAt' | 'evidence'>;
  terminal: Terminal;
  interruption: AbortSignal;
  keep: boolean;
}

/**
 * Opens a run, does the work, ends what is left of it, judges, and puts all of it on record.
 * What the work registers on `closing` is closed before the verdict, last registered first, and never skipped.
 * @returns the exit code
 */
export async function conduct(
  options: Conduct,
  work: (run: RunHandle, stages: Stages, closing: AsyncDisposableStack) => Promise<void>,
): Promise<number> {
  const { terminal, interruption } = options;
  const run = await openRun({ ...options.run, warn: (found) => terminal.diagnostics.report(found) });
  let report = newReport({
    ...options.report,
    runId: run.id,
    startedAt: run.startedAt,
    evidence: {
      dir: run.dir,
      files: ['report.html', 'report.json', 'junit.xml', 'events.jsonl', 'artifact', 'logs', 'registry'],
    },
  });
  run.onEvent((event) => {
    report = applyEvent(report, event);
    terminal.onEvent(event);
  });
  const startedAt = performance.now();
  const judged = (ending: Ending): Verdict => judge(report, ending, performance.now() - startedAt);
  const endOf = ({ state, exitCode, line, reasons }: Verdict) => ({ state, exitCode, verdict: line, reasons });
  const takeBack = atHardEnd((end) => {
    terminal.close();
    run.finishSync(endOf(judged(end)));
  });

  let ending = await endingOf(run, interruption, work);
  if (options.keep || report.smokes.some(({ record }) => record?.sandboxDir)) run.keepWorkspace();
  ending = await orFault(ending, async () => {
    await endWhoIsLeft(run, ending.kind);
    await run.removeWorkspace();
    if (ending.kind !== 'completed') return ending;
    // Before the verdict, which has to say it where what was seen cannot be kept.
    return { kind: 'completed', unrecorded: !(await keepRecord(run, report, { terminal, out: options.run.out })) };
  });
  if (interruption.aborted) ending = { kind: 'interrupted', signal: signalOf(interruption) };

  await run.finish(endOf(judged(ending)));
  takeBack();
  const kept = await keepRecord(run, report, { terminal, out: options.run.out, page: true });
  if (ending.kind === 'completed' && !(kept && run.storeFaults.length === 0)) {
    const verdict = judged({ kind: 'completed', unrecorded: true });
    report = { ...report, state: verdict.state, verdict };
  }
  await terminal.finish(report);
  return report.verdict?.exitCode ?? exitCodeOf({ kind: 'fault' });
}

/** Does the work and closes what it opened; says how it came to its end. */
async function endingOf(
  run: RunHandle,
  interruption: AbortSignal,
  work: (run: RunHandle, stages: Stages, closing: AsyncDisposableStack) => Promise<void>,
): Promise<Ending> {
  try {
    await using closing = new AsyncDisposableStack();
    await work(run, conductStages(run.emit, interruption), closing);
    return { kind: 'completed' };
  } catch (error) {
    if (interruption.aborted) return { kind: 'interrupted', signal: signalOf(interruption) };
    // What the work threw, where closing failed besides.
    const cause = error instanceof SuppressedError ? error.suppressed : error;
    if (cause instanceof InputError) return { kind: 'bad-input' };
    // Its findings are in the report already.
    if (cause instanceof StageFailure) return { kind: 'completed' };
    return faultOf(cause);
  }
}

function faultOf(error: unknown): Ending {
  return { kind: 'fault', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** Ends a run in order, whatever happens: an error in that is a fault, unless there is something worse to say. */
async function orFault(ending: Ending, act: () => Promise<Ending>): Promise<Ending> {
  try {
    return await act();
  } catch (error) {
    return ending.kind === 'completed' ? faultOf(error) : ending;
  }
}

/** The census over all of the run's sandboxes: whoever is still there is ended, and after an orderly run is a finding. */
async function endWhoIsLeft(run: RunHandle, ending: Ending['kind']): Promise<void> {
  const query = { mark: { name: MARK_VARIABLE, value: run.mark, prefix: true }, dir: run.workspaceDir };
  const left = await awaitNoSurvivors(query, { withinMs: 500 });
  if (left.length === 0) return;
  await endSurvivors(query, { withinMs: 3_000 });
  if (ending === 'interrupted') return;
  const commands = left.map(({ pid, command }) => `${pid} ${command}`).join(', ');
  run.emit({ type: 'finding', finding: finding('processes-left-behind', { count: left.length, commands }) });
}

function signalOf(interruption: AbortSignal): NodeJS.Signals {
  return interruption.reason instanceof Interrupted ? interruption.reason.signal : 'SIGTERM';
}

/**
 * Writes the report as it is by now, with its page when it is the last word, and copies all evidence where it is wanted besides.
 * @returns false when that cannot be done: such a run must not pass
 */
async function keepRecord(
  run: RunHandle,
  report: Report,
  { terminal, out, page = false }: { terminal: Terminal; out: string | undefined; page?: boolean },
): Promise<boolean> {
  let at = run.dir;
  try {
    writeReport(run.dir, report);
    if (page) (await import('../report/page-file.ts')).writePage(run.dir, report);
    if (out === undefined) return true;
    at = out;
    await cp(run.dir, out, { recursive: true, force: true });
    return true;
  } catch (error) {
    terminal.diagnostics.report(storeFault(error, at));
    return false;
  }
}

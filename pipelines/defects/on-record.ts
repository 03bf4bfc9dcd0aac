/** Takes a run of the kit from its first moment to its end on record, whatever becomes of the work in between. */
import { MARK_VARIABLE } from '../../smoke/process/mark.ts';
import { awaitNoSurvivors, endSurvivors } from '../../smoke/process/survivors.ts';
import { InputError, StageFailure } from '../findings/errors.ts';
import { atHardEnd, Interrupted } from '../interruption.ts';
import { exitCodeOf } from '../report/exit-code.ts';
import type { RunEnd, RunHandle } from '../run/recording.ts';
import { NotReady } from '../run/store-fault.ts';

interface OnRecord<T> {
  run: RunHandle;
  interruption: AbortSignal;
  /** What it opens on `closing` is closed before the end, last opened first. */
  work: (closing: AsyncDisposableStack) => Promise<T>;
  /** How a run whose work came to its end, or was interrupted, ended. */
  endOf: (result: T) => RunEnd;
  /** The terminal is to be left as it was found. Synchronous. */
  leaveTerminal: () => void;
}

/**
 * Does the work, ends what is left of it, removes the workspace and records the end.
 * @throws what the work throws, when all of that is done
 */
export async function onRecord<T>({ run, interruption, work, endOf, leaveTerminal }: OnRecord<T>): Promise<T> {
  const takeBack = atHardEnd((end) => {
    leaveTerminal();
    run.finishSync(endOfError(end.kind === 'interrupted' ? new Interrupted(end.signal) : new Error(end.message)));
  });
  let end: RunEnd | undefined;
  try {
    const result = await closingAll(work);
    end = endOf(result);
    return result;
  } catch (error) {
    end = endOfError(interruption.aborted ? interruption.reason : error);
    throw error;
  } finally {
    await endWhoIsLeft(run);
    await run.removeWorkspace();
    await run.finish(end ?? endOfError(new Error('the run ended without a result')));
    takeBack();
  }
}

async function closingAll<T>(work: (closing: AsyncDisposableStack) => Promise<T>): Promise<T> {
  await using closing = new AsyncDisposableStack();
  return await work(closing);
}

/** Workers that were killed could not end what they had started: it carries the run's mark. */
async function endWhoIsLeft(run: RunHandle): Promise<void> {
  const query = { mark: { name: MARK_VARIABLE, value: run.mark, prefix: true }, dir: run.workspaceDir };
  if ((await awaitNoSurvivors(query, { withinMs: 200 })).length > 0) await endSurvivors(query, { withinMs: 3_000 });
}

function endOfError(error: unknown): RunEnd {
  const message = error instanceof Error ? error.message : String(error);
  const end = (state: RunEnd['state'], exitCode: number): RunEnd => ({
    state,
    exitCode,
    verdict: message.split('\n', 1)[0] ?? message,
    reasons: [message],
  });
  if (error instanceof Interrupted) return end('interrupted', error.exitCode);
  if (error instanceof InputError) return end('failed', exitCodeOf({ kind: 'bad-input' }));
  if (error instanceof NotReady) return end('incomplete', exitCodeOf({ kind: 'not-ready' }));
  if (error instanceof StageFailure) return end('failed', exitCodeOf({ kind: 'failed' }));
  return end('crashed', exitCodeOf({ kind: 'fault' }));
}

/** Tries the package in every cell: while the smokes of one run, the next is set up. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SmokeContext, SmokeResult } from '../../schemas/types.ts';
import { InputError, StageFailure } from '../findings/errors.ts';
import type { SmokeName } from '../policy/suites.ts';
import type { Emit } from '../run/event-body.ts';
import { conductStages } from '../run/stages.ts';
import type { PreparedSmokes, SmokeSuite } from '../smokes/run-smokes.ts';
import { type CellEnd, judgeCell, reasonOf } from './judge-cell.ts';
import type { ReadyCell } from './prepare-cells.ts';
import { type Ground, type SetUpCell, setUpCell } from './set-up-cell.ts';

export interface Trying {
  ground: Ground;
  runner: Promise<PreparedSmokes>;
  suites: readonly SmokeSuite[];
  only?: string;
  failFast: boolean;
  repeat?: number | undefined;
  keep: boolean;
  /** Whether a smoke decides the verdict where its cell does. */
  isRequired: (smoke: SmokeName) => boolean;
  /** The smokes of this cell; undefined: all of the suites. */
  namesFor: (cell: ReadyCell['cell']) => ReadonlySet<string> | undefined;
  emit: Emit;
  /** Interruption from outside. */
  signal: AbortSignal;
}

/**
 * No cell's failure keeps another from being tried, unless the first failure is to end the run.
 * @throws whatever is neither a finding about the package nor an interruption, when all have ended
 */
export async function tryCells(cells: readonly ReadyCell[], trying: Trying): Promise<void> {
  const { signal, failFast } = trying;
  const ended = new AbortController();
  const all = AbortSignal.any([signal, ended.signal]);
  const attempts = cells.map((cell, at) => new Attempt(cell, at, { ...trying, signal: all }));
  try {
    for (const [at, attempt] of attempts.entries()) {
      if (all.aborted) break;
      const setUp = attempt.setUp();
      await setUp;
      // The smokes keep the processors busy; what an install waits for can pass meanwhile.
      const next = attempts[at + 1]?.setUp();
      const end = await attempt.tryOut();
      if (failFast && end.outcome === 'failed' && attempt.decides) ended.abort(new EndedEarly());
      await next;
    }
  } finally {
    ended.abort(new EndedEarly());
    await Promise.allSettled(attempts.map((attempt) => attempt.settled()));
  }
}

/** Another cell has ended the run. */
class EndedEarly extends Error {
  override name = 'EndedEarly';
}

class Attempt {
  readonly #ready: ReadyCell;
  readonly #at: number;
  readonly #trying: Trying;
  readonly #emit: Emit;
  #setUp: Promise<SetUpCell | CellEnd> | undefined;
  /** Without what it waited while another cell's smokes ran. */
  #busyMs = 0;
  #isTold = false;

  constructor(ready: ReadyCell, at: number, trying: Trying) {
    this.#ready = ready;
    this.#at = at;
    this.#trying = trying;
    this.#emit = emitIn(ready.cell, trying.emit);
  }

  get decides(): boolean {
    return this.#ready.cell.required;
  }

  /** Begins it, once; what becomes of that is told by tryOut(). */
  async setUp(): Promise<void> {
    this.#setUp ??= this.#begin();
    await this.#setUp.catch(() => undefined);
  }

  /** Of one that was begun while another was tried, and never came to its turn, is told what became of it. */
  async settled(): Promise<void> {
    const made = await this.#setUp;
    if (made && !this.#isTold) this.#end('outcome' in made ? made : { outcome: 'interrupted' });
  }

  async #begin(): Promise<SetUpCell | CellEnd> {
    const { tools, cell } = this.#ready;
    if (!tools) return { outcome: 'not-applicable', ...(cell.reason ? { reason: cell.reason } : {}) };
    const { ground, emit, signal } = this.#trying;
    const startedAt = performance.now();
    emit({ type: 'cell-started', cell: cell.id });
    const stages = conductStages(this.#emit, signal);
    try {
      return await setUpCell({ cell, tools }, this.#at, ground, { stages, emit: this.#emit });
    } catch (error) {
      if (error instanceof StageFailure || error instanceof InputError) {
        return { outcome: 'failed', reason: reasonOf(error) };
      }
      if (signal.aborted) return { outcome: 'interrupted' };
      throw error;
    } finally {
      this.#busyMs += performance.now() - startedAt;
    }
  }

  /** Runs the smokes of the cell that was set up, and tells how it came out. */
  async tryOut(): Promise<CellEnd> {
    const made = await (this.#setUp ?? this.#begin());
    if ('outcome' in made) return this.#end(made);
    const { signal } = this.#trying;
    const stages = conductStages(this.#emit, signal);
    const startedAt = performance.now();
    try {
      const results = await stages.run('smokes', async () => {
        const found = await this.#runSmokes(made);
        signal.throwIfAborted();
        return found;
      });
      this.#busyMs += performance.now() - startedAt;
      return this.#end(
        made.problem ? { outcome: 'failed', reason: made.problem } : judgeCell(results, this.#trying.isRequired),
      );
    } catch (error) {
      if (signal.aborted) return this.#end({ outcome: 'interrupted' });
      throw error;
    }
  }

  async #runSmokes({ projectDir, tools, smokeCell }: SetUpCell): Promise<SmokeResult[]> {
    const { cell } = this.#ready;
    const { ground, runner, suites, only, failFast, repeat, keep, isRequired, namesFor, signal } = this.#trying;
    const evidence = join(ground.run.evidenceDir, cell.id);
    await mkdir(evidence, { recursive: true });
    const context: SmokeContext = {
      runId: ground.run.id,
      mark: ground.run.mark,
      project: { dir: projectDir },
      cell: smokeCell,
      subject: { name: ground.artifact.manifest.name, version: ground.artifact.manifest.version },
      tools,
      network: ground.network,
      sandboxesDir: ground.run.sandboxesDir,
      evidenceDir: evidence,
      keep,
    };
    const names = namesFor(cell);
    const prepared = await runner;
    return await prepared.run({
      context,
      cell: cell.id,
      suites,
      ...(only === undefined ? {} : { only }),
      ...(names === undefined ? {} : { names }),
      failFast,
      repeat,
      signal,
      emit: this.#trying.emit,
      requiredOf: (smoke) => cell.required && isRequired(smoke),
    });
  }

  #end(end: CellEnd): CellEnd {
    this.#isTold = true;
    this.#trying.emit({ type: 'cell-finished', cell: this.#ready.cell.id, ...end, durationMs: this.#busyMs });
    return end;
  }
}

/** What happens in a cell says so; where the cell decides nothing, nothing in it is an error. */
function emitIn({ id, required }: ReadyCell['cell'], emit: Emit): Emit {
  return (event) => {
    if (event.type === 'stage-started' || event.type === 'stage-finished') emit({ ...event, cell: id });
    else if (event.type === 'finding') {
      const { finding } = event;
      const severity = required || finding.severity !== 'error' ? finding.severity : 'warning';
      emit({ type: 'finding', finding: { ...finding, severity, where: { ...finding.where, cell: id } } });
    } else emit(event);
  };
}

/** Conducts the stages of a run: each is said to start and to finish, and what one finds ends the others. */
import type { Finding, StageName } from '../../schemas/types.ts';
import { InputError, StageFailure } from '../findings/errors.ts';
import type { Emit } from './event-body.ts';

/** Why a stage was ended that did nothing wrong: another one failed. */
class EndedByAnother extends Error {
  override name = 'EndedByAnother';
  constructor(stage: StageName) {
    super(`ended because stage ${stage} failed`);
  }
}

interface StageWork<T> {
  act: () => Promise<T>;
  /** What to say of its result, one line. */
  detail?: (result: T) => string;
  /** Whether its failure ends the stages beside it; true by default. */
  endsOthers?: boolean;
}

export interface Stages {
  /** Aborted by an interruption from outside and by the first stage that fails. */
  readonly signal: AbortSignal;
  /**
   * Runs one stage.
   * @throws what `act` throws, after its findings were reported
   */
  run<T>(stage: StageName, work: (() => Promise<T>) | StageWork<T>): Promise<T>;
}

/** @param interruption aborts every stage */
export function conductStages(emit: Emit, interruption: AbortSignal): Stages {
  const failed = new AbortController();
  const signal = AbortSignal.any([interruption, failed.signal]);
  /** What a stage has failed with: the stage that waits for it did nothing wrong. */
  const told = new Set<unknown>();
  return {
    signal,
    async run(stage, work) {
      const { act, detail, endsOthers = true } = typeof work === 'function' ? { act: work, detail: undefined } : work;
      signal.throwIfAborted();
      const startedAt = performance.now();
      emit({ type: 'stage-started', stage });
      const finished = (outcome: 'passed' | 'failed' | 'interrupted', words?: string): void =>
        emit({
          type: 'stage-finished',
          stage,
          outcome,
          durationMs: performance.now() - startedAt,
          ...(words ? { detail: words } : {}),
        });
      try {
        const result = await act();
        finished('passed', detail?.(result));
        return result;
      } catch (error) {
        if (signal.aborted && (!isOwnFailure(error) || told.has(error))) {
          finished('interrupted');
        } else {
          told.add(error);
          for (const found of findingsOf(error)) emit({ type: 'finding', finding: placed(found, stage) });
          finished('failed');
          if (endsOthers) failed.abort(new EndedByAnother(stage));
        }
        throw error;
      }
    },
  };
}

/**
 * Waits for all of them and throws the first failure only then: nobody is left running behind it.
 * What was ended because another failed is no failure of its own.
 */
export async function together<T extends readonly unknown[]>(...work: { [K in keyof T]: Promise<T[K]> }): Promise<T> {
  let first: { error: unknown } | undefined;
  const results = await Promise.all(
    work.map((promise) =>
      promise.catch((error: unknown) => {
        if (!first || first.error instanceof EndedByAnother) first = { error };
        return undefined;
      }),
    ),
  );
  if (first) throw first.error;
  return results as unknown as T;
}

function isOwnFailure(error: unknown): boolean {
  return error instanceof StageFailure || error instanceof InputError;
}

function findingsOf(error: unknown): readonly Finding[] {
  return error instanceof StageFailure || error instanceof InputError ? error.findings : [];
}

function placed(found: Finding, stage: StageName): Finding {
  return { ...found, where: { stage, ...found.where } };
}

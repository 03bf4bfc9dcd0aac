/** What a deleting command would do, item by item, decided before anything is touched; and the doing of it. */
import type { CleanupItem } from '../../schemas/types.ts';
import { errorCode } from '../../smoke/process/error-code.ts';

interface Subject {
  readonly kind: CleanupItem['kind'];
  readonly name: string;
  readonly path?: string;
}

/** One item with its decision. `act` throws a `Refusal`, or what the file system says, when it cannot be done after all. */
export type Planned = Subject & { readonly reason: string; readonly bytes: number } & (
    | { readonly decision: 'delete'; readonly act: () => Promise<void> }
    | { readonly decision: 'kept' | 'refused' | 'not found' }
  );

/** It was to be deleted, and must not be. */
export class Refusal extends Error {
  override name = 'Refusal';
}

/** The item stays, and that is as it should be. */
export function keep(subject: Subject, reason: string): Planned {
  return { ...subject, reason, bytes: 0, decision: 'kept' };
}

/** The item must not be deleted, or may not be. */
export function refuse(subject: Subject, reason: string): Planned {
  return { ...subject, reason, bytes: 0, decision: 'refused' };
}

/** Nothing is removed without `force`; `dryRun` wins over it. */
export interface Consent {
  readonly force?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
}

export function mayAct({ force, dryRun }: Consent): boolean {
  return force === true && dryRun !== true;
}

/**
 * Does what is planned, one item after the other; one that fails does not stop the others.
 * @param signal once it is aborted, the items that are left are kept
 */
export async function carryOut(
  plan: readonly Planned[],
  consent: Consent,
  signal?: AbortSignal,
): Promise<CleanupItem[]> {
  const items: CleanupItem[] = [];
  for (const planned of plan) {
    const stopped = signal?.aborted === true && planned.decision === 'delete';
    items.push(await settle(stopped ? keep(planned, 'interrupted before it') : planned, mayAct(consent)));
  }
  return items;
}

async function settle(planned: Planned, acting: boolean): Promise<CleanupItem> {
  const { kind, name, path, reason, bytes } = planned;
  const item = { kind, name, ...(path === undefined ? {} : { path }), reason, bytes };
  if (planned.decision !== 'delete') return { ...item, result: planned.decision };
  if (!acting) return { ...item, result: 'would delete' };
  try {
    await planned.act();
    return { ...item, result: 'deleted' };
  } catch (error) {
    if (error instanceof Refusal) return { ...item, result: 'refused', reason: error.message, bytes: 0 };
    const code = errorCode(error);
    if (code === undefined) throw error;
    return { ...item, result: 'refused', reason: `the file system refused (${code})`, bytes: 0 };
  }
}

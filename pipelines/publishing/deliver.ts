/**
 * Brings a release to its registry: sends it, tries again what may go away by itself, and believes nobody but the
 * registry. Before each new try it is asked, because an answer that was lost is no release that was.
 */
import type { SendAttempt } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';
import { type Ending, failure, known, proved, type Release, shown, specOf } from './delivery-end.ts';
import type { Means } from './gather-facts.ts';
import { type Clock, pauseMs } from './patience.ts';
import { type Sent, send } from './send.ts';
import { isTransient } from './transient.ts';

export interface DeliverOptions {
  means: Means;
  clock: Clock;
  now: () => Date;
  /** aborted by a signal from outside */
  signal: AbortSignal;
  /** how long the registry may take to show it, milliseconds */
  visibleWithinMs: number;
  /** Hears of every attempt, before it and after. */
  onAttempt: (attempts: readonly SendAttempt[]) => void;
}

export type Delivered = Ending & { attempts: SendAttempt[] };

/** Four tries are some seven seconds of waiting, longer where the registry asks for it. */
const maxTries = 4;
/** A registry that asks for more is not waited for. */
const longestPauseMs = 120_000;
/** After a signal npm may finish what it is doing for so long; a second signal, or ten seconds, end all of it. */
const finishWithinMs = 4_000;

/** Resolves however it ended, an interruption included; rejects with a fault of ours. */
export async function deliver(release: Release, options: DeliverOptions): Promise<Delivered> {
  const attempts: SendAttempt[] = [];
  const { signal, now } = options;
  try {
    for (;;) {
      const attempt: SendAttempt = { startedAt: now().toISOString(), outcome: 'sending' };
      attempts.push(attempt);
      options.onAttempt(attempts);
      const sent = await sendPatiently(release, options);
      Object.assign(attempt, { endedAt: now().toISOString(), ...told(sent) });
      options.onAttempt(attempts);
      signal.throwIfAborted();
      const ending = await endingOf(sent, attempts.length, release, options);
      if ('outcome' in ending) return { ...ending, attempts };
      await options.clock.sleep(ending.againInMs, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    return { ...(await known(release, options.means)), attempts };
  }
}

async function endingOf(
  sent: Sent,
  tries: number,
  release: Release,
  { means, clock, visibleWithinMs, signal }: DeliverOptions,
): Promise<Ending | { againInMs: number }> {
  const { registry, integrity: expected } = release;
  const spec = specOf(release);
  switch (sent.kind) {
    case 'accepted': {
      if (release.intent === 'publish')
        return await shown(release, means, { withinMs: visibleWithinMs, clock, signal });
      const { stageId } = sent;
      return { outcome: 'staged', state: 'staged', findings: [], ...(stageId === undefined ? {} : { stageId }) };
    }
    case 'elsewhere':
      return failure(
        finding('publish-went-elsewhere', { release: spec, expected: registry, found: sent.registry }),
        'unknown',
      );
    case 'other bytes':
      return failure(finding('publish-sent-other-bytes', { release: spec, expected, found: sent.found }), 'unknown');
    case 'interrupted':
      throw new Error('npm was ended although nobody had asked for it');
    case 'refused': {
      const { code, reason } = sent;
      const there = await means.reader.version(release.name, release.version);
      if (there.kind === 'found') return await proved(release, means, there.value);
      if (!isTransient(code)) {
        // An earlier try may have arrived after all, and be what this one was refused for.
        const state = tries === 1 ? 'not-published' : 'unknown';
        return failure(finding('publish-refused', { release: spec, code, reason, registry }), state);
      }
      // npm does not show what its own answer asked for; that of our question, a moment later, is the same registry's.
      const againInMs = pauseMs(tries, there.kind === 'later' ? there.retryAfterMs : 0);
      if (tries < maxTries && againInMs <= longestPauseMs) return { againInMs };
      return failure(finding('publish-gave-up', { release: spec, tries, code, reason }), 'unknown');
    }
  }
}

/** An upload is not torn off at the first signal: it would be as likely there as not. */
async function sendPatiently(release: Release, { means, signal }: DeliverOptions): Promise<Sent> {
  const patience = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    timer = setTimeout(() => patience.abort(signal.reason), finishWithinMs);
  };
  signal.throwIfAborted();
  signal.addEventListener('abort', wait, { once: true });
  try {
    return await send({ ...release, npm: means.npm, signal: patience.signal });
  } finally {
    signal.removeEventListener('abort', wait);
    clearTimeout(timer);
  }
}

function told(sent: Sent): Pick<SendAttempt, 'outcome' | 'code' | 'reason'> {
  switch (sent.kind) {
    case 'accepted':
    case 'interrupted':
      return { outcome: sent.kind };
    case 'elsewhere':
      return { outcome: 'refused', reason: `npm was sending it to ${sent.registry}` };
    case 'other bytes':
      return { outcome: 'refused', reason: `npm says that it sent ${sent.found}` };
    case 'refused':
      return { outcome: 'refused', reason: sent.reason, ...(sent.code === '' ? {} : { code: sent.code }) };
  }
}

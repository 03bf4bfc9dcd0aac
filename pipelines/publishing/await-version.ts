/** A release is to be seen at its registry some time after it was published: minutes, at times. */
import type { PublishedVersion } from '../../schemas/types.ts';
import { type Clock, pauseMs } from './patience.ts';
import type { RegistryReader } from './registry-reader.ts';

export type Awaited = { waitedMs: number; questions: number } & (
  | { kind: 'visible'; document: PublishedVersion }
  | { kind: 'not visible'; found: string }
);

/**
 * Asks for the version's document until it is there, or the next question would come after `withinMs`.
 * @throws the reason of `signal`
 */
export async function awaitVersion(
  reader: Pick<RegistryReader, 'version'>,
  { name, version }: { name: string; version: string },
  { withinMs, clock, signal }: { withinMs: number; clock: Clock; signal: AbortSignal },
): Promise<Awaited> {
  const startedAt = clock.now();
  for (let questions = 1; ; questions += 1) {
    const answer = await reader.version(name, version);
    const waitedMs = clock.now() - startedAt;
    if (answer.kind === 'found') return { kind: 'visible', document: answer.value, waitedMs, questions };
    const pause = pauseMs(questions, answer.kind === 'later' ? answer.retryAfterMs : 0);
    if (waitedMs + pause > withinMs) {
      const found = answer.kind === 'absent' ? 'no such version' : answer.reason;
      return { kind: 'not visible', found, waitedMs, questions };
    }
    await clock.sleep(pause, signal);
  }
}

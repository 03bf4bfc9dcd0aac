import { expect, test } from 'vitest';
import { StageFailure } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import type { EventBody } from './event-body.ts';
import { conductStages, together } from './stages.ts';

const failure = () => new StageFailure(finding('package-json-missing', {}));

function recorded(interruption = new AbortController()) {
  const events: EventBody[] = [];
  const stages = conductStages((event) => events.push(event), interruption.signal);
  const outcomes = () =>
    events.flatMap((event) => (event.type === 'stage-finished' ? [`${event.stage} ${event.outcome}`] : []));
  const codes = () => events.flatMap((event) => (event.type === 'finding' ? [event.finding.code] : []));
  return { stages, outcomes, codes, interruption };
}

/** Ends when the signal does, as everything in a stage must. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

test('a stage that fails ends the one beside it, is the only one that failed, and says its finding once', async () => {
  const { stages, outcomes, codes } = recorded();
  const thrown = await together(
    stages.run('registry', () => untilAborted(stages.signal)),
    stages.run('pack', async () => {
      throw failure();
    }),
  ).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(StageFailure);
  expect(outcomes().sort()).toEqual(['pack failed', 'registry interrupted']);
  expect(codes()).toEqual(['package-json-missing']);
});

test('a stage whose failure ends no other lets the one beside it finish', async () => {
  const { stages, outcomes } = recorded();
  const other = Promise.withResolvers<void>();
  const both = together(
    stages.run('identity', {
      endsOthers: false,
      act: async () => {
        throw failure();
      },
    }),
    stages.run('smokes', () => other.promise),
  );
  both.catch(() => undefined);
  await expect.poll(outcomes).toEqual(['identity failed']);
  expect(stages.signal.aborted).toBe(false);
  other.resolve();
  await expect(both).rejects.toThrow(StageFailure);
  expect(outcomes()).toEqual(['identity failed', 'smokes passed']);
});

test('a stage that waits for the one that failed is interrupted, and its finding is said once', async () => {
  const { stages, outcomes, codes } = recorded();
  const installing = stages.run('install', async () => {
    throw failure();
  });
  const waiting = stages.run('identity', { act: () => installing, endsOthers: false });
  await expect(together(installing, waiting)).rejects.toThrow(StageFailure);
  expect(outcomes()).toEqual(['install failed', 'identity interrupted']);
  expect(codes()).toEqual(['package-json-missing']);
});

test('an interruption stops what runs and lets nothing start', async () => {
  const { stages, outcomes, interruption } = recorded();
  const running = stages.run('install', () => untilAborted(stages.signal));
  interruption.abort(new Error('Ctrl-C'));
  await expect(running).rejects.toThrow('Ctrl-C');
  await expect(stages.run('smokes', async () => undefined)).rejects.toThrow('Ctrl-C');
  expect(outcomes()).toEqual(['install interrupted']);
});

test('a fault of ours is thrown on and is no finding about the package', async () => {
  const { stages, outcomes, codes } = recorded();
  const fault = new TypeError('x is not a function');
  await expect(
    stages.run('inspect', async () => {
      throw fault;
    }),
  ).rejects.toBe(fault);
  expect(outcomes()).toEqual(['inspect failed']);
  expect(codes()).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { awaitVersion } from './await-version.ts';
import { type Clock, pauseMs } from './patience.ts';
import type { RegistryReader } from './registry-reader.ts';
import { integrity, publishedWith } from './sample-facts.ts';

type Answers = Awaited<ReturnType<RegistryReader['version']>>[];

/** Asks a registry that answers so, the last answer for ever, on a clock that only sleeping moves. */
async function awaited(answers: Answers, withinMs = 600_000) {
  const slept: number[] = [];
  let now = 0;
  const clock: Clock = {
    now: () => now,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
  };
  let asked = 0;
  const reader: Pick<RegistryReader, 'version'> = {
    async version() {
      asked += 1;
      return answers[Math.min(asked, answers.length) - 1] ?? { kind: 'absent' };
    },
  };
  const { signal } = new AbortController();
  const result = await awaitVersion(reader, { name: 'x', version: '1.0.0' }, { withinMs, clock, signal });
  return { result, slept };
}

const there: Answers[number] = { kind: 'found', value: publishedWith(integrity) };

test('a version that is there is not waited for', async () => {
  const { result, slept } = await awaited([there]);
  expect(result).toMatchObject({ kind: 'visible', questions: 1, waitedMs: 0 });
  expect(slept).toEqual([]);
});

test('a version that comes late is asked for at growing intervals', async () => {
  const { result, slept } = await awaited([{ kind: 'absent' }, { kind: 'absent' }, { kind: 'absent' }, there]);
  expect(result).toMatchObject({ kind: 'visible', questions: 4, waitedMs: 7_000 });
  expect(slept).toEqual([1_000, 2_000, 4_000]);
});

test('a version that does not come is given up within the budget, with what was found', async () => {
  const { result, slept } = await awaited([{ kind: 'absent' }], 20_000);
  expect(result).toEqual({ kind: 'not visible', found: 'no such version', questions: 5, waitedMs: 15_000 });
  expect(slept).toEqual([1_000, 2_000, 4_000, 8_000]);
});

describe('a registry that asks to be left alone', () => {
  const busy: Answers[number] = { kind: 'later', reason: 'HTTP 429', retryAfterMs: 12_000 };

  test('is left alone for that long', async () => {
    expect((await awaited([busy, there])).slept).toEqual([12_000]);
  });

  test('for longer than there is time is given up at once', async () => {
    const { result, slept } = await awaited([busy], 10_000);
    expect(result).toMatchObject({ kind: 'not visible', found: 'HTTP 429' });
    expect(slept).toEqual([]);
  });
});

test('a pause doubles up to half a minute, and is never shorter than asked for', () => {
  expect([1, 2, 3, 5, 6, 20].map((tries) => pauseMs(tries))).toEqual([1_000, 2_000, 4_000, 16_000, 30_000, 30_000]);
  expect(pauseMs(1, 500)).toBe(1_000);
  expect(pauseMs(1, 90_000)).toBe(90_000);
});

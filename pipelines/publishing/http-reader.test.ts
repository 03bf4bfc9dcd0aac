import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AnsweringServer, answeringServer } from '../registry/answering-server.ts';
import { httpReader } from './http-reader.ts';

let server: AnsweringServer;
beforeAll(async () => {
  server = await answeringServer();
});
beforeEach(() => {
  server.answers.clear();
  server.asked.length = 0;
});
afterAll(() => server[Symbol.asyncDispose]());

const reader = (signal = new AbortController().signal) => httpReader(server.url, signal);
const path = '/@scope/x/1.0.0-rc.1';
const version = () => reader().version('@scope/x', '1.0.0-rc.1');

test('a version is asked for by its own document, its bytes by their place', async () => {
  const integrity = server.serve({ name: '@scope/x', version: '1.0.0-rc.1' });
  const answer = await version();
  expect(answer).toMatchObject({ kind: 'found', value: { version: '1.0.0-rc.1', dist: { integrity } } });
  if (answer.kind !== 'found') throw new Error('nothing was found');
  expect(await reader().delivered(answer.value)).toEqual({ kind: 'found', value: integrity });
  expect(await reader().package('@scope/x')).toMatchObject({ value: { 'dist-tags': { latest: '1.0.0-rc.1' } } });
  expect(server.asked).toEqual([`GET ${path}`, 'GET /@scope/x/-/1.0.0-rc.1.tgz', 'GET /@scope/x']);
});

describe('what is no answer is told as its kind', () => {
  test.each([
    ['nothing there', { status: 404 }, { kind: 'absent' }],
    ['not allowed', { status: 403 }, { kind: 'refused', reason: expect.stringContaining('HTTP 403') }],
    ['not well', { status: 503 }, { kind: 'later', reason: expect.stringContaining('HTTP 503') }],
    ['asked too often', { status: 429, headers: { 'retry-after': '7' } }, { kind: 'later', retryAfterMs: 7_000 }],
    ['no document', { body: 'hello' }, { kind: 'later', reason: expect.stringContaining('expected object') }],
    [
      'half a document',
      { headers: { 'content-length': '1000' }, body: '{', breaksOff: true as const },
      { kind: 'unreachable' },
    ],
  ])('%s', async (_, answer, expected) => {
    server.answers.set(path, answer);
    expect(await version()).toMatchObject(expected);
  });

  test('nobody there', async () => {
    const gone = await answeringServer();
    await gone[Symbol.asyncDispose]();
    const answer = await httpReader(gone.url, new AbortController().signal).version('x', '1.0.0');
    expect(answer).toMatchObject({ kind: 'unreachable', reason: expect.stringContaining('ECONNREFUSED') });
  });
});

test('a question is ended by its signal, with its reason', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(reader(signal).version('x', '1.0.0')).rejects.toThrow('enough');
});

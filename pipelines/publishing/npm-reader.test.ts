import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answeringServer } from '../registry/answering-server.ts';
import { type NpmBench, openNpmBench } from '../registry/npm-bench.ts';
import { routeTo } from '../registry/route.ts';
import { askedTwice } from './asked-twice.ts';
import { npmReader } from './npm-reader.ts';
import type { RegistryReader } from './registry-reader.ts';

let bench: NpmBench;
beforeAll(() => {
  bench = openNpmBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

function readerOf(registry: string): RegistryReader {
  return npmReader({
    npm: (args) => bench.npm(args, { cwd: bench.root, env: bench.env, timeoutMs: 60_000 }),
    route: routeTo(registry, '@scope/x'),
    scratchDir: bench.root,
  });
}

test('npm says of a version, a package and its bytes what the registry does', async () => {
  await using server = await answeringServer();
  const integrity = server.serve({ name: '@scope/x', version: '1.0.0' });
  const reader = readerOf(server.url);
  const answer = await reader.version('@scope/x', '1.0.0');
  expect(answer).toMatchObject({ kind: 'found', value: { version: '1.0.0', dist: { integrity } } });
  if (answer.kind !== 'found') throw new Error('nothing was found');
  const into = join(bench.root, 'kept.tgz');
  expect(await reader.delivered(answer.value, into)).toEqual({ kind: 'found', value: integrity });
  expect(readFileSync(into).length).toBeGreaterThan(0);
  expect(await reader.package('@scope/x')).toMatchObject({
    kind: 'found',
    value: { 'dist-tags': { latest: '1.0.0' } },
  });
  expect(await reader.version('@scope/x', '2.0.0')).toEqual({ kind: 'absent' });
});

test('what is not there, refused, or reached by nobody is told apart', async () => {
  await using server = await answeringServer();
  const reader = readerOf(server.url);
  expect(await reader.package('@scope/x')).toEqual({ kind: 'absent' });
  server.answers.set('/@scope/x', { status: 403 });
  expect(await reader.package('@scope/x')).toMatchObject({ kind: 'refused', reason: expect.stringContaining('E403') });
  await server[Symbol.asyncDispose]();
  expect(await reader.package('@scope/x')).toMatchObject({
    kind: 'unreachable',
    reason: expect.stringContaining('ECONNREFUSED'),
  });
});

test('npm is asked where a stranger gets no answer, and for what strangers may not see', async () => {
  const says = (kind: 'absent' | 'refused' | 'later'): RegistryReader => {
    const answer = async () => (kind === 'absent' ? { kind } : { kind, reason: kind });
    return { version: answer, package: answer, delivered: answer };
  };
  const asked = async (stranger: 'absent' | 'refused' | 'later', restricted: boolean) =>
    (await askedTwice(says(stranger), says('absent'), restricted).package('x')).kind;
  expect(await asked('refused', false)).toBe('absent');
  // Whoever is not well is not asked again at once.
  expect(await asked('later', false)).toBe('later');
  const known = says('refused');
  expect((await askedTwice(says('absent'), known, true).package('x')).kind).toBe('refused');
  expect((await askedTwice(says('absent'), known, false).package('x')).kind).toBe('absent');
});

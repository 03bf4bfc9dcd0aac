import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { run } from '../../../smoke/process/run.ts';
import { packageMaker } from '../made-package.ts';
import { attw } from './attw.ts';
import { madeDirectory } from './made-directory.ts';
import { publint } from './publint.ts';
import { scan } from './scan.ts';
import { secrets } from './secrets.ts';

vi.mock(import('../../../smoke/process/run.ts'), { spy: true });

const canary = `npm_${'canary'.repeat(6)}`;
let dir: string;
beforeAll(async () => {
  dir = await madeDirectory({ 'package.json': '{"name":"x","version":"1.0.0"}', 'a.js': canary, 'a.d.ts': '' });
});
afterAll(() => rm(dir, { recursive: true }));

const inspection = (extracted: string) => ({
  extracted: async () => extracted,
  packageJson: { name: 'x', version: '1.0.0' },
  env: {},
  signal: undefined,
});

test('one that takes too long is ended', async () => {
  const outcome = await scan('secrets', inspection(dir), { timeoutMs: 1, heapMiB: 100 });
  expect(outcome).toEqual({ finished: false, how: 'timed out after 1 ms' });
});

test('one that takes too much memory ends by itself, and says how much that was', async () => {
  const outcome = await scan('attw', inspection(dir), { timeoutMs: 60_000, heapMiB: 10 });
  expect(outcome).toEqual({ finished: false, how: 'it needs more than the 10 MiB of memory that it may have' });
});

test('neither of its generations grows beyond what it may have', async () => {
  await scan('secrets', inspection(dir), { timeoutMs: 60_000, heapMiB: 48 });
  expect(vi.mocked(run).mock.lastCall?.[0]).toEqual(
    expect.arrayContaining(['--max-old-space-size=48', '--max-semi-space-size=2']),
  );
});

test('one that fails says how, and nothing of what it looked at', async () => {
  const broken = await madeDirectory({ 'package.json': `{"name": "${canary}` });
  try {
    const outcome = await scan('publint', inspection(broken), { timeoutMs: 60_000, heapMiB: 100 });
    expect(outcome).toEqual({ finished: false, how: 'exit 1' });
  } finally {
    await rm(broken, { recursive: true });
  }
});

test('memory does not grow with the number of files', async () => {
  const files = Object.fromEntries(Array.from({ length: 4_000 }, (_, index) => [`${index}.js`, 'a']));
  const many = await madeDirectory(files);
  try {
    const outcome = await scan('secrets', inspection(many), { timeoutMs: 60_000, heapMiB: 40 });
    expect(outcome).toMatchObject({ finished: true });
  } finally {
    await rm(many, { recursive: true });
  }
});

test('an interruption ends it', async () => {
  const interrupted = new AbortController();
  const scanning = scan(
    'attw',
    { ...inspection(dir), signal: interrupted.signal },
    { timeoutMs: 60_000, heapMiB: 300 },
  );
  interrupted.abort(new Error('enough'));
  await expect(scanning).rejects.toThrow('enough');
});

test('a package that cannot be scanned for secrets is not released; the other scanners only warn', async () => {
  await using maker = await packageMaker();
  const made = { files: { 'a.js': 'a', 'a.d.ts': 'export {};' } };
  // Nothing can be told to Node that it does not know: no scanner starts.
  const env = { NODE_OPTIONS: '--no-such-option' };
  const findings = await maker.inspect(made, { rules: [secrets, publint, attw], env });
  expect(findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
    'error secrets-not-scanned',
    'warning publint-not-finished',
    'warning attw-not-finished',
  ]);
});

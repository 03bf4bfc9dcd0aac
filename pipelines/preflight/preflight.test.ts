import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FoundTools } from '../../smoke/sandbox/tools.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { checkPreflight } from './preflight.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'preflight-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const tool = (name: string) => ({ found: { path: `/bin/${name}`, version: '1.0.0' } });
const all: FoundTools = {
  node: tool('node'),
  npm: tool('npm'),
  python: tool('python3'),
  uv: { found: { ...tool('uv').found, kind: 'real' } },
};

test('with everything there it is ready, and the cache has been made', async () => {
  const cache = join(root, 'a', 'cache');
  expect(await checkPreflight(all, cache)).toEqual({ preflight: { ready: true, blockers: [] }, notes: [] });
  expect(existsSync(cache)).toBe(true);
});

test('says every blocker, not the first, each with what was expected, what was found and what to do', async () => {
  writeFileSync(join(root, 'file'), '');
  const found = { ...all, node: { missing: 'no node at /x' }, npm: { missing: 'no npm on PATH' } };
  const { preflight } = await checkPreflight(found, join(root, 'file', 'cache'));
  expect(preflight).toMatchObject({ ready: false, blocker: 'node-missing' });
  expect(preflight.blockers).toMatchObject([
    { code: 'node-missing', expected: 'node >= 22.14', found: 'no node at /x' },
    { code: 'npm-missing', expected: 'npm on PATH', found: 'no npm on PATH' },
    { code: 'cache-not-writable', expected: expect.stringContaining(root), found: 'ENOTDIR' },
  ]);
  expect(parseAs('preflight', preflight, 'preflight')).toEqual(preflight);
});

test('without python3 and uv it is ready, and notes what will not run', async () => {
  const found = { ...all, python: { missing: 'no python3 on PATH' }, uv: { missing: 'no uv' } };
  expect(await checkPreflight(found, root)).toMatchObject({
    preflight: { ready: true },
    notes: [
      { code: 'python-missing', severity: 'warning', args: { reason: 'no python3 on PATH' } },
      { code: 'uv-missing', severity: 'warning', args: { reason: 'no uv' } },
    ],
  });
});

test('a cache that is a file is a blocker', async () => {
  writeFileSync(join(root, 'file'), '');
  const { preflight } = await checkPreflight(all, join(root, 'file'));
  expect(preflight.blockers).toMatchObject([{ code: 'cache-not-writable', found: 'EEXIST' }]);
});

// Root may write everywhere.
test.skipIf(process.getuid?.() === 0)('a cache that is not ours to write to is a blocker', async () => {
  const cache = join(root, 'cache');
  mkdirSync(cache);
  chmodSync(cache, 0o500);
  const { preflight } = await checkPreflight(all, cache);
  expect(preflight.blockers).toMatchObject([{ code: 'cache-not-writable', found: 'EACCES' }]);
});

import { expect, test } from 'vitest';
import type { SmokeContext, Tools } from '../schemas/types.ts';
import { findContract } from './contract.ts';
import { unmetNeed } from './needs.ts';

const { contract } = findContract('ktx-runtime@1');
const tool = { path: '/bin/x', version: '1' };
const withTools = (tools: Partial<Tools>): Pick<SmokeContext, 'tools'> => ({
  tools: { binDir: '/bin', systemDirs: [], node: tool, npm: tool, ...tools },
});
const all = withTools({ python: tool, uv: { ...tool, kind: 'stand-in' } });

test('what is there is met', () => {
  expect(unmetNeed([], contract, withTools({}))).toBeUndefined();
  expect(unmetNeed(['prune', 'install', 'uv', 'python'], contract, all)).toBeUndefined();
});

test.each([
  ['uv', withTools({}), 'no uv and no python3 on PATH'],
  ['uv', withTools({ python: tool }), 'no uv on PATH, and no stand-in for it'],
  ['python', withTools({}), 'no python3 on PATH'],
])('a missing %s is a reason to skip', (need, context, reason) => {
  expect(unmetNeed(['prune', need], contract, context)).toEqual({ reason, notApplicable: false });
});

test('a contract without the capability has nothing to prove, whatever tools there are', () => {
  const later = { ...contract, name: 'ktx-runtime@2', capabilities: { ...contract.capabilities, prune: false } };
  const unmet = { reason: 'ktx-runtime@2 has no prune', notApplicable: true };
  expect(unmetNeed(['uv', 'prune'], later, withTools({}))).toEqual(unmet);
  expect(unmetNeed(['prune', 'flying'], later, all)).toEqual({
    ...unmet,
    reason: 'ktx-runtime@2 has no prune, flying',
  });
});

test('a capability named like a property of every object is still lacking', () => {
  expect(unmetNeed(['toString'], contract, all)).toMatchObject({ notApplicable: true });
});

test('a way in is there or does not apply: without a matrix, and where the package manager has none', () => {
  const way = { run: ['x'] as [string, ...string[]] };
  const cell = {
    id: 'yarn-node@24',
    manager: { name: 'yarn', version: '4.1.0' },
    packedFiles: '/p',
    ways: { local: way, once: way },
  };
  expect(unmetNeed(['way:local'], contract, { ...all, cell })).toBeUndefined();
  const global = { reason: 'yarn 4.1.0 has no such way', notApplicable: true };
  expect(unmetNeed(['way:global'], contract, { ...all, cell })).toEqual(global);
  expect(unmetNeed(['way:approved'], contract, { ...all, cell })).toMatchObject({ notApplicable: true });
  expect(unmetNeed(['way:local'], contract, all)).toMatchObject({ reason: expect.stringContaining('no matrix') });
});

import { expect, test } from 'vitest';
import { findContract } from '../../smoke/contract.ts';
import { InputError } from '../findings/errors.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import { waysIn } from '../policy/suites.ts';
import { listSmokes } from '../smokes/run-smokes.ts';
import { packageRoot } from '../version.ts';
import { matrixOfRun, namesIn, type PartFlags } from './matrix-of-run.ts';
import { parseShard, shardOf } from './shard.ts';

const policy = await loadPolicy('release-policy.json', packageRoot);
const { contract } = findContract('ktx-runtime@1');
const matrixOf = (flags: PartFlags) => matrixOfRun(flags, policy, '>=22');

test('an ordinary run is no matrix, and nothing is told of one', () => {
  expect(matrixOf({})).toEqual({});
  expect(matrixOf({ cell: ['host'] })).toEqual({});
  expect(matrixOf({ shard: '2/3' })).toEqual({
    shard: { index: 2, of: 3 },
    told: { cells: ['host'], shard: { index: 2, of: 3 } },
  });
});

test('some of the cells are told with all that there are', () => {
  const flags = { pm: ['npm@11,pnpm'], node: ['24'] };
  const all = ['npm@11-node@24', 'pnpm-node@24', 'npm@compatible-node@22.0.0'];
  expect(matrixOf(flags).told).toEqual({ cells: all });
  expect(matrixOf({ ...flags, cell: ['pnpm-node@24'] })).toMatchObject({
    cells: [{ id: 'pnpm-node@24' }],
    told: { cells: all, chosen: ['pnpm-node@24'] },
  });
});

test('which of them are advisory is told, also where they are tried elsewhere', () => {
  const flags = { pm: ['npm@11,bun'], node: ['24'], cell: ['npm@11-node@24'] };
  expect(matrixOf(flags).told?.advisory).toEqual(['bun-node@24']);
});

test('a cell without a matrix that it could be in is a matrix of its own', () => {
  const { cells, told } = matrixOf({ cell: ['pnpm-node@24', 'npm@compatible-node@22.0.0'] });
  expect(told).toEqual({ cells: ['pnpm-node@24', 'npm@compatible-node@22.0.0'] });
  expect(cells).toMatchObject([{ primary: true, smokes: 'all' }, { primary: false }]);
});

test('rounds go with one cell', () => {
  const flags = { pm: ['npm@11,pnpm'], node: ['24'], repeat: 3 };
  expect(() => matrixOf(flags)).toThrow(InputError);
  expect(matrixOf({ ...flags, cell: ['pnpm-node@24'] }).cells).toHaveLength(1);
});

test('the shards of any list are all of it, each a different part, the same whatever the order', () => {
  const names = Array.from({ length: 11 }, (_, at) => `daemon > ${(at * 7) % 11}`);
  const shards = [1, 2, 3].map((index) => shardOf(names, { index, of: 3 }));
  expect(shards.flat().toSorted()).toEqual(names.toSorted());
  expect(shards.map((shard) => shard.length)).toEqual([4, 4, 3]);
  expect(shardOf(names.toReversed(), { index: 2, of: 3 })).toEqual(shards[1]);
});

test.for(['0/3', '4/3', '1', '1/0', 'a/b', '1/3/5', '-1/3'])('%s is no shard', (text) => {
  expect(() => parseShard(text)).toThrow(InputError);
});

test('a short cell runs the ways in and what the contract tries everywhere, each of which there is', async () => {
  const all = await listSmokes(contract.name, [...contract.suites, waysIn]);
  const names = (cell: 'all' | 'short', shard?: { index: number; of: number }, only?: string) =>
    namesIn({ smokes: cell }, all, { shard, only, contract });
  const short = names('short');
  expect([...(short ?? [])].toSorted()).toEqual(
    [
      ...(contract.everyCell ?? []),
      ...all.filter(({ suite }) => suite === 'ways-in').map(({ name }) => name),
    ].toSorted(),
  );
  expect(short?.size).toBe(8);
  expect(names('all')).toBeUndefined();
  expect(names('short', undefined, 'daemon')).toBeUndefined();
  expect(names('short', { index: 1, of: 2 })?.size).toBe(4);
  expect(names('all', { index: 1, of: 1 })?.size).toBe(all.length);
});

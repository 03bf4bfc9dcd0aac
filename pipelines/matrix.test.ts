import { expect, test } from 'vitest';
import { parseAs } from '../smoke/schema/validate.ts';
import { planCells } from './cells/plan-cells.ts';
import { matrixOf } from './matrix.ts';
import { loadPolicy } from './policy/load-policy.ts';
import { packageRoot } from './version.ts';

const policy = await loadPolicy('release-policy.json', packageRoot);
const plan = (pm: string[], node: string[]) => planCells({ pm, node }, policy, '>=22');

test('a machine for each cell, with its way to say it; one that decides nothing must not fail the workflow', () => {
  const include = matrixOf(plan(['npm@11', 'yarn'], ['24']), undefined);
  expect(parseAs('matrix', { include }, 'the matrix')).toEqual({
    include: [
      { id: 'npm@11-node@24', pm: 'npm@11', node: '24' },
      { id: 'yarn-node@24', pm: 'yarn', node: '24', advisory: true },
      { id: 'npm@compatible-node@22.0.0', pm: 'npm@compatible', node: '22.0.0' },
    ],
  });
});

test('the smokes of a cell that runs all of them are split, those of a short cell are not', () => {
  const include = matrixOf(plan(['npm@11', 'pnpm'], ['22', '24']), 2);
  expect(include.map(({ id, shard = 'whole' }) => `${id} ${shard}`)).toEqual([
    'npm@11-node@22 1/2',
    'npm@11-node@22 2/2',
    'npm@11-node@24 1/2',
    'npm@11-node@24 2/2',
    'pnpm-node@22 1/2',
    'pnpm-node@22 2/2',
    'pnpm-node@24 whole',
    'npm@compatible-node@22.0.0 1/2',
    'npm@compatible-node@22.0.0 2/2',
  ]);
});

test('without a matrix there are the shards of this machine, or the machine', () => {
  expect(matrixOf(undefined, undefined)).toEqual([{ id: 'host', pm: 'host', node: 'host' }]);
  expect(matrixOf(undefined, 3).map(({ shard }) => shard)).toEqual(['1/3', '2/3', '3/3']);
});

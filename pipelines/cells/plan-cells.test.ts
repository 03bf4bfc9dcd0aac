import { describe, expect, test } from 'vitest';
import type { PolicyMatrix } from '../../schemas/types.ts';
import { InputError } from '../findings/errors.ts';
import { plainPolicy } from '../policy/sample-policies.ts';
import { chooseCells, flagsOfCell, type MatrixFlags, planCells } from './plan-cells.ts';

function policyWith(matrix?: PolicyMatrix) {
  return { file: 'p.json', policy: plainPolicy(matrix ? { matrix } : {}) };
}

const plan = (flags: MatrixFlags, matrix?: PolicyMatrix, engines?: string) =>
  planCells(flags, policyWith(matrix), engines);
const ids = (...args: Parameters<typeof plan>) => plan(...args)?.map(({ id }) => id);

function refusals(act: () => unknown) {
  try {
    act();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.findings.map(({ code, where, remediation }) => ({ code, pointer: where.pointer, remediation }));
  }
  throw new Error('expected an InputError');
}

test('without flags and a word in the policy there is no matrix', () => {
  expect(plan({})).toBeUndefined();
  expect(plan({}, { advisory: ['bun'], contract: 'everywhere' }, '>=22')).toBeUndefined();
});

test('every manager with every Node, the first manager first; flags win over the policy, each for itself', () => {
  expect(ids({ pm: ['npm@11,pnpm'], node: ['22', '24'] })).toEqual([
    'npm@11-node@22',
    'npm@11-node@24',
    'pnpm-node@22',
    'pnpm-node@24',
  ]);
  const matrix = { managers: ['npm@12'], nodes: ['26'] };
  expect(ids({}, matrix)).toEqual(['npm@12-node@26']);
  expect(ids({ node: ['22'] }, matrix)).toEqual(['npm@12-node@22']);
  expect(ids({ pm: ['npm, npm', 'bun'], node: ['22'] })).toEqual(['npm-node@22', 'bun-node@22']);
});

test('managers alone go with the Node of this machine, Nodes alone with npm', () => {
  const major = process.versions.node.split('.')[0];
  expect(ids({ pm: ['pnpm'] })).toEqual([`pnpm-node@${major}`]);
  expect(ids({ node: ['22'] })).toEqual(['npm-node@22']);
});

describe('the lowest Node that engines allow', () => {
  test.for([
    ['>=22', '22.0.0'],
    ['^20.19.0 || >=22.12.0', '20.19.0'],
    ['>20.1', '20.2.0'],
    ['24.x', '24.0.0'],
  ])('of %s is a cell of its own with %s', ([engines, lowest]) => {
    expect(plan({ node: ['26'] }, {}, engines)?.at(-1)).toMatchObject({
      id: `npm@compatible-node@${lowest}`,
      lowest: true,
      required: true,
      smokes: 'all',
    });
  });

  test.for([undefined, '*', '>=0', 'no range'])('%s has none', (engines) => {
    expect(ids({ node: ['26'] }, {}, engines)).toEqual(['npm-node@26']);
  });

  test('is left out where the policy says so', () => {
    expect(ids({ node: ['26'] }, { lowestNode: false }, '>=22')).toEqual(['npm-node@26']);
  });
});

describe('all smokes run', () => {
  const full = (contract?: PolicyMatrix['contract']) =>
    plan({ pm: ['npm,pnpm,bun'], node: ['22,24'] }, contract ? { contract } : {}, '>=22')?.flatMap(({ id, smokes }) =>
      smokes === 'all' ? id : [],
    );

  test('once with each manager, once on each Node, and on the lowest', () => {
    expect(full()).toEqual(['npm-node@22', 'npm-node@24', 'pnpm-node@22', 'bun-node@22', 'npm@compatible-node@22.0.0']);
  });

  test('everywhere or in the first cell alone, as the policy says', () => {
    expect(full('everywhere')).toHaveLength(7);
    expect(full('primary')).toEqual(['npm-node@22']);
  });
});

test('a manager, one version of it, a Node or a single cell can be advisory', () => {
  const advised = (...advisory: string[]) =>
    plan({ pm: ['npm@11,npm@12,bun'], node: ['22,26'] }, { advisory })?.flatMap(({ id, required }) =>
      required ? [] : id,
    );
  expect(advised()).toEqual([]);
  expect(advised('npm')).toEqual(['npm@11-node@22', 'npm@11-node@26', 'npm@12-node@22', 'npm@12-node@26']);
  expect(advised('npm@12')).toEqual(['npm@12-node@22', 'npm@12-node@26']);
  expect(advised('node@26')).toEqual(['npm@11-node@26', 'npm@12-node@26', 'bun-node@26']);
  expect(advised('bun-node@26')).toEqual(['bun-node@26']);
});

test('what there cannot be is refused with its place in the policy', () => {
  const refused = (flags: MatrixFlags, matrix?: PolicyMatrix) => refusals(() => plan(flags, matrix));
  expect(refused({ pm: ['nmp'] })).toMatchObject([{ code: 'manager-unknown', pointer: undefined }]);
  const unknown = { code: 'manager-unknown', pointer: '/matrix/managers/1' };
  expect(refused({}, { managers: ['npm', 'deno'] })).toMatchObject([unknown]);
  expect(refused({}, { nodes: ['lts'] })).toMatchObject([{ code: 'tool-version-invalid', pointer: '/matrix/nodes/0' }]);
  const advised = { code: 'manager-unknown', pointer: '/matrix/advisory/0' };
  expect(refused({ node: ['22'] }, { advisory: ['yran'] })).toMatchObject([advised]);
});

test('cells are chosen by their ids; one that there is not is refused with the one that was meant', () => {
  const cells = plan({ pm: ['npm@11,pnpm'], node: ['22,24'] }) ?? [];
  expect(chooseCells(cells, ['pnpm-node@24']).map(({ id }) => id)).toEqual(['pnpm-node@24']);
  expect(chooseCells(cells, [])).toHaveLength(4);
  expect(refusals(() => chooseCells(cells, ['pnpm-node@23', 'x']))).toMatchObject([
    { code: 'cell-unknown', remediation: 'Use --cell pnpm-node@22.' },
    { code: 'cell-unknown', remediation: 'Run shakedown matrix: it lists the cells.' },
  ]);
});

test('an id says of which manager and which Node the cell is', () => {
  expect(ids(flagsOfCell('npm@compatible-node@22.0.0'))).toEqual(['npm@compatible-node@22.0.0']);
  expect(refusals(() => flagsOfCell('npm@11'))).toMatchObject([{ code: 'cell-unknown' }]);
});

import { describe, expect, test } from 'vitest';
import type { Cell, Handover, PolicyMatrix } from '../../../schemas/types.ts';
import { findContract } from '../../../smoke/contract.ts';
import { loadPolicy } from '../../policy/load-policy.ts';
import { packageRoot } from '../../version.ts';
import type { Answer } from '../gate.ts';
import { nextCommands } from '../next-commands.ts';
import { sampleCell, verifyReport } from '../sample-verify.ts';
import { installsGate } from './installs.ts';

const policy = await loadPolicy('release-policy.json', packageRoot);
const { contract } = findContract('ktx-runtime@1');

describe('cells', () => {
  const cell = (id: string, differs: Partial<Cell> = {}): Cell => {
    const [manager = '', node = ''] = id.split('-node@');
    const [name = '', version = ''] = manager.split('@');
    return {
      ...sampleCell,
      id,
      manager: { name: name === 'pnpm' ? 'pnpm' : 'npm', version: `${version}.1.0` },
      node: { name: 'node', version: `${node}.2.0` },
      ...differs,
    };
  };
  const asked = (matrix: PolicyMatrix, cells: [Cell, ...Cell[]] | [], engines?: string): Answer =>
    installsGate.assess({
      contract,
      commands: nextCommands('ktx', policy.file),
      evidence: { runId: 'r1', state: 'passed', dir: '/runs/r1', report: verifyReport({ cells }), unmet: [] },
      policy: { ...policy, policy: { ...policy.policy, matrix } },
      ...(engines === undefined ? {} : { engines }),
    });
  const both = { managers: ['npm@11', 'pnpm'], nodes: ['22', '24'] };
  const all = ['npm@11-node@22', 'npm@11-node@24', 'pnpm-node@22', 'pnpm-node@24'] as const;

  test('each pair of the matrix must be there', () => {
    expect(asked(both, [cell(all[0]), cell(all[1]), cell(all[2]), cell(all[3])]).verdict).toBe('passed');
    const answer = asked(both, [cell(all[0]), cell(all[3])]);
    expect([answer.verdict, answer.findings.map(({ args }) => args.cell)]).toEqual([
      'missing',
      ['npm@11-node@24', 'pnpm-node@22'],
    ]);
  });

  test('one that has to run all smokes and ran a few is none, whatever cell ran them all', () => {
    const primary = { managers: ['npm@11', 'pnpm'], nodes: ['24'], contract: 'primary' as const };
    const pnpm = cell('pnpm-node@24', { smokes: 'all' });
    const npm = (smokes: Cell['smokes']) => cell('npm@11-node@24', { smokes });
    expect(asked(primary, [npm('all'), { ...pnpm, smokes: 'short' }]).verdict).toBe('passed');
    const answer = asked(primary, [pnpm, npm('short')]);
    expect([answer.verdict, answer.findings.map(({ args }) => args.cell)]).toEqual(['missing', ['npm@11-node@24']]);
  });

  test('the lowest Node that the package allows is a cell of its own', () => {
    const ofMatrix = { managers: ['npm@11'], nodes: ['24'] };
    const engines = '>=22.3';
    const here = cell('npm@11-node@24');
    const lowest = cell('npm@compatible-node@22.3.0', { lowest: true });
    const answer = asked(ofMatrix, [here], engines);
    expect([answer.verdict, answer.findings[0]?.args.cell]).toEqual(['missing', 'npm@compatible-node@22.3.0']);
    expect(asked(ofMatrix, [here, lowest], engines).verdict).toBe('passed');
    expect(asked({ ...ofMatrix, lowestNode: false }, [here], engines).verdict).toBe('passed');
  });

  test('one that failed fails the gate, one that was not tried leaves it open, one that cannot be is none', () => {
    const [first] = [cell(all[0])];
    const broken = asked({}, [first, cell(all[1], { outcome: 'failed', reason: 'no binding' })]);
    expect([broken.verdict, broken.findings[0]?.message]).toEqual([
      'failed',
      expect.stringContaining('failed: no binding'),
    ]);
    expect(asked({}, [first, cell(all[1], { outcome: 'not-run' })]).verdict).toBe('missing');
    expect(asked({}, [first, cell(all[1], { outcome: 'not-applicable' })]).verdict).toBe('passed');
    expect(asked({}, []).verdict).toBe('missing');
  });

  test('an advisory one need not pass, and need not be there', () => {
    const matrix = { ...both, advisory: ['pnpm', 'npm@11-node@24'] };
    expect(asked(matrix, [cell(all[0]), cell(all[3], { outcome: 'failed', required: false })]).verdict).toBe('passed');
    expect(asked({ ...both, advisory: ['pnpm'] }, [cell(all[0])]).verdict).toBe('missing');
  });

  test('hand-overs of every required cell count', () => {
    const handover: Handover = { at: 'running CLI', expected: '1', found: '2', same: false };
    const differing = cell(all[1], { handovers: [handover] });
    expect(asked({}, [cell(all[0]), differing])).toMatchObject({ verdict: 'failed' });
    expect(
      asked({}, [cell(all[0], { handovers: [{ ...handover, same: true }] }), { ...differing, required: false }])
        .verdict,
    ).toBe('passed');
  });
});

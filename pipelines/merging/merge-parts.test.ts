import { describe, expect, test } from 'vitest';
import type { Cell, Finding, Report, Shard, SmokeResult } from '../../schemas/types.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { shardOf } from '../cells/shard.ts';
import { InputError } from '../findings/errors.ts';
import { concluded, sampleComparison, sampleMatrix, sampleMatrixEvents, sampleSmoke } from '../report/sample-run.ts';
import { mergeCells } from './merge-cells.ts';
import type { Part } from './read-part.ts';
import { eventsOf } from './replay.ts';
import { requireAlike } from './require-alike.ts';

const cells = ['npm@11-node@22', 'pnpm-node@22'];
const smokes = (cell: string, outcome: SmokeResult['outcome'] = 'passed') =>
  ['start', 'stop', 'status', 'prune', 'doctor'].map((title) => sampleSmoke(`daemon > ${title}`, { cell, outcome }));

/** What one machine leaves of these cells, and of this part of their smokes. */
function part(name: string, tried: readonly string[], shard?: Shard, differs: Partial<Report> = {}): Part {
  const results = tried.flatMap((cell) => {
    const all = smokes(cell);
    const names = shard
      ? shardOf(
          all.map(({ name: each }) => each),
          shard,
        )
      : all.map(({ name: each }) => each);
    return all.filter((each) => names.includes(each.name));
  });
  const chosen = tried.length < cells.length ? { chosen: [...tried] } : {};
  const matrix = { cells, ...chosen, ...(shard ? { shard } : {}) };
  const evidence = { dir: `/machines/${name}`, files: [] };
  return {
    name,
    dir: `/fetched/${name}`,
    report: {
      ...concluded(sampleMatrixEvents(tried, results), { kind: 'completed' }, { matrix, evidence }),
      ...differs,
    },
  };
}

/** Whose sha256 is of that digit. */
function comparedWith(digit: string): Required<Pick<Report, 'previous' | 'comparison'>> {
  return {
    previous: { spec: 'x@0.0.9', name: 'x', version: '0.0.9', sha256: digit.repeat(64) },
    comparison: sampleComparison('0.0.9'),
  };
}

const whole = (): Report =>
  concluded(
    sampleMatrixEvents(
      cells,
      cells.flatMap((cell) => smokes(cell)),
    ),
    { kind: 'completed' },
    { matrix: { cells } },
  );

function merged(parts: readonly Part[]): Report {
  requireAlike(parts);
  const found = mergeCells(cells, parts);
  return concluded(eventsOf(parts, found, '/merged'), { kind: 'completed' }, { matrix: { cells, merged: [] } });
}

/** What does not depend on when it was, on which machine, and in which order. */
function lasting({
  verdict,
  cells: tried,
  smokes: results,
  stages,
  counts,
  findings,
  handovers,
  artifact,
  tools,
  partial,
  state,
}: Report) {
  const order = (a: { name: string; cell?: string }, b: { name: string; cell?: string }): number =>
    `${a.cell} ${a.name}` < `${b.cell} ${b.name}` ? -1 : 1;
  const timeless = <T extends object>(value: T): T =>
    JSON.parse(JSON.stringify(value, (key, each) => (/^(startedAt|durationMs)$/.test(key) ? undefined : each)));
  return timeless({
    verdict,
    tried,
    results: results.toSorted(order),
    stages: stages.map((stage) => ({ ...stage, name: stage.stage })).toSorted(order),
    counts,
    findings,
    handovers,
    artifact,
    tools,
    partial,
    state,
  });
}

describe('one report', () => {
  test('of three shards is the report of one run, but for times', () => {
    const shards = [1, 2, 3].map((index) => part(`shard-${index}`, cells, { index, of: 3 }));
    expect(shards.map(({ report }) => report.smokes.length)).toEqual([4, 4, 2]);
    expect(lasting(merged(shards))).toEqual(lasting(whole()));
  });

  test('of a machine a cell is the report of one run, but for times', () => {
    const report = merged([part('b', [cells[1] ?? '']), part('a', [cells[0] ?? ''])]);
    expect(lasting(report)).toEqual(lasting(whole()));
    expect(report.verdict?.line).toMatch(/^PASS {2}.* is releasable: 10 of 10 required smokes passed in 2 cells/);
  });

  test('names the evidence where it is now', () => {
    const one = part('a', cells);
    const command = {
      line: 'x',
      cwd: '/',
      ended: 'exit 0',
      durationMs: 1,
      stdoutFile: '/machines/a/logs/smokes/x/01.stdout',
      stderrFile: 'logs/smokes/x/01.stderr',
      stdoutBytes: 0,
      stderrBytes: 0,
      heldOpen: false,
    };
    const [first] = one.report.smokes;
    if (first) first.record = { steps: [], commands: [command], survivors: [] };
    expect(merged([one]).smokes[0]?.record?.commands[0]).toMatchObject({
      stdoutFile: '/merged/logs/smokes/x/01.stdout',
      stderrFile: '/merged/logs/smokes/x/01.stderr',
    });
  });

  test('has what changed since an earlier version, where one of them was told to look', () => {
    const compared = comparedWith('a');
    const shards = [part('1', cells, { index: 1, of: 2 }), part('2', cells, { index: 2, of: 2 }, compared)];
    expect(merged(shards)).toMatchObject(compared);
  });

  test('tells what every machine noticed alike once', () => {
    const noted = [1, 2].map((index) => part(`${index}`, cells, { index, of: 2 }));
    for (const { report } of noted) report.findings.push({ ...sampleMatrix.note });
    expect(merged(noted).findings).toEqual([sampleMatrix.note]);
  });
});

describe('what differs in a port or a temporary directory alone', () => {
  const { note } = sampleMatrix;
  const about = (port: number, more = ''): Finding => ({
    ...note,
    message: `http://127.0.0.1:${port} in /tmp/x-${port} does not answer${more}`,
  });
  const noted = (...found: Finding[]): Part[] =>
    found.map((each, at) => {
      const shard = part(`shard-${at + 1}`, cells, { index: at + 1, of: found.length });
      shard.report.findings.push(each);
      return shard;
    });

  test('is told once, as the first had it, with the others that had it', () => {
    expect(merged(noted(about(1), about(2), about(3))).findings).toEqual([
      { ...about(1), message: `${about(1).message} (alike in shard-2, shard-3)` },
    ]);
  });

  test('and what differs otherwise, or is in another cell, is not', () => {
    expect(merged(noted(about(1), about(2, ' yet'))).findings).toHaveLength(2);
    const [first, second] = cells.map((cell) => ({ ...about(1), where: { cell } }));
    if (!first || !second) throw new Error('no cells');
    expect(merged(noted(first, second)).findings).toHaveLength(2);
  });
});

describe('what is missing is no pass', () => {
  test('a cell that nobody has tried', () => {
    const { verdict } = merged([part('a', [cells[0] ?? ''])]);
    expect(verdict).toMatchObject({ state: 'failed', exitCode: 1 });
    expect(verdict?.reasons.join('\n')).toContain('cell-missing: no machine has tried cell pnpm-node@22');
  });

  test('an advisory cell that nobody has tried, and one whose machine was stopped, are shown and fail nothing', () => {
    const [tried = '', other = ''] = cells;
    const matrix = { cells, advisory: [other] };
    const first = part('a', [tried], undefined, { matrix: { ...matrix, chosen: [tried] } });
    const stopped = part('b', [other], undefined, {
      matrix: { ...matrix, chosen: [other] },
      state: 'crashed',
      cells: [],
    });
    const mergedOf = (...parts: Part[]): Report => {
      const found = mergeCells(cells, parts);
      return concluded(eventsOf(parts, found, '/merged'), { kind: 'completed' }, { matrix: { ...matrix, merged: [] } });
    };
    const told = ({ findings }: Report) => findings.map(({ code, severity }) => `${severity} ${code}`);
    expect(told(mergedOf(first))).toEqual(['warning cell-missing']);
    expect(mergedOf(first).verdict).toMatchObject({ state: 'passed', line: expect.stringContaining('1 warning') });
    expect(told(mergedOf(first, stopped))).toEqual(['warning merged-run-unfinished', 'warning cell-missing']);
    // The other way round it is the one that decides.
    expect(mergedOf(stopped).verdict).toMatchObject({ exitCode: 1 });
  });

  test('a shard that nobody has run', () => {
    const report = merged([1, 3].map((index) => part(`${index}`, cells, { index, of: 3 })));
    expect(report.verdict).toMatchObject({ state: 'failed', exitCode: 1 });
    expect(report.findings.map(({ code, args }) => [code, args.cell, args.shard])).toEqual([
      ['shard-missing', 'npm@11-node@22', '2/3'],
      ['shard-missing', 'pnpm-node@22', '2/3'],
    ]);
    expect(report.cells).toMatchObject([{ outcome: 'incomplete', reason: 'shard 2/3 is missing' }, {}]);
    // Of the same package and of the same matrix, or merge would refuse it.
    expect(report.findings[1]?.remediation).toBe(
      'Make it, and merge ../part-pnpm-node@22-2-of-3 too: shakedown verify fixtures/ktx --pm npm@11,pnpm --node 22 --cell pnpm-node@22 --shard 2/3 --out ../part-pnpm-node@22-2-of-3',
    );
  });

  test('a shard of this machine alone that nobody has run, without a word about cells', () => {
    const host = part('a', ['host'], { index: 1, of: 2 });
    Object.assign(host.report, { matrix: { cells: ['host'], shard: { index: 1, of: 2 } }, only: 'daemon >' });
    const { findings } = mergeCells(['host'], [host]);
    expect(findings.map(({ message, remediation }) => [message, remediation])).toEqual([
      [
        'no machine has run shard 2/2',
        "Make it, and merge ../part-2-of-2 too: shakedown verify fixtures/ktx --only 'daemon >' --shard 2/2 --out ../part-2-of-2",
      ],
    ]);
  });

  test('a machine that did not come to its end', () => {
    const cut = part('a', cells);
    cut.report = { ...cut.report, state: 'interrupted' };
    const { verdict, findings } = merged([cut]);
    expect(verdict?.reasons.join('\n')).toContain('merged-run-unfinished: the run in a is interrupted');
    expect(findings[0]?.remediation).toBe(
      'Verify that part again, and merge its evidence in place of a: shakedown verify fixtures/ktx --pm npm@11,pnpm --node 22',
    );
  });

  describe('of a cell that came out otherwise in some shards', () => {
    const bad = (...told: (Partial<Cell> | undefined)[]): Cell | undefined => {
      const shards = told.map((differs, at) => {
        const each = part(`${at + 1}`, cells, { index: at + 1, of: told.length });
        const [cell] = each.report.cells;
        if (cell && differs) Object.assign(cell, differs);
        return each;
      });
      // Whoever gives the parts gives them in any order.
      return merged(shards.toReversed()).cells[0];
    };
    const failed = { outcome: 'failed' as const, reason: '1 smoke failed: daemon > stop' };
    const skipped = { outcome: 'incomplete' as const, reason: '2 smokes skipped: no uv' };

    test('the reason names the shard', () => {
      expect(bad(undefined, failed)).toMatchObject({
        outcome: 'failed',
        reason: 'shard 2/2: 1 smoke failed: daemon > stop',
      });
    });

    test('each reason is told, the worst first, those that are alike once', () => {
      expect(bad(skipped, failed, skipped)?.reason).toBe(
        'shard 2/3: 1 smoke failed: daemon > stop; shards 1/3, 3/3: 2 smokes skipped: no uv',
      );
    });

    test('what all shards say is said of the cell', () => {
      expect(bad(skipped, skipped)?.reason).toBe('2 smokes skipped: no uv');
    });

    test('of many reasons the others are counted', () => {
      const reasons = [1, 2, 3, 4, 5].map((at) => ({ ...failed, reason: `reason ${at}` }));
      expect(bad(...reasons)?.reason).toBe(
        'shard 1/5: reason 1; shard 2/5: reason 2; shard 3/5: reason 3; and 2 other reasons',
      );
    });

    test('a shard that is missing hides no reason of another', () => {
      const [first, , third] = [1, 2, 3].map((index) => part(`${index}`, cells, { index, of: 3 }));
      if (!first || !third) throw new Error('no parts');
      Object.assign(third.report.cells[0] ?? {}, failed);
      expect(merged([first, third]).cells[0]?.reason).toBe(
        'shard 2/3 is missing; shard 3/3: 1 smoke failed: daemon > stop',
      );
    });
  });
});

describe('refuses parts', () => {
  function refusals(...parts: Part[]) {
    try {
      requireAlike(parts);
    } catch (error) {
      if (error instanceof InputError) return error.findings.map(({ message }) => message);
      throw error;
    }
    return [];
  }
  const [first = '', second = ''] = cells;

  test('that verified other bytes', () => {
    const other = part('b', [second]);
    const { artifact } = other.report;
    if (artifact) other.report = { ...other.report, artifact: { ...artifact, sha256: '4e'.repeat(32) } };
    expect(refusals(part('a', [first]), other)).toEqual([
      `merge: the bytes (sha256) is not the same: a has ${'3f'.repeat(32)}, b has ${'4e'.repeat(32)}`,
    ]);
  });

  test.for([
    ['another policy', { policy: { file: 'p.json', sha256: 'ab'.repeat(32) } }, 'the policy (sha256)'],
    ['another version of Shakedown', { shakedownVersion: '9.9.9' }, 'the version of Shakedown'],
    ['another contract', { suite: 'other@1' }, 'the contract'],
    ['another matrix', { matrix: { cells: [...cells, 'bun-node@22'], chosen: [cells[1] ?? ''] } }, 'the matrix'],
    ['only some of the smokes', { only: 'daemon' }, 'what --only asked for'],
  ] as const)('that had %s', ([, differs, what]) => {
    const found = refusals(part('a', [first]), part('b', [second], undefined, differs as Partial<Report>));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`merge: ${what} is not the same: a has `);
  });

  test('that were compared with other bytes of an earlier version; one that was compared with nothing is no other', () => {
    const against = (name: string, cell: string, differs: Partial<Report> = {}) =>
      part(name, [cell], undefined, differs);
    const one = against('a', first, comparedWith('a'));
    expect(refusals(one, against('b', second, comparedWith('b')))).toEqual([
      `merge: the earlier version (--against) is not the same: a has x@0.0.9 sha256 ${'a'.repeat(64)}, b has x@0.0.9 sha256 ${'b'.repeat(64)}`,
    ]);
    expect(refusals(one, against('b', second, comparedWith('a')))).toEqual([]);
    expect(refusals(one, against('b', second))).toEqual([]);
  });

  test('of one cell with other versions, other shards, or twice', () => {
    const newer = part('b', [first], { index: 2, of: 2 });
    const [cell] = newer.report.cells;
    if (cell) cell.manager = { name: 'npm', version: '11.99.0' };
    const half = part('a', [first], { index: 1, of: 2 });
    expect(refusals(half, newer)[0]).toContain('a has npm 11.21.2 on Node 22.23.3, b has npm 11.99.0 on Node 22.23.3');
    expect(refusals(half, part('b', [first], { index: 2, of: 3 }))[0]).toContain('the number of shards of cell');
    expect(refusals(half, part('b', [first], { index: 1, of: 2 }))[0]).toBe(
      'merge: shard 1/2 of cell npm@11-node@22 is in a and in b',
    );
    expect(refusals(part('a', [first]), part('b', [first]))[0]).toBe('merge: cell npm@11-node@22 is in a and in b');
  });

  test('and takes one that ended before it had packed anything: its cells are missing, its bytes are no others', () => {
    const early = part('b', [second]);
    const { artifact: _, ...report } = early.report;
    early.report = { ...report, cells: [] };
    expect(refusals(part('a', [first]), early)).toEqual([]);
  });
});

test('a merged report is as its schema says', () => {
  const report = merged([1, 2].map((index) => part(`${index}`, cells, { index, of: 2 })));
  expect(parseAs('report', report, 'merged').matrix).toEqual({ cells, merged: [] });
});

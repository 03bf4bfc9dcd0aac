import { describe, expect, test } from 'vitest';
import { nextStep } from './next-step.ts';
import type { ReportMeta } from './report.ts';
import { concluded, sampleEvents, sampleFinding, sampleSmoke } from './sample-run.ts';
import type { Ending } from './verdict.ts';

const bad = (name: string, cell?: string) => sampleSmoke(name, { outcome: 'failed', ...(cell ? { cell } : {}) });
const skipped = sampleSmoke('a > 1', { outcome: 'skipped', reason: 'no uv' });
const finding = { type: 'finding', finding: sampleFinding } as const;
const completed: Ending = { kind: 'completed' };

const next = (events: Parameters<typeof concluded>[0], meta: Partial<ReportMeta> = {}, ending: Ending = completed) =>
  nextStep(concluded(events, ending, meta));

describe('the next step', () => {
  test('after a pass there is none', () => {
    expect(next(sampleEvents([sampleSmoke('a > 1')]))).toBeUndefined();
  });

  test('after a failure is to mend it and run just that again', () => {
    expect(next(sampleEvents([bad('a > 1')]))).toBe(
      "Next: Mend it, then: shakedown verify fixtures/ktx --only 'a > 1'",
    );
  });

  test('says of how many smokes it is the first, whatever the number of cells', () => {
    const smokes = [bad('a > 1', 'npm@11-node@22'), bad('a > 1', 'pnpm-node@22'), bad('a > 2', 'pnpm-node@22')];
    expect(next(sampleEvents(smokes))).toBe(
      "Next (1 of 2 smokes): Mend it, then: shakedown verify fixtures/ktx --cell npm@11-node@22 --only 'a > 1'",
    );
  });

  test('is what the first finding says, before any smoke', () => {
    const events = [...sampleEvents([bad('a > 1')]), finding, finding];
    expect(next(events)).toBe('Next (1 of 2 findings): Add dist to "files" in package.json.');
  });

  test('where something is in the way is to take that away', () => {
    const blocker = { code: 'npm-missing', expected: 'npm', found: 'none', remediation: 'Install npm.' };
    const preflight = { ready: false, blockers: [blocker], blocker: blocker.code };
    expect(next([{ type: 'preflight-checked', preflight }])).toBe('Next: Install npm.');
  });

  test('after an incomplete run is the same run, with all that it was told', () => {
    const meta: Partial<ReportMeta> = {
      policy: { file: 'next.json', sha256: 'a'.repeat(64) },
      matrix: { cells: ['npm@11-node@22', 'pnpm-node@22'], chosen: ['pnpm-node@22'], shard: { index: 1, of: 3 } },
      suites: [
        { name: 'one', smokes: 'required', chosen: true, needed: true },
        { name: 'two', smokes: 'advisory', chosen: true, needed: false },
      ],
    };
    expect(next(sampleEvents([skipped]), meta)).toBe(
      'Next: Provide what was missing, then again: shakedown verify fixtures/ktx --policy next.json --suite one --suite two --pm npm@11,pnpm --node 22 --cell pnpm-node@22 --shard 1/3',
    );
    expect(next(sampleEvents([skipped]), { ...meta, only: 'a >' })).toMatch(
      / --only 'a >' --pm [^ ]+ --node 22 --cell pnpm-node@22 --shard 1\/3$/,
    );
  });

  test('of a whole matrix says which, and of a merged run, which was many, no command', () => {
    const cells = ['npm@11-node@22', 'pnpm-node@22', 'npm@11-node@24', 'pnpm-node@24', 'npm@compatible-node@22.0.0'];
    expect(next(sampleEvents([skipped]), { matrix: { cells } })).toMatch(
      / again: shakedown verify fixtures\/ktx --pm npm@11,pnpm --node 22,24$/,
    );
    expect(next(sampleEvents([skipped]), { matrix: { cells: ['host'], merged: [] } })).toBe(
      'Next: Provide what was missing, then verify again.',
    );
  });

  test('after an interruption is the same run', () => {
    const ending = { kind: 'interrupted', signal: 'SIGINT' } as const;
    expect(next(sampleEvents([]), {}, ending)).toBe('Next: shakedown verify fixtures/ktx');
  });

  test('after a fault of ours there is none: nothing is known of the package', () => {
    expect(next(sampleEvents([bad('a > 1')]), {}, { kind: 'fault', message: 'x' })).toBeUndefined();
  });
});

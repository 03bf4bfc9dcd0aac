/**
 * Ten defects of the kit through the real `verify`: it fails, by what the kit names and by nothing else, and its words
 * say what to do. All of them, and by the shortest way, are the business of `shakedown defects`.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeBrokenCopy } from '../defects/broken-copy.ts';
import { loadKit } from '../defects/kit.ts';
import { exitOf, onlyReport, openWorkplace } from './workplace.ts';

interface Breakage {
  /** of the kit */
  id: string;
  /** What a reader is told. */
  says: RegExp;
  /** Smokes that must fail besides what the kit names. */
  and?: string[];
  /** Beginnings of the names of smokes that the same fault may be seen by. */
  also?: string[];
}

const breakages: Breakage[] = [
  { id: 'command-modules-not-packed', says: /Next: .*files/ },
  { id: 'wheel-tampered', says: /Next: .*manifest/i },
  {
    id: 'version-misstated',
    says: /expected 0\.1\.0, found @kaelio\/ktx 9\.9\.9\s+Next: Make the command print its package\.json's version/,
    and: ['install > --version names the package and the version that were installed'],
  },
  { id: 'prune-without-consent', says: /expected .*exit 1/i },
  { id: 'preview-removes', says: /0\.0\.0/ },
  { id: 'start-never-reuses', says: /Using existing KTX Python daemon/ },
  { id: 'stop-leaves-daemon', says: /processes that it left behind/, also: ['daemon > '] },
  { id: 'status-log-line-before-json', says: /loading status/, also: [''] },
  { id: 'doctor-always-succeeds', says: /exit 0/, also: ['doctor > '] },
  { id: 'refusal-on-stdout', says: /nothing pruned/ },
];

const kit = await loadKit();

test.for(breakages)(
  '$id: exit 1, and the right smoke or finding says so',
  async ({ id, says, and = [], also }, { signal }) => {
    await using place = await openWorkplace();
    const defect = kit.find((known) => known.id === id);
    if (!defect) throw new Error(`the kit has no defect ${id}`);
    const source = join(place.dir, 'ktx');
    await makeBrokenCopy(defect, source, { node: process.execPath, env: place.env, signal });
    const result = await place.shakedown(['verify', source]);
    expect(exitOf(result), result.stderr).toBe(1);
    expect(result.stdout).toMatch(/^FAIL /);
    expect(result.stdout).toMatch(says);

    const report = await onlyReport(place);
    const { caughtBy } = defect;
    const errors = report.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    expect(errors).toEqual('finding' in caughtBy ? [caughtBy.finding] : []);
    const smokes = [...('smoke' in caughtBy ? [caughtBy.smoke] : []), ...and];
    const failed = report.smokes.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
    expect(failed).toEqual(expect.arrayContaining(smokes));
    const others = failed.filter((name) => !smokes.includes(name));
    expect(others.filter((name) => !also?.some((start) => name.startsWith(start)))).toEqual([]);
    for (const name of smokes) expect(result.stdout).toContain(`--only '${name}'`);
    expect(await readFile(join(report.evidence.dir, 'junit.xml'), 'utf8')).toMatch(/<failure/);
  },
);

import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exitOf, onlyReport, openWorkplace, type Workplace } from './workplace.ts';

const name = 'install > --version names the package and the version that were installed';

/**
 * A package that says another version when it is asked for the third time: the proof of identity asks for it once, and
 * then every round does, so that the second round fails.
 */
async function makeFlaky(place: Workplace): Promise<string> {
  const source = await place.copyOfReference();
  const file = join(source, 'dist', 'cli.js');
  const text = await readFile(file, 'utf8');
  const flaky = text.replace(`\${packageInfo.version}`, `\${await versionNow()}`);
  expect(flaky).not.toBe(text);
  await writeFile(file, flaky);
  await appendFile(
    file,
    `
async function versionNow() {
  const { appendFileSync, readFileSync } = await import('node:fs');
  const asked = new URL('asked', import.meta.url);
  appendFileSync(asked, '.');
  return readFileSync(asked).length === 3 ? '9.9.9' : packageInfo.version;
}
`,
  );
  return source;
}

test('a smoke that passes and fails in turn fails the release as flaky, with the first failure to look at', async () => {
  await using place = await openWorkplace();
  const source = await makeFlaky(place);
  const result = await place.shakedown(['verify', source, '--repeat', '3', '--only', name]);
  expect(exitOf(result), result.stdout).toBe(1);
  expect(result.stdout).toMatch(/^FAIL .* is not releasable: 1 of 1 required smoke is flaky \([^()]+\), in 3 rounds\n/);
  expect(result.stdout).toContain('passed in 2 rounds, failed in 1, first in round 2, which is this:');
  expect(result.stdout).toContain('9.9.9');
  expect(result.stderr).toContain('round 2 of 3: 0 passed, 1 failed in ');

  const report = await onlyReport(place);
  expect(report.rounds).toEqual({ asked: 3, begun: 3, finished: 3 });
  expect(report.counts.required).toMatchObject({ passed: 0, failed: 0, flaky: 1 });
  expect(report.smokes).toMatchObject([{ name, outcome: 'flaky', rounds: { passed: 2, failed: 1, firstFailed: 2 } }]);
  const evidence = await readdir(join(report.evidence.dir, 'logs', 'smokes'));
  expect(evidence.toSorted()).toEqual(['round-2', 'round-3']);
  expect(await readFile(join(report.evidence.dir, 'junit.xml'), 'utf8')).toContain(' type="flaky">');

  const logs = await place.shakedown(['logs', '--smoke', name, '--stream', 'stdout']);
  expect(logs.stdout).toBe('@kaelio/ktx 9.9.9\n@kaelio/ktx 0.1.0\n');
});

test.for(['0', '1.5'])('--repeat %o is bad usage, told in one line', async (rounds) => {
  await using place = await openWorkplace();
  const result = await place.shakedown(['verify', `--repeat=${rounds}`]);
  expect([exitOf(result), result.stdout]).toEqual([2, '']);
  expect(result.stderr).toMatch(/^error usage: .*--repeat <n>.* Expected a whole number from 1 on\. Next: .*\n$/);
});

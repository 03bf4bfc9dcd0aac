import { expect, test } from 'vitest';
import { renderLine } from '../report/terminal/line.ts';
import { judge } from './preflight.ts';
import { type PublishAsked, publishLines } from './publish-lines.ts';
import { type About, publishReport } from './publish-report.ts';
import { sampleFacts } from './sample-facts.ts';

function shown(about: Partial<About> = {}, asked?: PublishAsked): string[] {
  const { facts = sampleFacts, ...more } = about;
  const { preflight } = judge(facts);
  const report = publishReport({ facts, preflight, dryRun: true, outcome: 'ready', ...more });
  return publishLines(report, asked).map((line) => renderLine(line, { color: false }));
}
const next = (...of: Parameters<typeof shown>) => shown(...of).find((line) => line.startsWith('Next'));
const byPolicy = { ...sampleFacts, policy: { ...sampleFacts.policy, file: 'my policy.json' } };

test('a blocked release says each blocker, with what was expected, found, and the next step', () => {
  const facts = { ...sampleFacts, manifest: { private: true } };
  const lines = shown({ facts, outcome: 'blocked' });
  expect(lines[0]).toBe('BLOCKED  @scope/x@1.0.0: 1 blocker: package-is-private');
  expect(lines.slice(2, 5)).toEqual(['package-is-private', '  expected  nothing, or false', '  found     true']);
  expect(lines[5]).toMatch(/^ {2}next {6}\S/);
});

test('a dry run ends with the line that does it, with everything that was asked for', () => {
  expect(next()).toBe('Next      shakedown publish --publish');
  const asked = { source: '../my package', tarball: 'x.tgz', registry: 'http://r.example/' };
  expect(next({ facts: { ...byPolicy, intent: 'stage' } }, asked)).toBe(
    "Next      shakedown publish '../my package' --publish --stage --tarball x.tgz --registry http://r.example/ --policy 'my policy.json'",
  );
});

test('a release ends with the look at it, by the same policy', () => {
  expect(next({ outcome: 'published' })).toBe('Next      shakedown published @scope/x@1.0.0');
  expect(next({ facts: byPolicy, outcome: 'already-published' })).toBe(
    "Next      shakedown published @scope/x@1.0.0 --policy 'my policy.json'",
  );
});

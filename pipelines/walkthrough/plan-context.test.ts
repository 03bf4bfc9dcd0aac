import { expect, test } from 'vitest';
import { scratchRepository } from '../git/scratch-repository.ts';
import { planWalkthrough } from './plan.ts';
import { planContext } from './plan-context.ts';
import { releaseFiles } from './release-files.ts';

test('where the policy demands a comparison with the last release, the verify of the release makes it', async () => {
  const repository = scratchRepository();
  const files = releaseFiles();
  repository.commit('the last release', files);
  repository.git('tag', 'v1.2.2');
  repository.git('tag', 'nightly-7');
  const verifyShown = async (policy: object): Promise<string> => {
    repository.commit('this one', { 'release-policy.json': { ...Object(files['release-policy.json']), ...policy } });
    const io = { cwd: repository.dir, env: { PATH: process.env.PATH }, signal: new AbortController().signal };
    const steps = planWalkthrough(await planContext(undefined, 'release-policy.json', io)).flatMap(
      (each) => each.steps,
    );
    return steps.find(({ title }) => title === 'Verify it')?.command({}) ?? 'no such step';
  };
  const evidence = { against: 'last-release' };
  expect(await verifyShown({ evidence })).toMatch(/ verify \. --against @scope\/x@1\.2\.2$/);
  // Its tag does not tell which version that is: the operator has to say.
  expect(await verifyShown({ evidence, scope: { allowed: ['**'], since: 'nightly-*' } })).toMatch(/ verify \.$/);
  expect(await verifyShown({})).toMatch(/ verify \.$/);
});

import { finding } from '../../findings/finding.ts';
import type { BlockerRule } from './blocker.ts';

/** Without our flags npm would publish elsewhere: the policy and the package's own configuration contradict each other. */
export const publishTarget: BlockerRule = ({ target, npm, policy }) => {
  if (npm.kind === 'missing') return [];
  if (target === undefined) {
    const expected = `the registry of ${policy.file}`;
    return [finding('publish-target-unknown-here', { expected, found: 'npm does not name its registry' })];
  }
  const { registry, from, byItself } = target;
  if (byItself.registry === registry) return [];
  const expected = `${registry}, ${from === 'policy' ? 'as the policy says' : "npm's own, as the policy says with null"}`;
  return [
    finding('publish-target-differs', {
      expected,
      found: `${byItself.registry} by ${byItself.because}`,
      because: `take out ${byItself.because}`,
    }),
  ];
};

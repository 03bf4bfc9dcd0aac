import { finding } from '../../findings/finding.ts';
import type { BlockerRule } from './blocker.ts';

/** The policy's mode lets nothing be published, or says that something is still to be done before. */
export const releaseMode: BlockerRule = ({ policy: { file, policy } }) => {
  const { releaseMode: mode, npm, requiredBeforePublishing: open } = policy;
  if (mode === 'npm-public-release-ready' && npm.publish && open.length === 0) return [];
  const before = open.length === 0 ? '' : `, before which there is still: ${open.join('; ')}`;
  const expected = 'releaseMode npm-public-release-ready with npm.publish true';
  return [
    finding('release-mode-forbids', { expected, found: `${mode} with npm.publish ${npm.publish}${before}`, file }),
  ];
};

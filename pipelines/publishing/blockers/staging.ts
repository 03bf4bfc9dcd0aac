import { finding } from '../../findings/finding.ts';
import type { BlockerRule } from './blocker.ts';

/** @see https://docs.npmjs.com/staged-publishing */
export const staging: BlockerRule = ({ intent, npm, registry, name }) => {
  if (intent !== 'stage') return [];
  if (npm.kind === 'found' && !npm.canStage) {
    const remedy = 'Use npm 11.15 or later, or publish without --stage.';
    return [
      finding('staging-not-possible', { expected: 'an npm with npm stage', found: `npm ${npm.version}`, remedy }),
    ];
  }
  if (registry.package.kind !== 'absent') return [];
  const remedy = 'Publish the first version without --stage.';
  return [
    finding('staging-not-possible', { expected: `${name} on the registry already`, found: 'no such package', remedy }),
  ];
};

import { gte } from 'semver';
import { finding } from '../../findings/finding.ts';
import type { BlockerRule } from './blocker.ts';

/** The oldest whose publish has been seen to work here; it comes with the oldest Node that the program runs on. */
const oldest = '10.0.0';

export const npmUsable: BlockerRule = ({ npm }) => {
  const expected = `npm ${oldest} or later on PATH`;
  if (npm.kind === 'missing') return [finding('npm-missing', { expected, found: npm.reason })];
  return gte(npm.version, oldest) ? [] : [finding('npm-too-old', { expected, found: `npm ${npm.version}` })];
};

import { finding } from '../../findings/finding.ts';
import { plural } from '../../report/quantities.ts';
import type { BlockerRule } from './blocker.ts';

/** What is here is not a revision: something is changed, or there is no repository. */
export const tree: BlockerRule = ({ source }) => {
  if (source.kind === 'none') {
    const expected = 'a git repository with the released revision';
    return [finding('release-source-unknown', { expected, found: source.reason })];
  }
  const { dirty } = source;
  if (dirty.length === 0) return [];
  const named = dirty.slice(0, 3).join(', ');
  const found = `${plural(dirty.length, 'path')} changed or not committed: ${named}${dirty.length > 3 ? ', ...' : ''}`;
  return [finding('release-tree-dirty', { expected: 'nothing that is not committed', found })];
};

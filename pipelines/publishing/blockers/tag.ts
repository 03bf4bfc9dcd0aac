import type { Finding } from '../../../schemas/types.ts';
import { finding } from '../../findings/finding.ts';
import type { RefState } from '../source-state.ts';
import type { BlockerRule } from './blocker.ts';
import { short } from './branch.ts';

/** The tag of the version marks the released revision, here and at the remote. */
export const tag: BlockerRule = ({ source }) => {
  if (source.kind === 'none') return [];
  const { revision } = source;
  const { name, here, remote } = source.tag;
  return [
    ...judged(here, { name, where: 'here', revision, make: `git tag ${name}` }),
    ...(remote
      ? judged(remote.state, { name, where: `on ${remote.name}`, revision, make: `git push ${remote.name} ${name}` })
      : []),
  ];
};

function judged(state: RefState, at: { name: string; where: string; revision: string; make: string }): Finding[] {
  const { name, where, revision, make } = at;
  const expected = `${name} at ${short(revision)} ${where}`;
  switch (state.kind) {
    case 'at':
      if (state.revision === revision) return [];
      return [finding('release-tag-elsewhere', { expected, found: `${name} at ${short(state.revision)} ${where}` })];
    case 'missing':
      return [finding('release-tag-missing', { expected, found: `no tag ${name} ${where}`, make })];
    case 'unknown':
      return [finding('release-remote-unreachable', { expected, found: state.reason })];
  }
}

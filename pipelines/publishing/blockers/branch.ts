import type { Finding } from '../../../schemas/types.ts';
import { finding } from '../../findings/finding.ts';
import { plural } from '../../report/quantities.ts';
import type { BlockerRule } from './blocker.ts';

/** The policy's branch, at its remote, is to be at the released revision. */
export const branch: BlockerRule = ({ source }) => {
  if (source.kind === 'none' || source.branch === undefined) return [];
  const { name, remote, state } = source.branch;
  const head = short(source.revision);
  const there = `${remote}/${name}`;
  const expected = `${there} at ${head}`;
  const push = `git push ${remote} HEAD:refs/heads/${name}`;
  const told = (found: string) => ({ expected, found });
  const found: Finding[] = [];
  switch (state.kind) {
    case 'same':
      break;
    case 'missing':
      found.push(finding('release-branch-missing', { ...told(`no branch ${name} on ${remote}`), push }));
      break;
    case 'ahead': {
      const commits = plural(state.commits, 'commit');
      found.push(
        finding('release-branch-not-pushed', {
          ...told(`${there} at ${short(state.remote)}, ${commits} before it`),
          push,
        }),
      );
      break;
    }
    case 'behind':
      found.push(finding('release-branch-behind', told(`${head}, ${plural(state.commits, 'commit')} behind ${there}`)));
      break;
    case 'diverged':
      found.push(finding('release-branch-behind', told(`${head} and ${there} at ${short(state.remote)} have parted`)));
      break;
    case 'elsewhere':
      found.push(
        finding('release-branch-behind', told(`${there} at ${short(state.remote)}, which this clone does not have`)),
      );
      break;
    case 'unknown':
      found.push(finding('release-remote-unreachable', { expected, found: state.reason }));
  }
  return found;
};

/** As git shows commits to people. */
export function short(revision: string): string {
  return revision.slice(0, 12);
}

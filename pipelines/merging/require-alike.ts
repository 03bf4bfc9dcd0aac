/** That the parts are parts of one thing: a report of other bytes is no evidence for these. */
import type { Report } from '../../schemas/types.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import type { Part } from './read-part.ts';

/** What has to be the same in all parts; undefined in a part that ended before it was known. */
const alike: Readonly<Record<string, (report: Report) => string | undefined>> = {
  'the package': ({ project }) => project,
  'the bytes (sha256)': ({ artifact }) => artifact?.sha256,
  'the earlier version (--against)': ({ previous }) =>
    previous && `${previous.name}@${previous.version} sha256 ${previous.sha256}`,
  'the policy (sha256)': ({ policy }) => policy?.sha256 ?? 'none',
  'the version of Shakedown': ({ shakedownVersion }) => shakedownVersion,
  'the contract': ({ suite }) => suite,
  'the suites': ({ suites }) => suites.map(({ name, chosen }) => `${name}${chosen ? '' : ' (not run)'}`).join(', '),
  'what --only asked for': ({ only }) => only ?? 'nothing',
  'the matrix': ({ matrix }) => matrix?.cells.join(', ') ?? 'none',
};

/**
 * @throws InputError for each thing in which a part is unlike the first that knows it, for each cell that was tried with
 * other versions, on other systems, in other shards, or twice
 */
export function requireAlike(parts: readonly Part[]): void {
  const problems = [
    ...Object.entries(alike).flatMap(([what, of]) => differing(parts, what, of)),
    ...cellProblems(parts),
  ];
  const [first, ...others] = problems;
  if (first) throw new InputError(first, ...others);
}

function differing(parts: readonly Part[], what: string, of: (report: Report) => string | undefined) {
  const known = parts.flatMap(({ name, report }) => {
    const found = of(report);
    return found === undefined ? [] : { name, found };
  });
  const [first, ...others] = known;
  return others
    .filter(({ found }) => found !== first?.found)
    .map(({ name, found }) =>
      finding('merge-unlike', { what, dir: name, found, other: first?.name ?? '', expected: first?.found ?? '' }),
    );
}

function cellProblems(parts: readonly Part[]) {
  const tried = parts.flatMap(({ name, report }) =>
    report.cells.map(({ id, manager, node }) => ({
      name,
      id,
      versions: `${manager.name} ${manager.version} on Node ${node.version}`,
      system: `${report.environment.platform} ${report.environment.arch}`,
      shard: report.matrix?.shard,
    })),
  );
  return tried.flatMap((each, at) => {
    const before = tried.slice(0, at).find(({ id }) => id === each.id);
    if (!before) return [];
    const args = { dir: each.name, other: before.name };
    if (before.versions !== each.versions) {
      return finding('merge-unlike', {
        what: `cell ${each.id}`,
        ...args,
        found: each.versions,
        expected: before.versions,
      });
    }
    if (before.system !== each.system) {
      const what = `the system of cell ${each.id}`;
      return finding('merge-unlike', { what, ...args, found: each.system, expected: before.system });
    }
    const [found, expected] = [each.shard?.of ?? 1, before.shard?.of ?? 1];
    if (found !== expected) {
      const what = `the number of shards of cell ${each.id}`;
      return finding('merge-unlike', { what, ...args, found: String(found), expected: String(expected) });
    }
    const twice = tried.slice(0, at).find(({ id, shard }) => id === each.id && shard?.index === each.shard?.index);
    const part = each.shard ? `shard ${each.shard.index}/${each.shard.of} of cell ${each.id}` : `cell ${each.id}`;
    return twice ? finding('merge-twice', { part, dir: each.name, other: twice.name }) : [];
  });
}

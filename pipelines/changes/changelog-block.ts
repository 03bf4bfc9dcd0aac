/** What goes into the changelog for a release, as Markdown. */
import type { PreparedChange, PreparedRelease } from '../../schemas/types.ts';
import { printable } from '../report/foreign-text.ts';
import type { Commit } from './commits.ts';

/**
 * As changesets writes it: a section for each kind of change, an item for each changeset.
 * @param updated packages of the same workspace that come along
 */
export function blockOfChangesets(
  version: string,
  changes: readonly PreparedChange[],
  updated: readonly PreparedRelease[],
): string {
  const sections = (['major', 'minor', 'patch'] as const).map((type) => {
    const items = changes.filter((change) => change.type === type).map(({ summary }) => item(summary));
    if (type === 'patch' && updated.length > 0) {
      const packages = updated.map(({ name, newVersion }) => `  - ${name}@${newVersion}`);
      items.push(['- Updated dependencies', ...packages].join('\n'));
    }
    return section(`${type.charAt(0).toUpperCase()}${type.slice(1)} Changes`, items);
  });
  return block(version, sections);
}

/** A section for each kind of commit; what says no kind comes last. */
export function blockOfCommits(version: string, commits: readonly Commit[]): string {
  const titles = { breaking: 'Breaking Changes', feature: 'Features', fix: 'Fixes', other: 'Other Changes' } as const;
  const sections = (['breaking', 'feature', 'fix', 'other'] as const).map((kind) =>
    section(
      titles[kind],
      commits.filter((commit) => commit.kind === kind).map((commit) => item(lineOf(commit))),
    ),
  );
  return block(version, sections);
}

function lineOf({ scope, summary, revision, breaking }: Commit): string {
  const line = `${scope === undefined ? '' : `**${scope}:** `}${summary} (${revision.slice(0, 7)})`;
  return breaking === undefined ? line : `${line}\n${breaking}`;
}

function block(version: string, sections: readonly string[]): string {
  const written = sections.filter((text) => text !== '');
  return [`## ${version}`, ...(written.length > 0 ? written : ['No changes that are worth a word.'])].join('\n\n');
}

function section(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `### ${title}\n\n${items.join('\n')}`;
}

/** Further lines belong to the item; what could act on a terminal is no part of a changelog. */
function item(text: string): string {
  const [first = '', ...others] = printable(text).trimEnd().split('\n');
  return [`- ${first}`, ...others.map((line) => (line.trim() === '' ? '' : `  ${line}`))].join('\n');
}

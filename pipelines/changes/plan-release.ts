/** What the next release of a package is: from its changesets, or from its commits where it has none. */
import { major, minor, prerelease } from 'semver';
import type { Finding, PreparationSources, PreparedRelease } from '../../schemas/types.ts';
import type { DirectorySubject } from '../artifact/subject.ts';
import { InputError, StageFailure } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { GitFailure, type GitHost } from '../git/git.ts';
import { type ReleaseTag, releaseTags } from '../git/release-tags.ts';
import { findRepository, type Repository } from '../git/repository.ts';
import { blockOfChangesets, blockOfCommits } from './changelog-block.ts';
import { type ChangesetsProject, findChangesets, type PendingChangesets, pendingChangesets } from './changesets.ts';
import { type Commit, commitsSince } from './commits.ts';
import { type Bump, bumpFrom, type Channel, highestBump, isOf, nextAfterTags } from './next-version.ts';

export interface ReleaseQuestion {
  subject: DirectorySubject;
  channel: Channel;
  /** how a release's tag is called, with {version} in it */
  template: string;
  /** the block of a version in the package's changelog, if it is the newest there */
  written: (version: string) => string | undefined;
}

export interface ReleasePlan {
  next: string;
  bump: Bump;
  /** what goes into the changelog; the changelog's own words where they are there */
  block: string;
  releases: PreparedRelease[];
  sources: PreparationSources;
  /** the changesets that this release uses */
  changesets?: { project: ChangesetsProject; pending: PendingChangesets };
  findings: Finding[];
}

/**
 * Plans; changes nothing.
 * @throws InputError for changesets that cannot be used, or where nothing tells what has changed; StageFailure where
 * nothing has; Interrupted
 */
export async function planRelease(question: ReleaseQuestion, host: GitHost): Promise<ReleasePlan> {
  const { subject, channel, template } = question;
  const search = await findRepository(subject.dir, host);
  const repository = 'found' in search ? search.found : undefined;
  const project = await findChangesets(subject.dir, repository?.root ?? subject.dir);
  const pending = project && (await pendingChangesets(project, subject, channel));
  try {
    const tags = repository ? await releaseTags(repository, template) : [];
    if (project && pending)
      return untagged(fromChangesets(question, project, cutShort(question, pending, tags) ?? pending), tags);
    if (!repository)
      throw new InputError(finding('changes-unknown', { reason: 'missing' in search ? search.missing : '' }));
    if (repository.shallow) throw new InputError(finding('changes-shallow-clone', {}));
    const prepared = project && preparedBefore(question, tags);
    return prepared ?? untagged(await fromCommits(question, repository, tags), tags);
  } catch (error) {
    if (error instanceof GitFailure) throw new InputError(finding('changes-unknown', { reason: error.message }));
    throw error;
  }
}

/** A release of another branch, or one that package.json was never raised to, may have taken the version. */
function untagged(plan: ReleasePlan, tags: readonly ReleaseTag[]): ReleasePlan {
  const taken = tags.find(({ version }) => version === plan.next);
  if (!taken) return plan;
  const { name: tag, revision } = taken;
  throw new StageFailure(finding('prepare-version-tagged', { version: plan.next, tag, found: revision.slice(0, 12) }));
}

/**
 * What is left of a preparation that was cut short: everything says the version already, with these very changes in
 * its changelog, no tag has it, and its changesets are not used up yet.
 */
function cutShort(
  { subject, channel, written }: ReleaseQuestion,
  pending: PendingChangesets,
  tags: readonly ReleaseTag[],
): PendingChangesets | undefined {
  const { name, version } = subject.manifest;
  const block = written(version);
  if (block === undefined || !isOf(channel, version) || tags.some((tag) => tag.version === version)) return undefined;
  if (!pending.changes.every(({ summary }) => block.includes(summary.split('\n', 1)[0] ?? ''))) return undefined;
  const releases = pending.releases.map((each) => (each.name === name ? { ...each, newVersion: version } : each));
  return { ...pending, next: version, releases };
}

function fromChangesets(
  { subject: { manifest }, written }: ReleaseQuestion,
  project: ChangesetsProject,
  pending: PendingChangesets,
): ReleasePlan {
  const { next, bump, changes, releases } = pending;
  const dependencies = Object.keys(manifest.dependencies ?? {});
  const updated = releases.filter(({ name }) => dependencies.includes(name));
  return {
    next,
    bump,
    block: written(next) ?? blockOfChangesets(next, changes, updated),
    releases,
    sources: { kind: 'changesets', changes },
    changesets: { project, pending },
    findings: [],
  };
}

/** All changesets are used, the changelog has the version, and no tag has: it waits for its release. */
function preparedBefore(
  { subject, channel, written }: ReleaseQuestion,
  tags: readonly ReleaseTag[],
): ReleasePlan | undefined {
  const { name, version } = subject.manifest;
  const block = written(version);
  if (block === undefined || !isOf(channel, version) || tags.some((tag) => tag.version === version)) return undefined;
  const last = lastStable(tags)?.version ?? '0.0.0';
  const bump = major(version) > major(last) ? 'major' : minor(version) > minor(last) ? 'minor' : 'patch';
  return {
    next: version,
    bump,
    block,
    releases: [{ name, type: bump, oldVersion: version, newVersion: version }],
    sources: { kind: 'changelog', changes: [] },
    findings: [],
  };
}

async function fromCommits(
  { subject, channel, template, written }: ReleaseQuestion,
  repository: Repository,
  tags: readonly ReleaseTag[],
): Promise<ReleasePlan> {
  const { name, version: current } = subject.manifest;
  const stable = lastStable(tags);
  const last = channel === 'stable' ? stable : tags.find(({ reachable }) => reachable);
  const [commits, all] = await Promise.all([
    commitsSince(repository, last?.revision),
    commitsSince(repository, stable?.revision),
  ]);
  if (commits.length === 0) {
    throw new StageFailure(finding('nothing-to-release', { name, since: last?.name ?? 'the beginning' }));
  }
  const bump = highestBump(all.map((commit) => commit.bump));
  const tagged = tags.map(({ version }) => version);
  const next = nextAfterTags({ current, lastStable: stable?.version, tagged }, bump, channel);
  const type = bumpFrom(stable?.version ?? '0.0.0', bump);
  return {
    next,
    bump: type,
    block: written(next) ?? blockOfCommits(next, commits),
    releases: [{ name, type, oldVersion: current, newVersion: next }],
    sources: {
      kind: 'commits',
      ...(last ? { since: { tag: last.name, revision: last.revision } } : {}),
      changes: commits.map((commit: Commit) => ({ id: commit.revision, type: commit.bump, summary: commit.summary })),
    },
    findings: last ? [] : [finding('changes-without-release-tag', { template, count: commits.length })],
  };
}

function lastStable(tags: readonly ReleaseTag[]): ReleaseTag | undefined {
  return tags.find(({ version, reachable }) => reachable && prerelease(version) === null);
}

/** What a release changes in the files of its source: planned first, and then written or not. */
import { join, relative, resolve } from 'node:path';
import { valid } from 'semver';
import type { PreparedFile } from '../../schemas/types.ts';
import type { DirectorySubject } from '../artifact/subject.ts';
import type { GitHost } from '../git/git.ts';
import { findRepository } from '../git/repository.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
import { findChangelog } from '../versions/changelog-place.ts';
import { lockfilePlaces, manifestPlace } from '../versions/json-places.ts';
import { locateInJson } from '../versions/locate-in-json.ts';
import type { Place } from '../versions/place.ts';
import { namedPlaces, policyPlace } from '../versions/policy-places.ts';
import { pythonVersion } from '../versions/same-version.ts';
import { readSourceJson, readSourceText } from '../versions/source-file.ts';
import { blockIn, withBlock } from './changelog-file.ts';
import type { ReleasePlan } from './plan-release.ts';

/** `text`: what the file is to hold; `moveTo`: where it goes; neither: it goes away. */
export interface FileChange extends Pick<PreparedFile, 'file' | 'change'> {
  /** absolute */
  path: string;
  text?: string;
  moveTo?: string;
  /** it is so already */
  satisfied: boolean;
}

export interface FilesQuestion {
  subject: DirectorySubject;
  plan: ReleasePlan;
  policy: LoadedPolicy | undefined;
  /** where the policy's path starts, absolute */
  cwd: string;
}

/**
 * Every file that states the version as text, the changelog, and the changesets that are used, in the order in which
 * they are written. Wheels are built, not written.
 * @throws InputError for a place of the policy that cannot be one
 */
export async function planFiles(question: FilesQuestion, host: GitHost): Promise<FileChange[]> {
  const { subject, plan, policy, cwd } = question;
  const { dir, manifest } = subject;
  const search = await findRepository(dir, host);
  const others = [
    ...(await lockfilePlaces(dir, 'found' in search ? search.found : undefined)),
    ...(policy ? await namedPlaces(dir, policy) : []),
  ];
  return [
    await changelogChange(subject, plan),
    ...(await versionChanges(others, dir, plan.next)),
    ...(policy ? await policyChange(policy, manifest.name, cwd, plan.next) : []),
    // After this the next version would be another one; what is left is to use up the changesets.
    ...(await versionChanges([await manifestPlace(dir)], dir, plan.next)),
    ...changesetChanges(dir, plan),
  ];
}

/** One change a file, whatever number of places it has. */
async function versionChanges(places: readonly Place[], dir: string, next: string): Promise<FileChange[]> {
  const byFile = Map.groupBy(
    places.flatMap((place) =>
      place.state === 'states' && place.file !== undefined && place.written?.as === 'text'
        ? [{ file: place.file, place, says: place.says, span: place.written.span, to: asWritten(place.says, next) }]
        : [],
    ),
    ({ file }) => file,
  );
  const changes: FileChange[] = [];
  for (const [file, edits] of byFile) {
    const read = await readSourceText(dir, file);
    if ('missing' in read) throw new Error(`${file} was there a moment ago, and now: ${read.missing}`);
    // From the end, so that the places before keep theirs.
    const text = edits
      .toSorted((a, b) => b.span.start - a.span.start)
      .reduce((before, { span, to }) => before.slice(0, span.start) + to + before.slice(span.end), read.found);
    const change = edits.map(({ place, says, to }) => `${place.where.slice(file.length)} ${says} -> ${to}`).join(', ');
    changes.push({
      file,
      path: join(dir, file),
      change: change.replace(/^[#:]/, ''),
      text,
      satisfied: text === read.found,
    });
  }
  return changes;
}

/** With a v, or as Python writes it, where that is how it is written. */
function asWritten(says: string, next: string): string {
  if (/^v\d/.test(says)) return `v${next}`;
  return valid(says) === null ? (pythonVersion(next) ?? next) : next;
}

async function policyChange(policy: LoadedPolicy, name: string, cwd: string, next: string): Promise<FileChange[]> {
  const place = policyPlace(policy, name);
  if (place.state !== 'states' || place.pointer === undefined) return [];
  const path = resolve(cwd, policy.file);
  const read = await readSourceJson('/', relative('/', path));
  const span = 'found' in read ? locateInJson(read.found.text, place.pointer) : undefined;
  if (!('found' in read) || !span) return [];
  const { text: before } = read.found;
  const text = before.slice(0, span.start) + JSON.stringify(next) + before.slice(span.end);
  const change = `${place.pointer} ${place.says} -> ${next}`;
  return [{ file: policy.file, path, change, text, satisfied: text === before }];
}

async function changelogChange(
  { dir, manifest: { name } }: DirectorySubject,
  { next, block }: ReleasePlan,
): Promise<FileChange> {
  const file = (await findChangelog(dir)) ?? 'CHANGELOG.md';
  const read = await readSourceText(dir, file);
  const before = 'found' in read ? read.found : '';
  const satisfied = blockIn(before, name, next) !== undefined;
  const text = satisfied ? before : withBlock(before, name, block);
  return { file, path: join(dir, file), change: `the block of ${next}`, text, satisfied };
}

/** As changesets do: a stable release uses them up, a prerelease keeps them for the stable one. */
function changesetChanges(dir: string, { changesets }: ReleasePlan): FileChange[] {
  if (!changesets) return [];
  const { project, pending } = changesets;
  const folder = join(project.root, '.changeset');
  const at = (name: string) => ({
    file: relative(dir, join(folder, name)),
    path: join(folder, name),
    satisfied: false,
  });
  const stable = !pending.next.includes('-');
  if (stable) {
    return [
      ...pending.used.map((id) => ({ ...at(`${id}.md`), change: 'used: removed' })),
      ...(project.pre ? [{ ...at('pre.json'), change: 'no prerelease any more: removed' }] : []),
    ];
  }
  const state = { mode: 'pre', tag: 'rc', initialVersions: pending.versions, changesets: [], ...project.pre };
  if (project.style === 2) {
    const listed = { ...state, changesets: [...state.changesets, ...pending.used] };
    return [{ ...at('pre.json'), change: `used: ${pending.used.join(', ')}`, text: json(listed) }];
  }
  return [
    ...(project.pre?.mode === 'pre'
      ? []
      : [{ ...at('pre.json'), change: 'a prerelease: rc', text: json({ mode: 'pre', tag: 'rc' }) }]),
    ...pending.used.map((id) => ({
      ...at(`${id}.md`),
      change: 'used: moved to pre',
      moveTo: join(folder, 'pre', `${id}.md`),
    })),
  ];
}

const json = (document: object): string => `${JSON.stringify(document, null, 2)}\n`;

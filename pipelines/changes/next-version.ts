/** Which version comes next: by semver.org, with prereleases called rc. */
import { gt, inc, major, prerelease, valid } from 'semver';

export type Channel = 'stable' | 'rc';
export type Bump = 'major' | 'minor' | 'patch';

const order = ['none', 'patch', 'minor', 'major'] as const;

/** The highest of them; a release that nobody gives a kind is a patch. */
export function highestBump(bumps: readonly (Bump | 'none')[]): Bump {
  const highest = order[Math.max(0, ...bumps.map((bump) => order.indexOf(bump)))];
  return highest === undefined || highest === 'none' ? 'patch' : highest;
}

/**
 * The next version of a package whose changes since `current` say what they are. From a prerelease, what it stands for
 * counts: a minor change in 1.3.0-rc.0 leads to 1.3.0, a breaking one to 2.0.0.
 */
export function nextVersion(current: string, bump: Bump, channel: Channel): string {
  const target = raised(current, bump);
  if (channel === 'stable') return target;
  const number = candidateOf(current, target);
  return `${target}-rc.${number === undefined ? 0 : number + 1}`;
}

export interface Released {
  /** what package.json says */
  current: string;
  /** of the last stable release, if there is one */
  lastStable: string | undefined;
  /** every version that has a tag */
  tagged: readonly string[];
}

/**
 * The next version of a package whose releases are known by their tags: higher than the last stable one by what has
 * changed since, and not lower than what package.json was raised to. One that is prepared and not tagged yet comes out
 * again. Below 1.0.0 a breaking change raises the minor version (semver.org, item 4): 1.0.0 is somebody's decision.
 */
export function nextAfterTags({ current, lastStable, tagged }: Released, bump: Bump, channel: Channel): string {
  const last = lastStable ?? '0.0.0';
  const required = raised(last, bumpFrom(last, bump));
  const meant = withoutPrerelease(current);
  const target = gt(meant, required) ? meant : required;
  if (channel === 'stable') return target;
  const numbers = tagged.map((version) => candidateOf(version, target) ?? -1);
  const next = Math.max(-1, ...numbers) + 1;
  return `${target}-rc.${Math.max(next, candidateOf(current, target) ?? 0)}`;
}

/** What a change is in a version below 1.0.0. */
export function bumpFrom(version: string, bump: Bump): Bump {
  return bump === 'major' && major(version) === 0 ? 'minor' : bump;
}

/** Whether `version` is one that the channel makes. */
export function isOf(channel: Channel, version: string): boolean {
  const parts = prerelease(version);
  return channel === 'stable' ? parts === null : parts?.[0] === 'rc';
}

function raised(version: string, bump: Bump): string {
  const next = inc(version, bump);
  if (next === null) throw new Error(`${version} is no semantic version`);
  return next;
}

function withoutPrerelease(version: string): string {
  return valid(version.replace(/[-+].*$/, '')) ?? version;
}

/** N of `<target>-rc.N`. */
function candidateOf(version: string, target: string): number | undefined {
  const number = version.startsWith(`${target}-rc.`) ? prerelease(version)?.[1] : undefined;
  return typeof number === 'number' ? number : undefined;
}

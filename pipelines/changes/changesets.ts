/** Changesets that are not released yet, and what they make of the package. */
import { access, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { minVersion, validRange } from 'semver';
import type { ChangesetsPreState, PreparedChange, PreparedRelease } from '../../schemas/types.ts';
import { errorCode } from '../../smoke/process/error-code.ts';
import { check, describeProblem } from '../../smoke/schema/validate.ts';
import type { DirectorySubject } from '../artifact/subject.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { valueIn } from '../versions/locate-in-json.ts';
import { type Bump, type Channel, nextVersion } from './next-version.ts';

/** A project that uses changesets. */
export interface ChangesetsProject {
  /** absolute; has .changeset */
  root: string;
  pre?: ChangesetsPreState;
  /** Version 2 lists in pre.json what has been used, version 3 moves it. */
  style: 2 | 3;
}

export interface PendingChangesets {
  bump: Bump;
  next: string;
  /** those that name the package */
  changes: PreparedChange[];
  releases: PreparedRelease[];
  /** ids of all that are used by this release, those of other packages and of nobody included */
  used: string[];
  /** versions before the release, by name */
  versions: Record<string, string>;
}

/**
 * The nearest directory with a .changeset, from the package's own to `top`.
 * @throws InputError for a pre.json that is none
 */
export async function findChangesets(dir: string, top: string): Promise<ChangesetsProject | undefined> {
  for (let root = dir; ; root = dirname(root)) {
    if (await isThere(join(root, '.changeset', 'config.json'))) {
      const pre = await readPreState(join(root, '.changeset', 'pre.json'));
      const style = pre ? (pre.changesets ? 2 : 3) : await declaredStyle(root);
      return { root, style, ...(pre ? { pre } : {}) };
    }
    if (root === top || root === dirname(root)) return undefined;
  }
}

/**
 * What `changeset version` would do, by changesets' own rules for dependents, fixed and linked packages. Reads only.
 * @returns undefined when no changeset releases the package
 * @throws InputError for a changeset, or a configuration, that cannot be used
 */
export async function pendingChangesets(
  { root, pre, style }: ChangesetsProject,
  { manifest }: DirectorySubject,
  channel: Channel,
): Promise<PendingChangesets | undefined> {
  if (channel === 'rc' && pre?.mode === 'pre' && pre.tag !== 'rc') {
    throw new InputError(finding('changesets-of-another-prerelease', { tag: pre.tag }));
  }
  const { plan, versions } = await planOf(root, { channel, pre, before: style === 2 ? (pre?.changesets ?? []) : [] });
  const releases = plan.releases.flatMap(({ name, type, oldVersion, newVersion }): PreparedRelease[] => {
    if (type === 'none' || oldVersion === undefined || newVersion === undefined) return [];
    return [{ name, type, oldVersion, newVersion: nextVersion(oldVersion, type, channel) }];
  });
  const own = releases.find(({ name }) => name === manifest.name);
  if (!own) return undefined;
  const named = new Set(plan.releases.map(({ name }) => name));
  return {
    bump: own.type,
    next: own.newVersion,
    changes: plan.changesets.flatMap(({ id, summary, releases: each }) => {
      const type = each.find(({ name }) => name === manifest.name)?.type;
      return type === undefined ? [] : [{ id, type, summary }];
    }),
    releases,
    used: plan.changesets
      .filter((each) => each.releases.length === 0 || each.releases.some(({ name }) => named.has(name)))
      .map(({ id }) => id),
    versions,
  };
}

interface PlanQuestion {
  channel: Channel;
  pre: ChangesetsPreState | undefined;
  /** ids of what earlier prereleases have used, where that is not told by their place */
  before: readonly string[];
}

/** changesets' own reading, of which every fault is a fault of the files. */
async function planOf(root: string, { channel, pre, before }: PlanQuestion) {
  const [{ readChangesets }, { readConfig }, { assembleReleasePlan }, { getPackages }] = await Promise.all([
    import('@changesets/read'),
    import('@changesets/config'),
    import('@changesets/assemble-release-plan'),
    import('@manypkg/get-packages'),
  ]);
  try {
    const packages = await getPackages(root);
    if (packages.rootDir !== root)
      throw new Error(`${packages.rootDir} is a workspace around the directory of .changeset`);
    const [{ config, errors }, all] = await Promise.all([readConfig(root, packages), readChangesets(root)]);
    if (!config) throw new Error(errors.join(' '));
    const changesets = channel === 'rc' ? all.filter(({ id }) => !before.includes(id)) : all;
    const state =
      channel === 'rc' ? ({ mode: 'pre', tag: 'rc' } as const) : pre && ({ mode: 'exit', tag: pre.tag } as const);
    const versions = packages.packages.map(({ packageJson }) => [packageJson.name, packageJson.version] as const);
    return { plan: assembleReleasePlan(changesets, packages, config, state), versions: Object.fromEntries(versions) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new InputError(finding('changesets-unusable', { reason: error.message }, { file: '.changeset' }));
  }
}

async function readPreState(file: string): Promise<ChangesetsPreState | undefined> {
  try {
    const checked = check('changesets-pre-state', JSON.parse(await readFile(file, 'utf8')));
    if (checked.ok) return checked.value;
    throw unusable(checked.problems.map(describeProblem).join('; '));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    if (error instanceof SyntaxError) throw unusable(`it is not JSON: ${error.message}`);
    throw error;
  }
}

const unusable = (reason: string): InputError =>
  new InputError(finding('changesets-unusable', { reason }, { file: '.changeset/pre.json' }));

/** What the project says of the changesets that it is written for. */
async function declaredStyle(root: string): Promise<2 | 3> {
  try {
    const document: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    for (const field of ['devDependencies', 'dependencies']) {
      const range = valueIn(document, `/${field}/@changesets~1cli`);
      if (typeof range === 'string' && validRange(range) !== null) return minVersion(range)?.major === 2 ? 2 : 3;
    }
    return 3;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return 3;
    throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return false;
  }
}

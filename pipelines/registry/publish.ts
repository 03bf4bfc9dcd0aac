/** Publishes the artifact to the throwaway registry, and to nowhere else (design, decision 6). */
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type CommandResult, describeEnd } from '../../smoke/process/command-result.ts';
import type { RunOptions } from '../../smoke/process/run.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { StageFailure } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { readNpmError, readPacked } from '../npm/json.ts';
import type { NpmCommand } from '../npm/npm.ts';
import { routeTo } from './route.ts';

export interface PublishOptions extends Omit<RunOptions, 'cwd'> {
  /** URL of the throwaway registry, with a slash at its end. */
  registry: string;
  /** dist-tag; npm refuses a prerelease without one. */
  tag: string;
  npm: NpmCommand;
  /** The npmrc that `env` names as userconfig: npm insists on a token, any is good enough here. */
  userconfig: string;
}

/** A publish takes well under a second; a hanging one must not hold up a release. */
export const publishTimeoutMs = 120_000;

/**
 * Publishes; the flags win over `publishConfig.registry` and over a scope's registry in any npmrc.
 * @throws StageFailure when npm fails, names another registry than `registry`, or publishes other bytes
 */
export async function publishArtifact(artifact: Artifact, options: PublishOptions): Promise<void> {
  const { registry, tag, npm, userconfig, ...run } = options;
  const { host, pathname } = new URL(registry);
  await writeFile(userconfig, `//${host}${pathname}:_authToken=throwaway\n`);
  const { manifest } = artifact;
  const result = await npm(
    [
      'publish',
      `./${manifest.file}`,
      ...routeTo(registry, manifest.name),
      // Without it npm looks for a project above and reads that project's npmrc, which may name a proxy.
      `--prefix=${dirname(userconfig)}`,
      // The word about where it publishes to is a notice.
      '--loglevel=notice',
      '--access=public',
      `--tag=${tag}`,
      '--no-provenance',
      '--ignore-scripts',
      '--foreground-scripts=false',
      '--dry-run=false',
      '--json',
    ],
    { ...run, cwd: dirname(artifact.file) },
  );
  const targets = publishingTo(result);
  const elsewhere = targets.find((target) => target !== registry);
  if (elsewhere !== undefined) {
    const args = { expected: registry, found: elsewhere };
    throw new StageFailure(finding('published-elsewhere', args, { stage: 'publish' }));
  }
  if (result.kind !== 'exited' || result.code !== 0) {
    const error = readNpmError(result.stdout);
    const said = [error?.code, error?.summary ?? result.stderr.trim().split('\n').at(-1)].filter(Boolean).join(' ');
    const reason = said || 'it said nothing';
    const how = describeEnd(result);
    throw new StageFailure(finding('publish-failed', { how, reason }, { stage: 'publish' }));
  }
  if (targets.length === 0) {
    throw new StageFailure(finding('publish-target-unknown', { expected: registry }, { stage: 'publish' }));
  }
  const published = readPacked(result.stdout);
  if (published?.integrity !== manifest.integrity) {
    const found = published?.integrity ?? 'no description of what was published';
    throw new StageFailure(
      finding('published-other-bytes', { expected: manifest.integrity, found }, { stage: 'publish' }),
    );
  }
}

/** npm says where it publishes to, on stderr, before it does: `npm notice Publishing to URL with tag ...`. */
function publishingTo({ stderr }: CommandResult): string[] {
  return [...stderr.matchAll(/^npm notice Publishing to (\S+) with tag /gm)].map(([, target = '']) => target);
}

/** That a project holds the packed bytes, by what its package manager keeps of them. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Handover } from '../../schemas/types.ts';
import { errorCode } from '../../smoke/process/error-code.ts';
import { check, describeProblem } from '../../smoke/schema/validate.ts';
import type { Artifact } from '../artifact/artifact.ts';
import type { ManagerName } from '../toolchain/tool-spec.ts';
import { handover, proveLockfile } from './handovers.ts';
import { packedFiles } from './packed-files.ts';

/**
 * @param projectDir absolute; the manager has installed the package in it
 * @param registry where npm's lockfile must say that it came from
 */
export async function proveInProject(
  manager: ManagerName,
  artifact: Artifact,
  projectDir: string,
  registry: string,
): Promise<Handover> {
  const { name, version, integrity } = artifact.manifest;
  const locked = (found: string): Handover => handover('lockfile in the project', integrity, found);
  switch (manager) {
    case 'npm':
      return await proveLockfile(artifact, projectDir, registry);
    case 'pnpm': {
      const checked = check('pnpm-lockfile', await readYaml(join(projectDir, 'pnpm-lock.yaml')));
      if (!checked.ok) return locked(checked.problems.map(describeProblem).join('; '));
      return locked(checked.value.packages[`${name}@${version}`]?.resolution.integrity ?? 'no entry with an integrity');
    }
    case 'bun': {
      const checked = check('bun-lockfile', await readYaml(join(projectDir, 'bun.lock')));
      if (!checked.ok) return locked(checked.problems.map(describeProblem).join('; '));
      const entry = checked.value.packages[name] ?? [];
      const last = entry.length > 1 ? entry.at(-1) : undefined;
      return locked(typeof last === 'string' && last !== '' ? last : 'no entry with an integrity');
    }
    case 'yarn':
      // Its lockfile holds a hash of an archive of its own making.
      return await proveFiles(artifact, join(projectDir, 'node_modules', name));
  }
}

/** Every packed file is in `dir` with the packed bytes; what the package bundles is the manager's to place. */
async function proveFiles({ file }: Artifact, dir: string): Promise<Handover> {
  const expected = createHash('sha256');
  const found = createHash('sha256');
  const different: string[] = [];
  const packed = await packedFiles(file);
  for (const { path, sha256: hash } of packed) {
    expected.update(`${path}\0${hash}\n`);
    const installed = await readFile(join(dir, path)).then(hashOf, (error: unknown) => {
      const code = errorCode(error);
      if (code === undefined) throw error;
      return code;
    });
    found.update(`${path}\0${installed}\n`);
    if (installed !== hash) different.push(`${path} (${installed.length === 64 ? 'other bytes' : installed})`);
  }
  const words = (digest: string): string => `${packed.length} files, sha256-${digest}`;
  const first = different.slice(0, 3).join(', ');
  const wrong = different.length > 0 ? `${different.length} not as packed: ${first}` : undefined;
  return handover('files in the project', words(expected.digest('hex')), wrong ?? words(found.digest('hex')));
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** bun.lock, which is JSON with commas too many, is YAML too. @returns undefined where there is none, a string that says why where it is not one */
async function readYaml(path: string): Promise<unknown> {
  const { parse, YAMLParseError } = await import('yaml');
  try {
    return parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof YAMLParseError) return error.message;
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

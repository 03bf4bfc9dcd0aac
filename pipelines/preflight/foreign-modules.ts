/**
 * Directories of the host in which Node would find what the package under test has not declared. Node looks into the
 * node_modules of every directory above a file, and nothing that a sandbox could hold ends that search
 * (https://nodejs.org/api/modules.html#loading-from-node_modules-folders).
 */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Preflight } from '../../schemas/types.ts';
import { errorCode } from '../../smoke/process/error-code.ts';

type Blocker = Preflight['blockers'][number];

/**
 * One for each of them. NODE_PATH and the directories of the home are no matter: a sandbox has its own.
 * @param dir the workspace, an absolute real path; nothing is looked for in it
 * @param nodePath absolute real path of the Node that runs the package
 */
export function foreignModules(dir: string, nodePath: string): Blocker[] {
  const ancestors = ancestorsOf(dir);
  const above = ancestors.map((each) => join(each, 'node_modules'));
  // A Node under Plug'n'Play loads that of whatever directory above a file has one, and so do bundlers.
  const plugAndPlay = ancestors.map((each) => join(each, '.pnp.cjs'));
  // Which only require() looks into: https://nodejs.org/api/modules.html#loading-from-the-global-folders
  const ofNode = resolve(nodePath, '..', '..', 'lib', 'node');
  return [
    ...above.filter(mayHoldPackages).map((found) => ({
      code: 'modules-above',
      expected: `no node_modules above ${dir}, from which Node would take what the package has not declared`,
      found,
      remediation: `Remove ${found}, or set TMPDIR to a directory that has no node_modules above it.`,
    })),
    ...plugAndPlay
      .filter((path) => existsSync(path))
      .map((found) => ({
        code: 'modules-above',
        expected: `no .pnp.cjs above ${dir}, by which Yarn's Node would find the packages of another project`,
        found,
        remediation: `Set TMPDIR to a directory that has no .pnp.cjs above it, or remove ${found}.`,
      })),
    ...[ofNode].filter(mayHoldPackages).map((found) => ({
      code: 'modules-of-node',
      expected: `a Node (${nodePath}) without packages for all, from which it would take what the package has not declared`,
      found,
      remediation: `Remove ${found}, or set SHAKEDOWN_NODE to another Node.`,
    })),
  ];
}

/** From the nearest to the root. */
function ancestorsOf(dir: string): string[] {
  const above = dirname(dir);
  return above === dir ? [] : [above, ...ancestorsOf(above)];
}

/** No package has a name that begins with a dot; commands are found in .bin. One that may not be listed may hold any. */
function mayHoldPackages(path: string): boolean {
  try {
    return readdirSync(path).some((name) => !name.startsWith('.') || name === '.bin');
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return !['ENOENT', 'ENOTDIR', 'ELOOP'].includes(code);
  }
}

/** Finds the JavaScript behind a tool's name, without the shims in node_modules/.bin, which differ by platform. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LauncherFailure } from './failure.mjs';

const home = new URL('../../', import.meta.url);

/**
 * @param {string} tool the name of a bin of one of our dependencies
 * @returns {string} the path of the program
 * @throws {LauncherFailure}
 */
export function toolProgram(tool) {
  const { dependencies, devDependencies } = manifest(home) ?? {};
  const names = Object.keys({ ...dependencies, ...devDependencies });
  let missing = 0;
  for (const name of names) {
    const directory = new URL(`node_modules/${name}/`, home);
    const found = manifest(directory);
    if (!found) missing++;
    const program = found && binsOf(name, found)[tool];
    if (program) return fileURLToPath(new URL(program, directory));
  }
  if (missing > 0) {
    throw new LauncherFailure(
      3,
      'dependency-missing',
      `${tool} is not there: ${missing} of ${names.length} dependencies are not installed.`,
      'run `npm ci`.',
    );
  }
  throw new LauncherFailure(
    2,
    'unknown-tool',
    `expected a file (.ts, .mjs, .js) or the command of a dependency of this package, found ${tool}.`,
    'correct the name, or add the package that has this command to package.json.',
  );
}

/**
 * @param {string} name
 * @param {Manifest} found
 * @returns {Record<string, string>}
 */
function binsOf(name, { bin = {} }) {
  return typeof bin === 'string' ? { [name.replace(/^@[^/]*\//, '')]: bin } : bin;
}

/**
 * @typedef {{ bin?: string | Record<string, string>, dependencies?: Record<string, string>, devDependencies?: Record<string, string> }} Manifest
 * @param {URL} directory
 * @returns {Manifest | undefined} undefined where there is no package
 */
function manifest(directory) {
  try {
    return JSON.parse(readFileSync(new URL('package.json', directory), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

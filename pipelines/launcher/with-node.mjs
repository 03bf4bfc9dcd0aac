/**
 * `node with-node.mjs CMD [ARGS...]`: runs a development tool of this repository (vitest, tsc, biome, knip, changeset)
 * or a file (.ts, .mjs, .js) with a Node that is new enough, whatever Node this one is.
 */
import { existsSync } from 'node:fs';
import { delimiter, dirname, resolve } from 'node:path';
import { cacheHome } from './cache-home.mjs';
import { chooseNode } from './choose-node.mjs';
import { LauncherFailure, sayingFailures } from './failure.mjs';
import { runningNode } from './node-version.mjs';
import { spawnNode } from './spawn-node.mjs';
import { toolProgram } from './tool-program.mjs';
import { needsRegistration, registration } from './typescript-support.mjs';

const { env, argv } = process;
const [command, ...args] = argv.slice(2);

await sayingFailures(async () => {
  if (!command) {
    throw new LauncherFailure(
      2,
      'usage',
      'expected a tool or a file to run, found nothing.',
      'usage: with-node.mjs CMD [ARGS...]',
    );
  }
  const isFile = /\.(ts|mjs|js)$/.test(command);
  const program = isFile ? existingFile(command) : toolProgram(command);
  const node = await chooseNode({ env, running: runningNode(), say: (line) => process.stderr.write(`${line}\n`) });
  const flags = program.endsWith('.ts') && needsRegistration(node, program) ? ['--import', registration] : [];
  // A tool that starts `node` shall find the same one, and what was compiled before: the tests start hundreds.
  const path = `${dirname(node.path)}${delimiter}${env.PATH ?? ''}`;
  const forTools = { NODE_COMPILE_CACHE: cacheHome(env, 'compiled'), ...env, PATH: path };
  process.exitCode = await spawnNode(node.path, [...flags, program, ...args], {
    env: isFile ? env : forTools,
    runs: 'tool',
  });
}, []);

/** @param {string} file */
function existingFile(file) {
  const path = resolve(file);
  if (existsSync(path)) return path;
  throw new LauncherFailure(
    2,
    'file-missing',
    `expected a file to run, found nothing at ${path}.`,
    'correct the path.',
  );
}

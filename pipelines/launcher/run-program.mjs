/**
 * Runs the program, pipelines/main.ts, in this process, which runs on a Node that is new enough. Imported by
 * shakedown.mjs or, when that one had to choose another Node, the entry point of the child: the program must take its
 * arguments from process.argv.slice(2) and nothing from process.argv[1].
 */
import { enableCompileCache } from 'node:module';
import { cacheHome } from './cache-home.mjs';
import { sayingFailures } from './failure.mjs';
import { runningNode } from './node-version.mjs';
import { needsRegistration, registration } from './typescript-support.mjs';

await sayingFailures(async () => {
  // Halves the time to the first word: types are stripped and code is compiled once, not at every start. Where the
  // directory cannot be written, Node goes on without.
  enableCompileCache(cacheHome(process.env, 'compiled'));
  const program = new URL('../main.ts', import.meta.url).href;
  if (needsRegistration(runningNode(), program)) {
    await import(registration);
    process.execArgv.push('--import', registration);
  }
  await import(program);
}, process.argv.slice(2));

/**
 * Runs the program, pipelines/main.ts, in this process, which runs on a Node that is new enough. Imported by
 * shakedown.mjs or, when that one had to choose another Node, the entry point of the child: the program must take its
 * arguments from process.argv.slice(2) and nothing from process.argv[1].
 */
import { sayingFailures } from './failure.mjs';
import { runningNode } from './node-version.mjs';
import { needsRegistration, registration } from './typescript-support.mjs';

await sayingFailures(async () => {
  const program = new URL('../main.ts', import.meta.url).href;
  if (needsRegistration(runningNode(), program)) {
    await import(registration);
    process.execArgv.push('--import', registration);
  }
  await import(program);
}, process.argv.slice(2));

/** Imported by shakedown.mjs when the running Node may not do: chooses one and runs the program on it. */
import { fileURLToPath } from 'node:url';
import { chooseNode } from './choose-node.mjs';
import { sayingFailures } from './failure.mjs';
import { runningNode } from './node-version.mjs';
import { spawnNode } from './spawn-node.mjs';

const { env, argv } = process;
const args = argv.slice(2);
const running = runningNode();

await sayingFailures(async () => {
  const node = await chooseNode({ env, running, say: (line) => process.stderr.write(`${line}\n`) });
  if (node === running) {
    await import('./run-program.mjs');
  } else {
    const entry = fileURLToPath(new URL('./run-program.mjs', import.meta.url));
    process.exitCode = await spawnNode(node.path, [entry, ...args], { env, runs: 'program' });
  }
}, args);

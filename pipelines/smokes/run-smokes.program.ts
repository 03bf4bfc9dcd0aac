/** For tests: runs the smokes of a folder in a process of its own, and prints what became of them and of the process. */
import { readFile } from 'node:fs/promises';
import { parseAs } from '../../smoke/schema/validate.ts';
import { runSmokes } from './installed-package.ts';

const [, , folder = '', contextFile = ''] = process.argv;
const context = parseAs('smoke-context', JSON.parse(await readFile(contextFile, 'utf8')), contextFile);

const handlers = (): number[] =>
  ['SIGINT', 'SIGTERM', 'exit', 'unhandledRejection'].map((event) => process.listenerCount(event));
const before = handlers();
const during = new Set<string>();
const emit = (): void => {
  during.add(handlers().join());
};
const { results } = await runSmokes(folder, { context, emit });
process.stdout.write(
  JSON.stringify({
    outcomes: results.map(({ outcome }) => outcome),
    handlers: [...new Set([before.join(), ...during, handlers().join()])],
    exitCode: process.exitCode ?? null,
    nodeEnv: process.env.NODE_ENV ?? null,
  }),
);

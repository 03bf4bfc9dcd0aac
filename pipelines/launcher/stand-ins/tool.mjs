/** Stands in for a development tool: says how it was started. */
import { delimiter } from 'node:path';

const { NODE_COMPILE_CACHE: compiled } = process.env;
const [firstOnPath] = (process.env.PATH ?? '').split(delimiter);
process.stdout.write(
  JSON.stringify({ args: process.argv.slice(2), firstOnPath, compiled, channel: Boolean(process.send) }),
);

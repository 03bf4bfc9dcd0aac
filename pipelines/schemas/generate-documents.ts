/**
 * Writes what the documents say of the policy's fields, between its two marks in README.md, from the schema:
 * `npm run types`; with `--check` it only compares. Exit 1 when the committed text is not what the schema says.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { policyTable } from './policy-table.ts';

const root = resolve(import.meta.dirname, '../..');
const target = join(root, 'README.md');
const [begin, end] = ['<!-- policy fields: begin -->', '<!-- policy fields: end -->'];

const table = policyTable(JSON.parse(readFileSync(join(root, 'schemas/release-policy.schema.json'), 'utf8')));
const found = readFileSync(target, 'utf8');
const [from, to] = [found.indexOf(begin), found.indexOf(end)];
if (from < 0 || to < from) throw new Error(`README.md: expected ${begin} and then ${end}`);
const wanted = `${found.slice(0, from)}${begin}\n\n${table}\n\n${found.slice(to)}`;
/** The formatter pads the cells of a table; what they say does not change by that. */
const unpadded = (text: string): string => text.replace(/ +\|/g, ' |').replace(/\| +/g, '| ').replace(/-{3,}/g, '---');
const same = unpadded(found) === unpadded(wanted);
if (!process.argv.includes('--check')) {
  if (!same) writeFileSync(target, wanted);
} else if (!same) {
  process.stderr.write(
    'README.md does not have the fields of the policy as their schema has them. Run: npm run types\n',
  );
  process.exitCode = 1;
}

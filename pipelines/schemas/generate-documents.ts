/**
 * Writes what README.md says of the fields of a policy and of a contract, each between its two marks, from their schemas:
 * `npm run types`; with `--check` it only compares. Exit 1 when the committed text is not what the schemas say.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fieldTable } from './field-table.ts';

const root = resolve(import.meta.dirname, '../..');
const target = join(root, 'README.md');
const tables = [
  { what: 'policy', schema: 'release-policy' },
  { what: 'contract', schema: 'contract' },
];

/** @throws Error where a document has not both marks, in this order */
function withTable(document: string, { what, schema }: { what: string; schema: string }): string {
  const [begin, end] = [`<!-- ${what} fields: begin -->`, `<!-- ${what} fields: end -->`];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md: expected ${begin} and then ${end}`);
  const table = fieldTable(JSON.parse(readFileSync(join(root, `schemas/${schema}.schema.json`), 'utf8')));
  return `${document.slice(0, from)}${begin}\n\n${table}\n\n${document.slice(to)}`;
}

const found = readFileSync(target, 'utf8');
const wanted = tables.reduce(withTable, found);
/** The formatter pads the cells of a table; what they say does not change by that. */
const unpadded = (text: string): string => text.replace(/ +\|/g, ' |').replace(/\| +/g, '| ').replace(/-{3,}/g, '---');
const same = unpadded(found) === unpadded(wanted);
if (!process.argv.includes('--check')) {
  if (!same) writeFileSync(target, wanted);
} else if (!same) {
  process.stderr.write('README.md does not have the fields as the schemas have them. Run: npm run types\n');
  process.exitCode = 1;
}

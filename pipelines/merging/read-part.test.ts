import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { InputError } from '../findings/errors.ts';
import { concluded, sampleEvents, sampleSmoke } from '../report/sample-run.ts';
import { readParts } from './read-part.ts';

const report = JSON.stringify(concluded(sampleEvents([sampleSmoke('a > 1')]), { kind: 'completed' }));

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'parts-')));
  return () => rmSync(root, { recursive: true, force: true });
});

/** Makes a directory with this as its report. */
function write(name: string, text = report): void {
  mkdirSync(join(root, name), { recursive: true });
  writeFileSync(join(root, name, 'report.json'), text);
}

function refused(...dirs: string[]) {
  try {
    readParts(dirs, root);
  } catch (error) {
    if (error instanceof InputError) return error.findings.map(({ code, message }) => `${code} ${message}`);
    throw error;
  }
  return expect.fail('they were read');
}

test('a directory with a report is a part, and so is each that has one in a directory of such', () => {
  for (const name of ['one', 'fetched/evidence-1', 'fetched/evidence 2']) write(name);
  // What a CI has besides, and a machine that was stopped before it had a report.
  mkdirSync(join(root, 'fetched', 'evidence-3'));
  writeFileSync(join(root, 'fetched', 'note.txt'), '');
  expect(readParts(['one', 'fetched'], root).map(({ name, dir }) => [name, dir])).toEqual([
    ['one', join(root, 'one')],
    ['fetched/evidence 2', join(root, 'fetched', 'evidence 2')],
    ['fetched/evidence-1', join(root, 'fetched', 'evidence-1')],
  ]);
});

test('every directory that has none, or one that cannot be read, is refused at once', () => {
  mkdirSync(join(root, 'empty'));
  writeFileSync(join(root, 'file'), '');
  write('cut', report.slice(0, 100));
  write('other', '{"schemaVersion":9}');
  mkdirSync(join(root, 'odd', 'report.json'), { recursive: true });
  symlinkSync('round', join(root, 'round'));
  expect(refused('empty', 'missing', 'file', 'cut', 'other', 'odd', 'round')).toEqual([
    ...['empty', 'missing', 'file'].map((name) =>
      expect.stringMatching(`^merge-nothing-there .* found none in ${name}$`),
    ),
    expect.stringMatching(/^merge-unreadable .* report in cut cannot be read: .*JSON/),
    expect.stringMatching(/^merge-unreadable .* report in other cannot be read: /),
    expect.stringMatching(/^merge-unreadable .* report in odd cannot be read: .*EISDIR/),
    'merge-unreadable merge: the report in round cannot be read: ELOOP',
  ]);
});

import { expect, test } from 'vitest';
import { createDiagnostics } from './diagnostics.ts';
import { sampleFinding } from './sample-run.ts';

function recording(options: { quiet?: boolean; color?: boolean } = {}) {
  const written: string[] = [];
  const diagnostics = createDiagnostics({
    stderr: { write: (text) => written.push(text) },
    quiet: options.quiet ?? false,
    color: options.color ?? false,
  });
  return { written, diagnostics };
}

const warning = { ...sampleFinding, code: 'lock-stale', severity: 'warning' } as const;

test('a finding is one line with its severity, code, place and next step', () => {
  const { written, diagnostics } = recording();
  diagnostics.report(sampleFinding);
  expect(written).toEqual([
    'error bin-missing: package.json#/bin/ktx: the bin ktx is expected at ./dist/bin.js, found no such file in the tarball. Next: Add dist to "files" in package.json.\n',
  ]);
});

test('a code is said once however often it comes, and counted at the end', () => {
  const { written, diagnostics } = recording();
  for (let i = 0; i < 1000; i += 1) diagnostics.report({ ...warning, message: `number ${i}` });
  diagnostics.report(sampleFinding);
  expect(written).toHaveLength(2);
  diagnostics.finish();
  expect(written.slice(2)).toEqual(['warning lock-stale: came 1,000 times, said once.\n']);
  diagnostics.finish();
  expect(written).toHaveLength(3);
});

test('quiet says errors only', () => {
  const { written, diagnostics } = recording({ quiet: true });
  diagnostics.report(warning);
  diagnostics.report(warning);
  diagnostics.report(sampleFinding);
  diagnostics.finish();
  expect(written).toEqual([expect.stringMatching(/^error bin-missing/)]);
});

test('red is for errors alone', () => {
  const { written, diagnostics } = recording({ color: true });
  diagnostics.report(sampleFinding);
  diagnostics.report(warning);
  diagnostics.report({ ...sampleFinding, code: 'note', severity: 'info' });
  expect(written.map((line) => line.includes('\u001b[31m'))).toEqual([true, false, false]);
});

test('foreign text in a finding stays one line and acts on nothing', () => {
  const { written, diagnostics } = recording();
  diagnostics.report({ ...sampleFinding, where: { file: 'a\n\u001b[2Jb\u0007' }, message: 'x\ny' });
  expect(written).toEqual([expect.stringMatching(/^error bin-missing: a b\\x07: x y Next: .*\n$/)]);
});

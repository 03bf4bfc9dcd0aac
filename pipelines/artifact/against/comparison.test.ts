import { expect, test } from 'vitest';
import { check } from '../../../smoke/schema/validate.ts';
import { packageMaker } from '../made-package.ts';
import { comparisonDocument, comparisonOf } from './comparison.ts';
import { comparisonLines } from './comparison-lines.ts';

async function compared() {
  await using maker = await packageMaker();
  const before = await maker.make({
    json: { version: '0.1.0', dependencies: { y: '^1', gone: '1' } },
    files: {
      'a.js': 'one',
      'bin/x': '#!',
      'same.js': '',
      'lost.txt': 'lost',
      'chunk-Ab12Cd34.js': 'a',
      'moved.txt': 'same bytes',
    },
  });
  const after = await maker.make({
    json: { version: '0.2.0', dependencies: { y: '^2' }, peerDependencies: { z: '3' } },
    files: {
      'a.js': 'one and two',
      'bin/x': { content: '#!', mode: 0o755 },
      'same.js': '',
      'new.txt': 'new',
      'chunk-Zz98Yy76.js': 'b',
      'elsewhere.txt': 'same bytes',
    },
  });
  return comparisonDocument(comparisonOf(before, after));
}

test('says what became of files, sizes and dependencies', async () => {
  const document = await compared();
  expect(check('package-comparison', document)).toMatchObject({ ok: true });
  expect(document).toMatchObject({
    from: '0.1.0',
    to: '0.2.0',
    step: 'minor',
    mayBreak: true,
    mayAdd: true,
    files: {
      added: [{ path: 'new.txt', size: 3 }],
      removed: [{ path: 'lost.txt', size: 4 }],
      renamed: [
        { path: 'chunk-Zz98Yy76.js', from: 'chunk-Ab12Cd34.js', before: 1, after: 1 },
        { path: 'elsewhere.txt', from: 'moved.txt', before: 10, after: 10 },
      ],
      changed: [
        { path: 'a.js', before: 3, after: 11 },
        { path: 'bin/x', before: 2, after: 2, mode: { before: '644', after: '755' } },
        { path: 'package.json' },
      ],
      same: 1,
    },
    dependencies: [
      { field: 'dependencies', name: 'gone', before: '1' },
      { field: 'dependencies', name: 'y', before: '^1', after: '^2' },
      { field: 'peerDependencies', name: 'z', after: '3' },
    ],
  });
  expect(document.sizes.files).toEqual({ before: 7, after: 7 });
});

test('in words, each list from its largest', async () => {
  const lines = comparisonLines(await compared()).map((line) =>
    line.map((part) => (typeof part === 'string' ? part : part.text)).join(''),
  );
  expect(lines.filter((line) => !line.includes('packed'))).toEqual([
    'Since 0.1.0: 0.2.0 is a minor step, which may break users',
    '  files     1 added, 1 removed, 2 renamed, 3 changed, 1 the same',
    '  added     new.txt 3 B',
    '  removed   lost.txt 4 B',
    '  grown     package.json by 18 B, a.js by 8 B',
    '  depends   gone 1 -> gone, y ^1 -> ^2, z new -> 3',
  ]);
});

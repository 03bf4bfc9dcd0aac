import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { check } from '../../../smoke/schema/validate.ts';
import type { ObtainOptions } from '../inspect/obtain-package.ts';
import type { Subject } from '../subject.ts';
import { tgz } from '../tarball-maker.ts';
import { comparedWith, previousPackage } from './previous-package.ts';

let root: string;
let made = 0;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'previous-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function given(content: Buffer | string): Subject {
  const file = join(root, 'x.tgz');
  writeFileSync(file, content);
  return { kind: 'tarball', spec: './x.tgz', file };
}

function into(): ObtainOptions {
  made += 1;
  return {
    dir: join(root, `${made}`),
    pack: () => Promise.reject(new Error('a tarball is not packed')),
    signal: AbortSignal.any([]),
  };
}

const packed = (version: string) =>
  tgz([{ path: 'package/package.json', content: JSON.stringify({ name: 'x', version }) }]);

test('is read as it is, and what changed since is told with where it came from', async () => {
  const subject = given(packed('1.0.0'));
  const previous = await previousPackage(subject, into());
  const current = await previousPackage(given(packed('1.1.0')), into());
  const { previous: told, comparison } = comparedWith(subject, previous, current);
  expect(told).toEqual({ spec: './x.tgz', name: 'x', version: '1.0.0', sha256: previous.sha256 });
  expect(comparison).toMatchObject({ from: '1.0.0', to: '1.1.0', step: 'minor' });
  expect(check('package-comparison', comparison)).toMatchObject({ ok: true });
});

test('that is no package is bad input', async () => {
  await expect(previousPackage(given('no tarball'), into())).rejects.toThrow(
    '--against ./x.tgz: expected a package to compare with, found one that is none',
  );
  const gone = given('x');
  rmSync(join(root, 'x.tgz'));
  await expect(previousPackage(gone, into())).rejects.toThrow('./x.tgz');
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InputError } from '../findings/errors.ts';
import { resolveSubject } from './subject.ts';
import { subjectName } from './subject-name.ts';
import { type MadeEntry, tgz } from './tarball-maker.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'subject-name-'));
});
afterAll(() => rmSync(root, { recursive: true }));

const nameOf = async (spec: string) => subjectName(await resolveSubject(spec, { cwd: root }));

function ofTarball(content: Buffer | MadeEntry[]): Promise<string> {
  writeFileSync(join(root, 'x.tgz'), Buffer.isBuffer(content) ? content : tgz(content));
  return nameOf('./x.tgz');
}
const packageJson = (content: object): MadeEntry => ({
  path: 'package/package.json',
  content: JSON.stringify(content),
});

/** What is wrong with it, as codes; every finding names the tarball as it was given, or the package.json in it. */
async function refusal(content: Buffer | MadeEntry[]): Promise<string[]> {
  const error: unknown = await ofTarball(content).catch((reason: unknown) => reason);
  if (!(error instanceof InputError)) throw error;
  for (const { where } of error.findings) expect(where.file).toMatch(/^(\.\/x\.tgz|package\.json)$/);
  return error.findings.map(({ code }) => code);
}

test('a directory has the name of its package.json, a published version its own', async () => {
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: '@scope/dir', version: '1.0.0' }));
  expect(await nameOf('.')).toBe('@scope/dir');
  expect(await nameOf('@scope/published@1.0.0')).toBe('@scope/published');
});

test('a tarball has the name of the package.json in it, whatever the file is called', async () => {
  const inner = { path: 'package/node_modules/y/package.json', content: '{"name":"y","version":"1.0.0"}' };
  expect(await ofTarball([inner, packageJson({ name: '@scope/x', version: '1.0.0' })])).toBe('@scope/x');
});

test('a tarball that is none, or has no package.json that could be published, is bad input', async () => {
  expect(await refusal(Buffer.from('hello'))).toEqual(['tarball-not-gzip']);
  expect(await refusal([{ path: 'package/x.js' }])).toEqual(['package-json-missing']);
  expect(await refusal([packageJson({ name: 'x' })])).toEqual(['package-json-invalid']);
  expect(await refusal([packageJson({ name: 'x', version: '1.0.0', private: true })])).toEqual(['package-private']);
});

test('a tarball that npm would not have made is refused with everything that is wrong with it', async () => {
  const sound = packageJson({ name: 'x', version: '1.0.0' });
  const link = { path: 'package/link', type: '2', linkTarget: '../../evil' };
  expect(await refusal([sound, { path: 'package/../../evil' }, link])).toEqual([
    'tarball-path-unsafe',
    'tarball-link-outside',
  ]);
});

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { create } from 'tar';
import { expect, onTestFinished, test } from 'vitest';
import { packedFiles, writePackedFiles } from './packed-files.ts';

const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');

/** A tarball with these files. */
async function packed(files: Record<string, string | Buffer>): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'packed-files-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, 'package', path)), { recursive: true });
    writeFileSync(join(dir, 'package', path), content);
  }
  const file = join(dir, 'x.tgz');
  await create({ file, cwd: dir, gzip: true }, ['package']);
  return file;
}

test('each file is there with the hash of its bytes, but for what is bundled', async () => {
  const big = Buffer.alloc(300_000, 'x\r\n');
  const file = await packed({ 'package.json': '{}', 'z/a.js': '1', 'node_modules/in-it/i.js': '', big });
  expect(await packedFiles(file)).toEqual([
    { path: 'big', sha256: sha256(big) },
    { path: 'package.json', sha256: sha256('{}') },
    { path: 'z/a.js', sha256: sha256('1') },
  ]);
});

test('a command whose first line ends in CRLF has the hash besides that it has when a package manager mends it', async () => {
  const body = Buffer.alloc(200_000, 'a\r\n');
  const command = Buffer.concat([Buffer.from('#!/usr/bin/env node\r\n'), body]);
  const mended = Buffer.concat([Buffer.from('#!/usr/bin/env node\n'), body]);
  const file = await packed({ command, lf: '#!/bin/sh\nx\r\n', text: 'no interpreter\r\n' });
  expect(await packedFiles(file)).toEqual([
    { path: 'command', sha256: sha256(command), mended: sha256(mended) },
    { path: 'lf', sha256: sha256('#!/bin/sh\nx\r\n') },
    { path: 'text', sha256: sha256('no interpreter\r\n') },
  ]);
});

test('the document names the package, and no file that gets another name when it is unpacked', async () => {
  const file = await packed({ 'package.json': '{}', 'template/.gitignore': '*' });
  const to = `${file}.json`;
  await writePackedFiles({ file, manifest: { name: 'x' } }, { changedByScripts: true }, to);
  expect(JSON.parse(readFileSync(to, 'utf8'))).toEqual({
    name: 'x',
    files: [{ path: 'package.json', sha256: sha256('{}') }],
    changedByScripts: true,
  });
});

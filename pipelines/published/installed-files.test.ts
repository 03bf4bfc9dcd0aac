import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { otherFiles } from './installed-files.ts';

async function found(installed: Record<string, string>, packed: Record<string, string>, commands: string[] = []) {
  const dir = mkdtempSync(join(tmpdir(), 'installed-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  for (const [path, text] of Object.entries(installed)) {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  const files = Object.entries(packed).map(([path, text]) => ({
    path,
    sha256: createHash('sha256').update(text).digest('hex'),
  }));
  return await otherFiles(dir, files, new Map(commands.map((path) => [path, Buffer.from(packed[path] ?? '')])));
}

test('files that are those of the tarball are, whatever lies beside them', async () => {
  expect(await found({ 'a/b.js': 'x', 'node_modules/y/z.js': 'y' }, { 'a/b.js': 'x' })).toEqual([]);
});

test('a file that is missing, or has another byte, is named', async () => {
  expect(await found({ a: 'x', b: 'y' }, { a: 'x', b: 'z', c: '' })).toEqual(['b', 'c']);
});

test('a command may lose the carriage return of its first line, and nothing else', async () => {
  const packed = { 'cli.js': '#!/usr/bin/env node\r\nrun()\r\n', 'lib.js': '#!/x\r\n' };
  expect(await found({ 'cli.js': '#!/usr/bin/env node\nrun()\r\n', 'lib.js': '#!/x\n' }, packed, ['cli.js'])).toEqual([
    'lib.js',
  ]);
  expect(
    await found({ 'cli.js': '#!/usr/bin/env node\nother()\r\n' }, { 'cli.js': packed['cli.js'] }, ['cli.js']),
  ).toEqual(['cli.js']);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { excerptOfFile } from './excerpt.ts';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'excerpt-'));
  file = join(dir, 'stdout');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function excerptOf(content: string): string[] {
  writeFileSync(file, content);
  return excerptOfFile(file);
}

test('what is short is shown whole, down to an empty line and a last line without end', () => {
  expect(excerptOf('a\n\n  b \r\nc')).toEqual(['a', '', '  b ', 'c']);
  expect(excerptOf('a\n')).toEqual(['a']);
  expect(excerptOf('\n')).toEqual(['']);
  expect(excerptOf('')).toEqual(['(empty)']);
});

test('forty lines are shown, of one more the middle is left out, counted, and the file named', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}`);
  expect(excerptOf(`${lines(40).join('\n')}\n`)).toEqual(lines(40));
  const cut = excerptOf(lines(43).join('\n'));
  expect(cut).toHaveLength(41);
  expect(cut.slice(19, 22)).toEqual(['20', `... 3 lines left out, all of it is in ${file} ...`, '24']);
});

test('of one endless line both ends are shown, no character cut in two', () => {
  const [head, middle, tail, ...rest] = excerptOf(`xx${'寸'.repeat(100_000)}`);
  expect(head).toMatch(/^xx寸+$/);
  expect(middle).toBe(`... 291.8 kB left out, all of it is in ${file} ...`);
  expect(tail).toMatch(/^寸+$/);
  expect(rest).toEqual([]);
});

test('bytes that are no text are shown as such', () => {
  writeFileSync(file, Buffer.from([0x61, 0xff, 0xfe, 0x62]));
  expect(excerptOfFile(file)).toEqual(['a��b']);
});

test('a file that is gone, or is none, is told in its place', () => {
  expect(excerptOfFile(join(dir, 'no'))).toEqual([`(cannot be read, ENOENT: ${join(dir, 'no')})`]);
  expect(excerptOfFile(dir)).toEqual([`(cannot be read, EISDIR: ${dir})`]);
});

/**
 * Packs a copy of a package that npm has packed before, byte for byte as npm would: npm itself takes half a second of
 * CPU, which is a third of what a defect costs. Only for a copy in which files have other contents and nothing else
 * differs: what npm packs, and in which order, follows from the names of the files and from every package.json and
 * ignore file. How it packs: https://github.com/npm/pacote/blob/v21.0.0/lib/util/tar-create-options.js
 */
import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { create } from 'tar';
import type { DefectChange } from '../../schemas/types.ts';
import { referencePackage } from './kit.ts';

/** npm dates all entries so: zip knows no earlier year than 1980. */
const entryDate = new Date('1985-10-26T08:15:00.000Z');

/** What tells npm which files to pack, wherever in a package it is. */
const tellsNpm = ['package.json', '.npmignore', '.gitignore', '.npmrc'];

/** Whether npm packs the same list of files from the copy in `source`, in which these changes were made, as from the original. */
export async function packsAlike(changes: readonly DefectChange[], source: string): Promise<boolean> {
  if (changes.some(({ file }) => tellsNpm.includes(basename(file)))) return false;
  const [copied, original] = await Promise.all([source, referencePackage].map(namesIn));
  return copied === original;
}

/**
 * Packs these files of `source` into `file`.
 * @param files in the order of npm's tarball, inside the package
 */
export async function repack(source: string, files: readonly string[], file: string): Promise<void> {
  const names = files.map((path) => `./${path}`);
  await create({ file, cwd: source, prefix: 'package/', portable: true, gzip: { level: 9 }, mtime: entryDate }, names);
}

async function namesIn(dir: string): Promise<string> {
  return (await readdir(dir, { recursive: true })).toSorted().join('\n');
}

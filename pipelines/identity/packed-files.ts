/** The files of the verified tarball, by their hashes: what an installed package is compared with. */
import { createHash, type Hash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { ArtifactManifest, PackedFiles } from '../../schemas/types.ts';
import { parseAs } from '../../smoke/schema/validate.ts';

type PackedFile = PackedFiles['files'][number];

/**
 * Writes the document PackedFiles. npm and others give a .gitignore another name when they unpack it: it is not in it.
 * @param to absolute
 */
export async function writePackedFiles(
  { file, manifest: { name } }: { file: string; manifest: Pick<ArtifactManifest, 'name'> },
  known: Pick<PackedFiles, 'changedByScripts'>,
  to: string,
): Promise<void> {
  const files = (await packedFiles(file)).filter(({ path }) => !/(^|\/)\.gitignore$/.test(path));
  await writeFile(to, JSON.stringify(parseAs('packed-files', { name, files, ...known }, to)));
}

/** Each file of the tarball by its path in the package, sorted, without what the package bundles: that is the manager's to place. */
export async function packedFiles(tarball: string): Promise<PackedFile[]> {
  const tar = await import('tar');
  const files = new Map<string, PackedFile>();
  await tar.t({
    file: tarball,
    onReadEntry: (entry) => {
      if (entry.type !== 'File' && entry.type !== 'OldFile') return;
      const path = entry.path.slice(entry.path.indexOf('/') + 1);
      if (path.startsWith('node_modules/')) return;
      const sha256 = createHash('sha256');
      let mended: Hash | undefined;
      let hasBegun = false;
      entry.on('data', (chunk) => {
        const [first, rest] = hasBegun ? [undefined, chunk] : firstLineMended(chunk);
        if (first) mended = createHash('sha256').update(first);
        hasBegun = true;
        sha256.update(chunk);
        mended?.update(rest);
      });
      entry.on('end', () => {
        const hashes = { sha256: sha256.digest('hex'), ...(mended ? { mended: mended.digest('hex') } : {}) };
        files.set(path, { path, ...hashes });
      });
    },
  });
  return [...files.values()].toSorted(({ path: a }, { path: b }) => (a < b ? -1 : 1));
}

/** The first line with LF for CRLF, if it names an interpreter and ends in that, and what follows it. */
function firstLineMended(chunk: Buffer): [Buffer | undefined, Buffer] {
  const end = chunk.indexOf('\r\n');
  const line = chunk.subarray(0, end).toString('latin1');
  if (end < 0 || !line.startsWith('#!') || line.includes('\n')) return [undefined, chunk];
  return [Buffer.concat([chunk.subarray(0, end), Buffer.from('\n')]), chunk.subarray(end + 2)];
}

/** A tarball of what lies in a directory, for a comparison that reads the version in it and nothing else. */
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { create } from 'tar';

/** Packs the files below `dir` as npm lays them out: below `package/`, without entries for directories. */
export async function packAgain(dir: string, file: string): Promise<void> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(dir, join(parentPath, name)));
  // A leading ./ keeps a name that begins with @ from being read as another archive.
  await create(
    { cwd: dir, file, gzip: true, portable: true, prefix: 'package' },
    paths.map((path) => `./${path}`),
  );
}

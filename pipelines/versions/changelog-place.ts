/** The version in the changelog: that of the newest heading. */
import { readdir } from 'node:fs/promises';
import { finding } from '../findings/finding.ts';
import { changelogNames, hasUnreleasedHeading, newestHeading, versionHeadings } from './changelog.ts';
import { type Place, whereIn } from './place.ts';
import { readSourceText } from './source-file.ts';

/** The changelog in `dir`, by its name there. */
export async function findChangelog(dir: string): Promise<string | undefined> {
  const names = await readdir(dir);
  for (const wanted of changelogNames) {
    const found = names.find((name) => name.toLowerCase() === wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** @param version that it must have a heading for */
export async function changelogPlace(
  dir: string,
  { name, version }: { name: string; version: string },
): Promise<Place> {
  const kind = 'changelog';
  const file = await findChangelog(dir);
  if (file === undefined) {
    const where = 'CHANGELOG.md';
    return { kind, where, state: 'missing', note: 'there is none', finding: finding('changelog-missing', { version }) };
  }
  const read = await readSourceText(dir, file);
  if ('missing' in read) return { kind, where: file, file, state: 'unknown', note: read.missing };
  const newest = newestHeading(versionHeadings(read.found, name));
  if (newest) {
    const { line, span, version: says, unreleased } = newest;
    const warning = unreleased ? { finding: finding('changelog-unreleased', { version: says }, { file, line }) } : {};
    return {
      kind,
      where: whereIn(file, { line }),
      file,
      line,
      state: 'states',
      says,
      written: { as: 'text', span },
      ...warning,
    };
  }
  const found = finding(
    'changelog-heading-missing',
    { version, unreleased: hasUnreleasedHeading(read.found) },
    { file },
  );
  return { kind, where: file, file, state: 'missing', note: 'no heading has a version', finding: found };
}

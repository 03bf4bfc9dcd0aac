import { join } from 'node:path';
import { InputError, StageFailure } from '../../findings/errors.ts';
import { readPackage } from '../inspect/read-package.ts';
import { defineRule, type Inspection, type Report } from '../inspect/rule.ts';
import type { TarballFile } from '../kept-files.ts';
import { readTarball } from '../tarball.ts';

const codes = [
  'pack-changes-source',
  'pack-again-failed',
  'pack-bytes-differ',
  'pack-modes-differ',
  'pack-files-differ',
  'pack-archive-differs',
] as const;

/**
 * Whoever packs the released source again must get the released bytes, and packing must not leave the source otherwise
 * than it was: what is published would then belong to no commit.
 */
export const packing = defineRule({
  codes,
  title: 'Packing the same source again gives the same bytes, and leaves the source as it was',
  async check(inspection, report) {
    await expectSameSource(inspection, report);
    await expectSameBytes(inspection, report);
  },
});

async function expectSameSource({ sourceChanges }: Inspection, report: Report<(typeof codes)[number]>): Promise<void> {
  const [path, ...others] = (await sourceChanges?.()) ?? [];
  if (path !== undefined) report('pack-changes-source', { path, more: others.length }, {});
}

async function expectSameBytes(inspection: Inspection, report: Report<(typeof codes)[number]>): Promise<void> {
  const { packAgain, sha256, files, signal } = inspection;
  if (!packAgain) return;
  const dir = await inspection.scratch();
  const tarball = await packAgain(dir).then(
    ({ file }) => join(dir, file),
    (error: unknown) => {
      if (!(error instanceof StageFailure || error instanceof InputError)) throw error;
      report('pack-again-failed', { reason: error.message }, {});
    },
  );
  if (tarball === undefined) return;
  const again = await readPackage(tarball, 'the second tarball', signal);
  if (again.digest.sha256 === sha256) return;
  const second = new Map(again.files.map((file) => [file.path, file]));

  const once = [...files.keys(), ...second.keys()].filter((path) => !files.has(path) || !second.has(path));
  const [path, ...morePaths] = once.toSorted();
  if (path !== undefined) {
    const which = files.has(path) ? 'first' : 'second';
    report('pack-files-differ', { which, more: morePaths.length }, { file: path });
  }
  const pairs = [...files.values()].flatMap((before): { before: TarballFile; after: TarballFile }[] => {
    const after = second.get(before.path);
    return after ? [{ before, after }] : [];
  });
  const [other, ...moreOthers] = pairs.filter(({ before, after }) => !after.hasBytesOf(before));
  if (other) {
    const line = await firstDifference(inspection.tarball, tarball, other.before.path);
    const where = { file: other.before.path, ...(line === undefined ? {} : { line }) };
    report('pack-bytes-differ', { first: other.before.size, second: other.after.size, more: moreOthers.length }, where);
  }
  const [mode, ...moreModes] = pairs.filter(({ before, after }) => before.mode !== after.mode);
  if (mode) {
    const args = { first: mode.before.mode.toString(8), second: mode.after.mode.toString(8), more: moreModes.length };
    report('pack-modes-differ', args, { file: mode.before.path });
  }
  if (path === undefined && !other && !mode) report('pack-archive-differs', {}, {});
}

/** The line at which a text begins to differ; undefined for what is binary or too large to be kept. */
async function firstDifference(first: string, second: string, path: string): Promise<number | undefined> {
  const [one, two] = await Promise.all(
    [first, second].map(async (tarball) => {
      const reading = await readTarball(tarball, { keep: (each) => each === path });
      return reading.readable ? reading.kept.get(path) : undefined;
    }),
  );
  if (!one || !two || one.subarray(0, 8000).includes(0)) return undefined;
  let line = 1;
  for (let at = 0; at < one.length && one[at] === two[at]; at += 1) if (one[at] === 10) line += 1;
  return line;
}

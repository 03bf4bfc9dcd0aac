import { defineAgainstRule } from './against-rule.ts';

/** A file that has doubled, by more than this, was built otherwise, or holds something that it did not. */
const fileFactor = 2;
const fileBytes = 100 * 1024;
const packageFactor = 1.5;
const packageBytes = 512 * 1024;
const largeFile = 1024 ** 2;

export const grownFiles = defineAgainstRule({
  codes: ['against-file-grown', 'against-package-grown', 'against-large-file-added'],
  title: 'The package has not grown by leaps',
  check({ previous, current, files, signedOff }, report) {
    const grown = [...files.changed, ...files.renamed]
      .filter(({ before, after }) => after.size > before.size * fileFactor && after.size - before.size > fileBytes)
      .sort((a, b) => b.after.size - b.before.size - (a.after.size - a.before.size));
    const [worst, ...others] = grown;
    if (worst) {
      const args = { before: worst.before.size, after: worst.after.size, more: others.length, ...signedOff };
      report('against-file-grown', args, { file: worst.after.path });
    }
    const [largest, ...more] = files.added.filter(({ size }) => size >= largeFile).sort((a, b) => b.size - a.size);
    if (largest) {
      report(
        'against-large-file-added',
        { size: largest.size, more: more.length, ...signedOff },
        { file: largest.path },
      );
    }
    const [before, after] = [previous, current].map((packed) => sum(packed.files.values()));
    if (before === undefined || after === undefined) return;
    if (after > before * packageFactor && after - before > packageBytes) {
      report('against-package-grown', { before, after, ...signedOff }, {});
    }
  },
});

function sum(files: Iterable<{ size: number }>): number {
  let all = 0;
  for (const { size } of files) all += size;
  return all;
}

import { globTest } from './globs.ts';
import { defineRule } from './rule.ts';

/**
 * An entry of `files` that brings nothing into the package: forgotten to build, misspelt, or ignored by .npmignore.
 * npm takes every entry from the package's root; a directory brings all that is in it; capitals do not count.
 * @see https://docs.npmjs.com/cli/v11/configuring-npm/package-json#files
 */
export const filesEntries = defineRule({
  codes: ['files-entry-matches-nothing'],
  title: 'Every entry of files brings something into the package',
  check({ packageJson, files }, report) {
    const packed = [...files.keys()].map((path) => path.toLowerCase()).sort();
    const search = { packed, files: new Set(packed), left: maxComparisons };
    for (const [index, entry] of (packageJson.files ?? []).entries()) {
      if (entry.startsWith('!')) continue;
      if (!bringsAny(entry.toLowerCase(), search)) {
        report('files-entry-matches-nothing', { entry }, { file: 'package.json', pointer: `/files/${index}` });
      }
    }
  },
});

/** What comes after this many comparisons of a path with a pattern is given the benefit of the doubt. */
const maxComparisons = 1_000_000;

interface Search {
  /** sorted */
  packed: readonly string[];
  files: ReadonlySet<string>;
  /** comparisons that may still be made */
  left: number;
}

function bringsAny(entry: string, search: Search): boolean {
  const { packed, files } = search;
  const path = entry.replaceAll('\\', '/').replace(/^(\.?\/)+/, '');
  if (path === '' || path === '*') return packed.length > 0;
  if (files.has(path) || hasBelow(packed, path.endsWith('/') ? path : `${path}/`)) return true;
  if (!/[*?[{(]/.test(path)) return false;
  // Of other notations npm knows more than we do.
  if (path.length > maxPattern || /[+*@!?]\(|\.\.[^/]*\}/.test(path)) return true;
  search.left -= packed.length;
  const test = search.left < 0 ? undefined : globTest(path);
  return test === undefined || packed.some(test);
}

const maxPattern = 200;

/** Whether a path begins with `directory`, found by halving. */
function hasBelow(packed: readonly string[], directory: string): boolean {
  let [from, to] = [0, packed.length];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if ((packed[middle] ?? '') < directory) from = middle + 1;
    else to = middle;
  }
  return packed[from]?.startsWith(directory) ?? false;
}

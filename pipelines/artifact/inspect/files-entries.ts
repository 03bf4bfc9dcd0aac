import { posix } from 'node:path';
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
    const packed = [...files.keys()].map((path) => path.toLowerCase());
    for (const [index, entry] of (packageJson.files ?? []).entries()) {
      if (entry.startsWith('!')) continue;
      if (!bringsAny(entry.toLowerCase(), packed)) {
        report('files-entry-matches-nothing', { entry }, { file: 'package.json', pointer: `/files/${index}` });
      }
    }
  },
});

function bringsAny(entry: string, packed: readonly string[]): boolean {
  const path = entry.replaceAll('\\', '/').replace(/^(\.?\/)+/, '');
  if (path === '' || path === '*') return packed.length > 0;
  const directory = path.endsWith('/') ? path : `${path}/`;
  if (packed.some((file) => file === path || file.startsWith(directory))) return true;
  if (!/[*?[{(]/.test(path)) return false;
  // npm reads `dir/*` as everything below dir.
  const pattern = path.endsWith('/*') ? `${path}*` : path;
  if (isIntricate(pattern)) return true;
  // A star of npm's also takes names that start with a dot.
  return packed.some(
    (file) => posix.matchesGlob(file, pattern) || posix.matchesGlob(file.replace(/(^|\/)\./g, '$1'), pattern),
  );
}

/** Matching takes exponential time in braces and in stars of one name; such a pattern is given the benefit of the doubt. */
function isIntricate(pattern: string): boolean {
  const braces = pattern.split('{').length - 1;
  const stars = Math.max(...pattern.split('/').map((part) => part.split('*').length - 1));
  return pattern.length > 200 || braces > 3 || stars > 3 || /[+*@!?]\(/.test(pattern);
}

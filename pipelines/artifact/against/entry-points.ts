import { pointerPart } from '../inspect/json-pointer.ts';
import { defineAgainstRule } from './against-rule.ts';
import { lostPaths } from './file-changes.ts';
import { isClosed, leadsSomewhere, moduleKind } from './ways-in.ts';

/** What users import is the package's promise, with what `require` gets and with the types. */
export const entryPoints = defineAgainstRule({
  codes: ['against-export-removed', 'against-exports-closed', 'against-require-lost', 'against-types-removed'],
  title: 'What could be imported still can',
  check({ previous, current, files, ways, breaking }, report) {
    const { before, after } = ways();
    const pointer = isClosed(current) ? '/exports' : '/main';
    const where = { file: 'package.json', pointer };
    const lost: string[] = [];
    const unrequired: { subpath: string; found: string }[] = [];
    const untyped: string[] = [];
    for (const [subpath, was] of before) {
      const is = after.get(subpath);
      if (is === undefined) {
        if (!leadsSomewhere(current, after, subpath)) lost.push(subpath);
        continue;
      }
      if (was.types !== undefined && is.types === undefined) untyped.push(subpath);
      if (was.require === undefined || moduleKind(previous, was.require) !== 'commonjs') continue;
      if (is.require === undefined || moduleKind(current, is.require) === 'module')
        unrequired.push({ subpath, found: is.require ?? 'nothing' });
    }
    // Without `exports`, a file that is gone is a file that is gone: another rule says so.
    const gone = new Set(isClosed(previous) ? [] : lostPaths(files).map(({ path }) => `./${path}`));
    const [first, ...others] = lost.filter((subpath) => !gone.has(subpath));
    if (first !== undefined) {
      const closing = !isClosed(previous) && isClosed(current) && first !== '.';
      const code = closing ? 'against-exports-closed' : 'against-export-removed';
      report(code, { subpath: first, more: others.length, ...breaking }, where);
    }

    const placeOf = (subpath: string) =>
      Object.hasOwn(Object(current.packageJson.exports), subpath)
        ? { file: 'package.json', pointer: `/exports/${pointerPart(subpath)}` }
        : where;
    const [loss, ...more] = unrequired;
    if (loss) {
      const args = { ...loss, more: more.length, ...breaking };
      report('against-require-lost', args, placeOf(loss.subpath));
    }
    const [subpath, ...rest] = untyped;
    if (subpath !== undefined) {
      report('against-types-removed', { subpath, more: rest.length, ...breaking }, placeOf(subpath));
    }
  },
});

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
    const lost = [...before.keys()].filter((subpath) => !leadsSomewhere(current, after, subpath));
    // Without `exports`, a file that is gone is a file that is gone: another rule says so.
    const gone = new Set(isClosed(previous) ? [] : lostPaths(files).map(({ path }) => `./${path}`));
    const [first, ...others] = lost.filter((subpath) => !gone.has(subpath));
    if (first !== undefined) {
      const closing = !isClosed(previous) && isClosed(current) && first !== '.';
      const code = closing ? 'against-exports-closed' : 'against-export-removed';
      report(code, { subpath: first, more: others.length, ...breaking }, where);
    }

    const both = [...before].flatMap(([subpath, was]) => {
      const is = after.get(subpath);
      return is === undefined ? [] : [{ subpath, was, is }];
    });
    const placeOf = (subpath: string) =>
      Object.hasOwn(Object(current.packageJson.exports), subpath)
        ? { file: 'package.json', pointer: `/exports/${pointerPart(subpath)}` }
        : where;
    const [unrequired, ...more] = both.filter(
      ({ was, is }) =>
        was.require !== undefined &&
        moduleKind(previous, was.require) === 'commonjs' &&
        (is.require === undefined || moduleKind(current, is.require) === 'module'),
    );
    if (unrequired) {
      const args = { subpath: unrequired.subpath, found: unrequired.is.require ?? 'nothing', more: more.length };
      report('against-require-lost', { ...args, ...breaking }, placeOf(unrequired.subpath));
    }
    const [untyped, ...rest] = both.filter(({ was, is }) => was.types !== undefined && is.types === undefined);
    if (untyped) {
      const args = { subpath: untyped.subpath, more: rest.length, ...breaking };
      report('against-types-removed', args, placeOf(untyped.subpath));
    }
  },
});

import { anyOf } from '../inspect/globs.ts';
import type { TarballFile } from '../kept-files.ts';
import { defineAgainstRule } from './against-rule.ts';
import { lostPaths } from './file-changes.ts';
import { isClosed } from './ways-in.ts';

const code = /\.([cm]?[jt]sx?|json|map)$/;
/** What people read, and what tests and tools of the package's own use: nobody's program misses it. */
const aside =
  /(^|\/)(__tests__|tests?|specs?|__mocks__|fixtures?|examples?|docs?|bench(marks?)?|man|\.[^/]+)\/|\.(md|markdown|txt|rst|map|flow|tsbuildinfo|test\.[cm]?[jt]s|spec\.[cm]?[jt]s)$|(^|\/)(\.[^/]+|licen[cs]e[^/]*|readme[^/]*|changelog[^/]*|authors|notice)$/i;

/**
 * A file that is not there any more: in a package without `exports` anybody may have imported it; a file that is no
 * code (a wheel, a template, a stylesheet) is read by something; code behind `exports` is the package's own business,
 * worth a look.
 */
export const removedFiles = defineAgainstRule({
  codes: ['against-file-removed', 'against-data-removed', 'against-internals-removed'],
  title: 'No file is lost that something may need',
  check({ previous, current, files, ways, breaking, signedOff }, report, { policy }) {
    const isAllowed = anyOf(policy.contents?.allowed ?? []);
    const matters = ({ path }: TarballFile): boolean => !aside.test(path) && !isAllowed(path);
    const gone = files.removed.filter(matters);
    const isImportable = ({ path }: TarballFile): boolean =>
      !isClosed(previous) && ways().before.get(`./${path}`) !== undefined;
    const importable = lostPaths(files).filter(matters).filter(isImportable);
    // What a command or an entry point named, or what could be imported, is said as that.
    const named = new Set(Object.values(previous.bins));
    for (const [, way] of ways().before) {
      for (const path of Object.values(way)) if (!current.files.has(path)) named.add(path);
    }
    const others = gone.filter(({ path }) => !named.has(path));
    const data = others.filter(({ path }) => !code.test(path));
    const internals = others.filter(({ path }) => code.test(path));
    const [module, ...modules] = importable;
    if (module) report('against-file-removed', { path: module.path, more: modules.length, ...breaking }, {});
    const [datum, ...moreData] = data;
    if (datum) report('against-data-removed', { path: datum.path, more: moreData.length, ...signedOff }, {});
    const [internal, ...rest] = internals;
    if (internal) report('against-internals-removed', { path: internal.path, more: rest.length, ...breaking }, {});
  },
});

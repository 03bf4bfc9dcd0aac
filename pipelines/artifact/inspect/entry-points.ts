import { posix } from 'node:path';
import { pointerPart } from './json-pointer.ts';
import { missingFile } from './missing-file.ts';
import { defineRule, type Inspection } from './rule.ts';

/** What `require` tries for a path. @see https://nodejs.org/api/modules.html#all-together */
const mainEndings = ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'];
const typesEndings = ['', '.ts', '.d.ts', '/index.d.ts'];

export const entryPoints = defineRule({
  codes: ['entry-point-missing', 'entry-point-invalid', 'imports-missing', 'types-missing'],
  title: 'What main, exports, imports and types name is packed',
  check(inspection, report) {
    const { main, exports } = inspection.packageJson;
    if (main !== undefined && !isThere(inspection, main, mainEndings)) {
      const args = { field: 'main', ...missingFile(inspection, inside(main)) };
      report('entry-point-missing', args, { file: 'package.json', pointer: '/main' });
    }
    const paths = [...inspection.files.keys()];
    const patterns = new Map<string, boolean>();
    const matches = (target: string): boolean => {
      const path = target.slice(2);
      // `./` is the whole package.
      if (!path.includes('*') && !target.endsWith('/')) return inspection.files.has(path);
      // A pattern looks at every file; nobody writes thousands of them.
      const known = patterns.get(path) ?? (patterns.size >= maxPatterns || paths.some(matcher(path)));
      patterns.set(path, known);
      return known;
    };
    for (const { target, pointer } of targetsOf(exports, '/exports')) {
      if (!target.startsWith('./')) {
        report('entry-point-invalid', { target }, { file: 'package.json', pointer });
        continue;
      }
      if (matches(target)) continue;
      const args = { field: 'exports', ...missingFile(inspection, inside(target)) };
      report('entry-point-missing', args, { file: 'package.json', pointer });
    }
    // What does not begin with ./ is a package; and of declarations Node asks for none.
    for (const { target, pointer } of targetsOf(Reflect.get(inspection.packageJson, 'imports'), '/imports')) {
      if (!target.startsWith('./') || /\.d\.[cm]?ts$/.test(target) || matches(target)) continue;
      report('imports-missing', missingFile(inspection, inside(target)), { file: 'package.json', pointer });
    }
    for (const field of ['types', 'typings'] as const) {
      const target = inspection.packageJson[field];
      if (target === undefined || isThere(inspection, target, typesEndings)) continue;
      const args = { field, ...missingFile(inspection, inside(target)) };
      report('types-missing', args, { file: 'package.json', pointer: `/${field}` });
    }
  },
});

const maxPatterns = 2000;

const inside = (path: string): string => posix.join('/', path).slice(1).replace(/\/$/, '');

function isThere({ files }: Inspection, target: string, endings: readonly string[]): boolean {
  const path = inside(target);
  return endings.some((ending) => files.has(path === '' ? ending.replace(/^\//, '') : path + ending));
}

/** Every string in `exports` or `imports`, with its JSON pointer. A stack of its own: the nesting is somebody else's. */
function targetsOf(field: unknown, at: string): { target: string; pointer: string }[] {
  const targets: { target: string; pointer: string }[] = [];
  const left: { value: unknown; pointer: string }[] = [{ value: field, pointer: at }];
  for (let next = left.pop(); next; next = left.pop()) {
    const { value, pointer } = next;
    if (typeof value === 'string') targets.push({ target: value, pointer });
    else if (typeof value === 'object' && value !== null) {
      for (const [key, nested] of Object.entries(value).reverse()) {
        left.push({ value: nested, pointer: `${pointer}/${pointerPart(key)}` });
      }
    }
  }
  return targets;
}

/** One `*` stands for any text; one `/` at the end for a whole directory (old packages). */
function matcher(path: string): (file: string) => boolean {
  const star = path.indexOf('*');
  const [start, end] = star < 0 ? [path, ''] : [path.slice(0, star), path.slice(star + 1)];
  return (file) => file.length > start.length + end.length && file.startsWith(start) && file.endsWith(end);
}

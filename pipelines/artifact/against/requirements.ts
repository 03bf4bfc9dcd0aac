import { subset, validRange } from 'semver';
import type { PackageManifest } from '../../../schemas/types.ts';
import { pointerPart } from '../inspect/json-pointer.ts';
import { defineAgainstRule } from './against-rule.ts';

export const requirements = defineAgainstRule({
  codes: ['against-engines-raised', 'against-platform-narrowed', 'against-license-changed'],
  title: 'Who could use the package still can',
  check({ previous, current, breaking, signedOff }, report) {
    const engines = stringsOf(current.packageJson, 'engines');
    const enginesBefore = stringsOf(previous.packageJson, 'engines');
    for (const [engine, after] of Object.entries(engines)) {
      const before = enginesBefore[engine] ?? '*';
      if (validRange(before) === null || validRange(after) === null || subset(before, after)) continue;
      const where = { file: 'package.json', pointer: `/engines/${pointerPart(engine)}` };
      report('against-engines-raised', { engine, before: enginesBefore[engine] ?? 'any', after, ...breaking }, where);
    }
    for (const field of ['os', 'cpu', 'libc'] as const) {
      const [before, after] = [listOf(previous.packageJson, field), listOf(current.packageJson, field)];
      const lost = whatIsLost(before, after);
      if (lost === undefined) continue;
      const where = { file: 'package.json', pointer: `/${field}` };
      report(
        'against-platform-narrowed',
        { field, before: said(before), after: said(after), lost, ...breaking },
        where,
      );
    }
    const [was, is] = [licenseOf(previous.packageJson), licenseOf(current.packageJson)];
    if (was !== is) {
      const where = { file: 'package.json', pointer: '/license' };
      report('against-license-changed', { was: was ?? 'none', is: is ?? 'none', ...signedOff }, where);
    }
  },
});

const said = (list: readonly string[]): string => (list.length === 0 ? 'any' : list.join(', '));

/** What `before` let in and `after` does not, for example `win32`; a list of `!x` lets in all others. */
function whatIsLost(before: readonly string[], after: readonly string[]): string | undefined {
  if (after.length === 0) return undefined;
  const lets = (list: readonly string[], name: string): boolean =>
    list.includes(`!${name}`) ? false : list.includes(name) || list.every((each) => each.startsWith('!'));
  const named = [...before, ...after].map((each) => each.replace(/^!/, ''));
  const lost = [...new Set(named)].find((name) => lets(before, name) && !lets(after, name));
  // A list of names after none, or after a list of exceptions, shuts out all that it does not name.
  const isOpen = (list: readonly string[]): boolean => list.every((each) => each.startsWith('!'));
  return lost ?? (isOpen(before) && !isOpen(after) ? 'all others' : undefined);
}

function stringsOf(manifest: PackageManifest, field: string): Record<string, string> {
  const value: unknown = Reflect.get(manifest, field);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function listOf(manifest: PackageManifest, field: string): string[] {
  const value: unknown = Reflect.get(manifest, field);
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((each) => typeof each === 'string');
}

/** As a string, or as the object that npm took years ago. */
function licenseOf(manifest: PackageManifest): string | undefined {
  const value: unknown = Reflect.get(manifest, 'license');
  const named: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'type') : value;
  return typeof named === 'string' && named !== '' ? named : undefined;
}

import { subset, validRange } from 'semver';
import { pointerPart } from '../inspect/json-pointer.ts';
import type { PackedPackage } from '../inspect/rule.ts';
import { defineAgainstRule } from './against-rule.ts';
import { dependencyChanges } from './dependency-changes.ts';

/**
 * A new dependency is somebody else's code on every user's machine. A peer dependency is the user's own to install: a
 * new one, one that they could do without, and one that takes less than before breaks who has done so. An optional
 * dependency may fail to install, and does so where it is made for another system.
 */
export const dependencies = defineAgainstRule({
  codes: [
    'against-dependency-added',
    'against-dependency-removed',
    'against-dependency-changed',
    'against-peer-added',
    'against-peer-narrowed',
    'against-optional-required',
  ],
  title: 'Users get the dependencies that they had',
  check({ previous, current, breaking, signedOff, noted }, report) {
    const changes = dependencyChanges(previous.packageJson, current.packageJson);
    for (const { field, name, before, after } of changes) {
      if (field !== 'peerDependencies' || after === undefined || isOptionalPeer(current, name)) continue;
      const where = placeOf({ field, name });
      if (before === undefined) {
        if (!hadBefore(previous, name)) report('against-peer-added', { name, range: after, ...breaking }, where);
      } else if (!takesAll(before, after)) {
        report('against-peer-narrowed', { name, before, after, ...breaking }, where);
      }
    }
    for (const [name, range] of Object.entries(current.packageJson.peerDependencies ?? {})) {
      const wasOptional =
        Object.hasOwn(previous.packageJson.peerDependencies ?? {}, name) && isOptionalPeer(previous, name);
      if (!wasOptional || isOptionalPeer(current, name) || hadBefore(previous, name)) continue;
      report('against-peer-added', { name, range, ...breaking }, placeOf({ field: 'peerDependencies', name }));
    }
    for (const [name, range] of Object.entries(current.packageJson.dependencies ?? {})) {
      // npm takes what is in both for optional.
      if (!isOptional(previous, name) || isOptional(current, name)) continue;
      const where = placeOf({ field: 'dependencies', name });
      report('against-optional-required', { name, range, ...breaking }, where);
    }
    const own = changes.filter(({ field }) => field !== 'peerDependencies');
    // From one field to the other is a change of how it is installed, and no new code.
    const had = (name: string): boolean => own.some((each) => each.name === name && each.before !== undefined);
    const [added, ...moreAdded] = own.filter(({ name, before }) => before === undefined && !had(name));
    if (added) {
      const args = { what: `${added.name} (${added.after})`, more: moreAdded.length, ...signedOff };
      report('against-dependency-added', args, placeOf(added));
    }
    const has = (name: string): boolean => own.some((each) => each.name === name && each.after !== undefined);
    const [gone, ...moreGone] = own.filter(({ name, after }) => after === undefined && !has(name));
    if (gone) {
      const args = { what: gone.name, more: moreGone.length, ...noted };
      report('against-dependency-removed', args, { file: 'package.json' });
    }
    const [moved, ...moreMoved] = own.filter(({ before, after }) => before !== undefined && after !== undefined);
    if (moved) {
      const args = { what: `${moved.name} ${moved.before} -> ${moved.after}`, more: moreMoved.length, ...noted };
      report('against-dependency-changed', args, placeOf(moved));
    }
  },
});

const placeOf = ({ field, name }: { field: string; name: string }) => ({
  file: 'package.json',
  pointer: `/${field}/${pointerPart(name)}`,
});

/** Whether every version that `before` takes is taken by `after` too; what is no range is left alone. */
function takesAll(before: string, after: string): boolean {
  if (validRange(before) === null || validRange(after) === null) return true;
  return subset(before, after);
}

const isOptional = ({ packageJson }: PackedPackage, name: string): boolean =>
  Object.hasOwn(packageJson.optionalDependencies ?? {}, name);

function hadBefore({ packageJson }: PackedPackage, name: string): boolean {
  return Object.hasOwn(packageJson.dependencies ?? {}, name);
}

function isOptionalPeer({ packageJson }: PackedPackage, name: string): boolean {
  const all: unknown = Reflect.get(packageJson, 'peerDependenciesMeta');
  const meta: unknown = typeof all === 'object' && all !== null ? Reflect.get(all, name) : undefined;
  return typeof meta === 'object' && meta !== null && Reflect.get(meta, 'optional') === true;
}

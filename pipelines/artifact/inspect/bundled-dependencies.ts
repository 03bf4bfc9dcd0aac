import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { satisfies, valid, validRange } from 'semver';
import type { PackageManifest } from '../../../schemas/types.ts';
import { parseJson } from '../../../smoke/schema/parse-json.ts';
import { check } from '../../../smoke/schema/validate.ts';
import { whyMonstrous } from '../monstrous.ts';
import { defineRule, type Inspection } from './rule.ts';

/** Larger ones are taken for complete. */
const maxManifestBytes = 256 * 1024;
/** All that are read together. */
const maxBytes = 32 * 1024 ** 2;

/**
 * npm packs a bundled dependency only when it is installed at that moment, and says nothing when it is not. What a
 * bundled dependency needs itself must be bundled too, or be a dependency of the package: npm installs nothing else for it.
 */
export const bundledDependencies = defineRule({
  codes: ['bundled-dependency-missing', 'bundled-dependency-incomplete', 'bundled-dependency-outdated'],
  title: 'Every bundled dependency is packed, with all that it needs',
  async check(inspection, report) {
    const { packageJson, files } = inspection;
    const field = packageJson.bundleDependencies === undefined ? 'bundledDependencies' : 'bundleDependencies';
    const bundled = packageJson[field] ?? [];
    const names = bundled === true ? Object.keys(packageJson.dependencies ?? {}) : bundled || [];
    const left: Bundled[] = [];
    for (const [index, name] of names.entries()) {
      const dir = `node_modules/${name}`;
      const pointer = bundled === true ? `/${field}` : `/${field}/${index}`;
      if (files.has(`${dir}/package.json`)) left.push({ name, dir, pointer, spec: packageJson.dependencies?.[name] });
      else {
        const args = { name, path: `${dir}/package.json` };
        report('bundled-dependency-missing', args, { file: 'package.json', pointer });
      }
    }
    const beside = { ...packageJson.dependencies, ...packageJson.optionalDependencies };
    const read = await readerOf(inspection, left.length > 0);
    const seen = new Set<string>();
    for (let next = left.pop(); next; next = left.pop()) {
      const { name, dir, pointer, spec } = next;
      const where = { file: `${dir}/package.json`, pointer: '/dependencies' };
      const manifest = await read(`${dir}/package.json`);
      if (!manifest) continue;
      if (isOutside(manifest.version, spec)) {
        const args = { name, expected: spec ?? '', found: manifest.version, dir };
        report('bundled-dependency-outdated', args, { file: `${dir}/package.json`, pointer: '/version' });
      }
      if (seen.has(dir)) continue;
      seen.add(dir);
      for (const [needed, range] of Object.entries(manifest.dependencies ?? {})) {
        const found = lookedUp(needed, dir).find((each) => files.has(`${each}/package.json`));
        if (found !== undefined) left.push({ name: needed, dir: found, pointer, spec: range });
        else if (!Object.hasOwn(beside, needed) && !Object.hasOwn(manifest.optionalDependencies ?? {}, needed)) {
          report('bundled-dependency-incomplete', { name, needed, range }, where);
        }
      }
    }
  },
});

interface Bundled {
  name: string;
  /** inside the package */
  dir: string;
  /** to its entry in the package's own package.json, or that of who needs it */
  pointer: string;
  spec: string | undefined;
}

/** Where Node looks for `name` from a package in `dir`, as far as that is in the package. */
function lookedUp(name: string, dir: string): string[] {
  const parts = dir.split(/(?:^|\/)node_modules\//);
  return parts.map((_, index) => {
    const above = parts.slice(1, parts.length - index).map((part) => `node_modules/${part}/`);
    return `${above.join('')}node_modules/${name}`;
  });
}

/** Only a range can be compared; what is linked or comes from git has any version. */
function isOutside(version: string, spec: string | undefined): boolean {
  if (spec === undefined || spec.length > 200 || validRange(spec) === null || valid(version) === null) return false;
  return !satisfies(version, spec, { includePrerelease: true });
}

/** Reads package.json files of the package while there is room; what is none, or too large, is passed over. */
async function readerOf(inspection: Inspection, isNeeded: boolean) {
  const dir = isNeeded ? await inspection.extracted() : '';
  let left = maxBytes;
  return async (path: string): Promise<PackageManifest | undefined> => {
    const size = inspection.files.get(path)?.size ?? 0;
    left -= size;
    if (size > maxManifestBytes || left < 0) return undefined;
    await using file = await open(join(dir, path));
    const document = parseJson((await file.readFile('utf8')).replace(/^\ufeff/, ''));
    if (typeof document !== 'object' || document === null || whyMonstrous(document) !== undefined) return undefined;
    // Node asks for neither of them.
    const checked = check('package-manifest', { name: path, version: 'none', ...document });
    return checked.ok ? checked.value : undefined;
  };
}

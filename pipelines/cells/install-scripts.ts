/** Which installed packages have install scripts: what a manager may ask its users to approve. */
import type { Dirent } from 'node:fs';
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../smoke/process/error-code.ts';
import { parseJson } from '../../smoke/schema/parse-json.ts';
import { check } from '../../smoke/schema/validate.ts';

const scripts = ['preinstall', 'install', 'postinstall'];

/** The names of packages below `projectDir`/node_modules, however nested, with a script that runs at their installation; sorted. */
export async function packagesWithInstallScripts(projectDir: string): Promise<string[]> {
  const names = new Set<string>();
  await search(join(projectDir, 'node_modules'), names);
  return [...names].toSorted();
}

/** @param modules a directory node_modules, or that of a scope in one; links are not followed */
async function search(modules: string, names: Set<string>): Promise<void> {
  for (const entry of await entriesOf(modules)) {
    const dir = join(modules, entry.name);
    if (entry.name === '.pnpm') {
      for (const each of await entriesOf(dir)) await search(join(dir, each.name, 'node_modules'), names);
    } else if (entry.name.startsWith('@')) await search(dir, names);
    else if (!entry.name.startsWith('.')) {
      const name = await nameWithScripts(dir);
      if (name !== undefined) names.add(name);
      await search(join(dir, 'node_modules'), names);
    }
  }
}

async function nameWithScripts(dir: string): Promise<string | undefined> {
  const text = await readFile(join(dir, 'package.json'), 'utf8').catch(orUndefined);
  const checked = text === undefined ? undefined : check('package-manifest', parseJson(text));
  if (!checked?.ok) return undefined;
  const { name, scripts: own = {}, gypfile } = checked.value;
  if (scripts.some((script) => typeof Object.getOwnPropertyDescriptor(own, script)?.value === 'string')) return name;
  if (gypfile === false) return undefined;
  const compiles = await access(join(dir, 'binding.gyp')).then(() => true, orUndefined);
  return compiles ? name : undefined;
}

async function entriesOf(dir: string): Promise<Dirent[]> {
  const entries = (await readdir(dir, { withFileTypes: true }).catch(orUndefined)) ?? [];
  return entries.filter((entry) => entry.isDirectory());
}

function orUndefined(error: unknown): undefined {
  const code = errorCode(error);
  if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
}

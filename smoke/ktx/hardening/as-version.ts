import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SmokeContext } from '../../../schemas/types.ts';
import { copyProject } from '../../project-copy.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Ktx } from '../ktx.ts';

/**
 * The same command with the same root as another version of itself: a copy of the package with that version in its
 * package.json. Undefined when that does not make it another version.
 */
export async function asVersion(
  version: string,
  ktx: Ktx,
  { project, subject }: SmokeContext,
  sandbox: Sandbox,
): Promise<Ktx | undefined> {
  const copy = await copyProject(project.dir, subject.name, join(sandbox.dir, `version ${version}`));
  const file = join(copy.packageDir, 'package.json');
  const manifest: unknown = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify(Object.assign({}, manifest, { version })));
  const other = ktx.with({ projectDir: copy.dir });
  return (await other.version()).version === version ? other : undefined;
}

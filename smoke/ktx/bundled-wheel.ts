import { appendFile, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PythonAssetManifest, SmokeContext } from '../../schemas/types.ts';
import { copyProject } from '../project-copy.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Ktx } from './ktx.ts';

/** The wheel in an installed package, and what its manifest says of it. */
export async function bundledWheel(
  ktx: Ktx,
  packageDir: string,
): Promise<{ path: string; wheel: PythonAssetManifest['wheel'] }> {
  const manifest = join(packageDir, ktx.contract.assetManifest);
  const { wheel } = ktx.readDocument('asset-manifest', await readFile(manifest, 'utf8'));
  return { path: join(dirname(manifest), wheel.file), wheel };
}

/** An installed copy of the package in which the wheel has one byte more than its manifest says. */
export async function withDamagedWheel(
  ktx: Ktx,
  { project, subject }: SmokeContext,
  sandbox: Sandbox,
): Promise<{ ktx: Ktx; path: string }> {
  const copy = await copyProject(project.dir, subject.name, join(sandbox.dir, 'project'));
  const { path } = await bundledWheel(ktx, copy.packageDir);
  await appendFile(path, '\0');
  return { ktx: ktx.with({ projectDir: copy.dir }), path };
}

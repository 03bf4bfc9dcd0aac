import { readFile, writeFile } from 'node:fs/promises';
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

/** What can be wrong with a wheel's bytes. */
const damages = {
  'a byte more': (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('\0')]),
  'another byte': (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -1), Buffer.from([~(bytes.at(-1) ?? 0) & 0xff])]),
};

/** An installed copy of the package in which the wheel is not the one that its manifest describes. */
export async function withDamagedWheel(
  damage: keyof typeof damages,
  ktx: Ktx,
  { project, subject }: SmokeContext,
  sandbox: Sandbox,
): Promise<{ ktx: Ktx; path: string }> {
  const copy = await copyProject(project.dir, subject.name, join(sandbox.dir, `project with ${damage}`));
  const { path } = await bundledWheel(ktx, copy.packageDir);
  await writeFile(path, damages[damage](await readFile(path)));
  return { ktx: ktx.with({ projectDir: copy.dir }), path };
}

/** Makes a copy of the reference package with a defect in it. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Defect, DefectChange } from '../../schemas/types.ts';
import { describeEnd } from '../../smoke/process/command-result.ts';
import { run } from '../../smoke/process/run.ts';
import { defectFile, editsOf, writeEdits } from './edits.ts';
import { referencePackage } from './kit.ts';

export interface BuildOptions {
  /** the node that builds the wheel, absolute */
  node: string;
  env: Readonly<Record<string, string>>;
  signal: AbortSignal;
}

const buildTimeoutMs = 30_000;

/**
 * Copies the package to `source` and makes the changes. Where Python or its build is among them the wheel is built anew,
 * as a maintainer would: else every such defect would only be a wrong checksum. Changes of the assets come after that:
 * in them the wrong checksum is the defect.
 * @throws InputError `defect-stale` when a change does not fit
 */
export async function makeBrokenCopy({ id, change }: Defect, source: string, build: BuildOptions): Promise<void> {
  // At a third of what the asynchronous one takes.
  cpSync(referencePackage, source, { recursive: true, verbatimSymlinks: true });
  const make = async (changes: readonly DefectChange[]): Promise<void> =>
    writeEdits(await editsOf(id, changes, source), source);
  await make(change.filter((each) => !isAsset(each)));
  if (change.some(isBuiltFrom)) await buildWheel(id, source, build);
  await make(change.filter(isAsset));
}

const isAsset = ({ file }: DefectChange): boolean => file.startsWith('assets/');

const isBuiltFrom = ({ file }: DefectChange): boolean => file.startsWith('python/') || file === 'build-wheel.mjs';

async function buildWheel(id: string, source: string, { node, env, signal }: BuildOptions): Promise<void> {
  const program = join(source, 'build-wheel.mjs');
  const result = await run([node, program], { cwd: source, env, timeoutMs: buildTimeoutMs, signal });
  if (result.kind === 'exited' && result.code === 0) return;
  throw new Error(`${defectFile(id)}: the wheel cannot be built (${describeEnd(result)}): ${result.stderr}`);
}

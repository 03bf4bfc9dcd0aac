/** Takes one defect from a copy of the source to what it sets off: what a worker does. */
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Defect } from '../../schemas/types.ts';
import { createSandbox } from '../../smoke/sandbox/sandbox.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { removeTree } from '../store/remove-tree.ts';
import { alarmsOf, isExpected } from './alarms.ts';
import { makeBrokenCopy } from './broken-copy.ts';
import { defectFile } from './edits.ts';
import { follow } from './follow.ts';
import type { Examination, Ground, SeenSmoke } from './orders.ts';
import { packsAlike } from './repack.ts';
import { runSmokes } from './run-smokes.ts';

/**
 * Breaks a copy of the reference package, packs it, and lets findings and smokes look at it.
 * The smoke that the kit names is run alone, first; the others only when it sees nothing, or with `thorough`.
 * @throws InputError when the defect itself is wrong
 */
export async function examine(
  defect: Defect,
  thorough: boolean,
  ground: Ground,
  signal: AbortSignal,
): Promise<Examination> {
  const startedAt = performance.now();
  const dir = join(ground.workspaceDir, 'defects', defect.id);
  const [source, sandboxesDir, evidenceDir] = [join(dir, 'source'), join(dir, 'box'), join(dir, 'evidence')];
  await mkdir(sandboxesDir, { recursive: true });
  try {
    const box = await sandboxOfNpm(sandboxesDir, ground);
    await makeBrokenCopy(defect, source, { node: ground.tools.node.path, env: box.env, signal });
    const alike = ground.healthy.repacks && (await packsAlike(defect.change, source));
    const { how, findings, integrity, projectDir } = await follow(
      { source, packsAlike: alike },
      { dir, box, ground, signal },
    );
    if (integrity === ground.healthy.integrity) {
      throw new InputError(finding('defect-changes-nothing', { integrity }, { file: defectFile(defect.id) }));
    }
    const smokes: SeenSmoke[] = [];
    const seen = { how, findings, smokes };
    const isCaught = (): boolean => alarmsOf(seen).some((alarm) => isExpected(defect.caughtBy, alarm));
    const run = async (...only: string[]): Promise<void> => {
      if (projectDir === undefined) return;
      const chosen = { ...(only.length === 0 ? {} : { only }), signal };
      const results = await runSmokes(ground, { projectDir, sandboxesDir, evidenceDir }, chosen);
      // Of a smoke that was run twice the first word counts: what it saw at the second look only, it does not see.
      seen.smokes.push(...results.filter(({ name }) => seen.smokes.every((known) => known.name !== name)));
    };
    if ('smoke' in defect.caughtBy && !thorough) await run(defect.caughtBy.smoke);
    if (thorough || !isCaught()) await run();
    if (!isCaught()) await keepEvidence(evidenceDir, join(ground.keptEvidenceDir, defect.id));
    return { ...seen, durationMs: performance.now() - startedAt };
  } finally {
    await removeTree(dir);
  }
}

function sandboxOfNpm(parent: string, { tools, network, mark, trackingId, compiledDir }: Ground) {
  return createSandbox({
    parent,
    name: 'npm',
    mark,
    tools,
    network,
    env: { NODE_COMPILE_CACHE: compiledDir },
    ...(trackingId === undefined ? {} : { trackingId }),
  });
}

/** What nobody noticed, or the wrong one did, has to be looked into: the streams of its commands are kept. */
async function keepEvidence(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    // No smoke was run.
    if (error.code !== 'ENOENT') throw error;
  });
}

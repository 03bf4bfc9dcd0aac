/** Tries the package as this machine has it: its npm, its Node. The one cell of a run without a matrix. */
import type { Cell, SmokeContext, SmokeResult, Tools } from '../../schemas/types.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { InputError, StageFailure } from '../findings/errors.ts';
import { type ProofOptions, proveIdentity } from '../identity/prove.ts';
import { type InstallOptions, installArtifact } from '../project/install.ts';
import type { Registry } from '../registry/registry.ts';
import { hostCell } from '../report/cell-names.ts';
import type { Emit } from '../run/event-body.ts';
import { type Stages, together } from '../run/stages.ts';
import type { PreparedSmokes, RunOptions } from '../smokes/run-smokes.ts';
import { type CellEnd, judgeCell, reasonOf } from './judge-cell.ts';

export interface TryingHost {
  artifact: Artifact;
  artifactDir: string;
  registry: Registry;
  install: Omit<InstallOptions, 'registry'>;
  proof: Pick<ProofOptions, 'bin' | 'env'>;
  runner: Promise<PreparedSmokes>;
  context: Omit<SmokeContext, 'project'>;
  smokes: Omit<RunOptions, 'context' | 'cell' | 'signal' | 'emit'>;
  stages: Stages;
  emit: Emit;
}

/** What is tried on this machine, with its exact versions. */
export function cellOfHost({ node, npm }: Tools): Cell {
  return {
    id: hostCell,
    manager: { name: 'npm', version: npm.version },
    node: { name: 'node', version: node.version },
    primary: true,
    required: true,
    lowest: false,
    smokes: 'all',
    outcome: 'not-run',
  };
}

/**
 * Installs, proves and tries, and tells how the cell came out.
 * @throws StageFailure when the package cannot be installed, or is not what was packed
 */
export async function tryHost(trying: TryingHost): Promise<void> {
  const { emit, smokes, stages } = trying;
  const startedAt = performance.now();
  emit({ type: 'cell-started', cell: hostCell });
  let end: CellEnd = { outcome: 'interrupted' };
  try {
    end = judgeCell(await installAndTry(trying), smokes.requiredOf);
  } catch (error) {
    if (error instanceof StageFailure || error instanceof InputError)
      end = { outcome: 'failed', reason: reasonOf(error) };
    throw error;
  } finally {
    if (stages.signal.aborted && end.outcome === 'passed') end = { outcome: 'interrupted' };
    emit({ type: 'cell-finished', cell: hostCell, ...end, durationMs: performance.now() - startedAt });
  }
}

async function installAndTry(trying: TryingHost): Promise<SmokeResult[]> {
  const { artifact, artifactDir, registry, install, runner, context, smokes, stages, emit } = trying;
  const { signal } = stages;
  const { projectDir } = install;
  const installing = stages.run('install', () => installArtifact(artifact, { ...install, registry: registry.url }));
  const proof = proveIdentity(artifact, {
    ...trying.proof,
    artifactDir,
    registry: registry.url,
    installed: installing,
    projectDir,
    signal,
  });
  const proving = stages.run('identity', {
    endsOthers: false,
    act: async () => {
      const { handovers, findings } = await proof;
      emit({ type: 'identity-proved', handovers });
      const [first, ...others] = findings;
      if (first) throw new StageFailure(first, ...others);
    },
  });
  let results: SmokeResult[] = [];
  await together(
    installing,
    proving,
    // Nothing after the proof asks the registry: it need not take memory and time from the smokes.
    proof.then(() => registry[Symbol.asyncDispose]()),
    proof.then(async ({ worthTrying }) => {
      if (!worthTrying) return;
      await stages.run('smokes', async () => {
        const prepared = await runner;
        results = await prepared.run({
          ...smokes,
          context: { ...context, project: { dir: projectDir } },
          cell: hostCell,
          signal,
          emit,
        });
        signal.throwIfAborted();
      });
    }),
  );
  return results;
}

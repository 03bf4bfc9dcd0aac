/** Runs smokes on an installed package; a worker does it again and again, with a runner of its own each time. */
import { mkdir } from 'node:fs/promises';
import type { ContractSuite, SmokeResult } from '../../schemas/types.ts';
import { smokeFiles } from '../../smoke/smoke-files.ts';
import { prepareSmokes } from '../smokes/run-smokes.ts';
import type { Ground, SeenSmoke } from './orders.ts';

interface Place {
  projectDir: string;
  sandboxesDir: string;
  evidenceDir: string;
}

/**
 * Runs the smokes of all suites of the contract, or those that are named `only`, for which only their suites are loaded.
 * The runner can be used once; another one costs 50 ms in a process that has loaded Vitest.
 */
export async function runSmokes(
  ground: Ground,
  { projectDir, sandboxesDir, evidenceDir }: Place,
  { only, signal }: { only?: readonly string[]; signal: AbortSignal },
): Promise<SeenSmoke[]> {
  const { runId, mark, tools, network, contract, workspaceDir, healthy } = ground;
  await mkdir(evidenceDir, { recursive: true });
  const runner = await prepareSmokes({ contract: contract.name, scratchDir: workspaceDir });
  try {
    const results = await runner.run({
      context: {
        runId,
        mark,
        project: { dir: projectDir },
        subject: { name: healthy.name, version: healthy.version },
        tools,
        network,
        sandboxesDir,
        evidenceDir,
        keep: false,
      },
      suites: only === undefined ? contract.suites : suitesOf(only, contract.suites),
      ...(only === undefined ? {} : { only }),
      failFast: false,
      signal,
      emit: () => undefined,
      requiredOf: () => true,
    });
    signal.throwIfAborted();
    return results.filter(({ name }) => only === undefined || only.includes(name)).map(seen);
  } finally {
    await runner.close();
  }
}

/** Names begin with the stem of their file. */
function suitesOf(smokes: readonly string[], suites: readonly ContractSuite[]): ContractSuite[] {
  const stems = smokes.map((smoke) => smoke.split(' > ')[0]);
  const files = smokeFiles(suites).filter(({ stem }) => stems.includes(stem));
  return suites.filter(({ name }) => files.some((file) => file.suite === name));
}

function seen({ name, suite, outcome, reason, errors }: SmokeResult): SeenSmoke {
  const says = reason ?? firstWords(errors?.[0]?.message);
  return { name, suite, outcome, ...(says === undefined ? {} : { says }) };
}

/** The first line, and with one that only announces the next, that one too. */
function firstWords(message: string | undefined): string | undefined {
  const [first, second] = message?.trim().split('\n', 2) ?? [];
  return first?.endsWith(':') && second !== undefined ? `${first} ${second.trim()}` : first;
}

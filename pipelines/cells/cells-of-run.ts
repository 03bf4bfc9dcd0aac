/** The cells of a run with what they need, or what stands in their way. */
import type { Finding, Preflight, Tools } from '../../schemas/types.ts';
import { createSandbox, type SandboxOptions } from '../../smoke/sandbox/sandbox.ts';
import { npmCommand } from '../npm/npm.ts';
import type { PlannedCell } from './plan-cells.ts';
import { prepareCells, type ReadyCell } from './prepare-cells.ts';
import { cellOfHost } from './try-host.ts';

export interface CellsOfRun {
  cells: ReadyCell[];
  blockers: Preflight['blockers'];
}

export interface CellsOptions {
  tools: Tools;
  box: Omit<SandboxOptions, 'name' | 'tools' | 'env'>;
  hostEnv: NodeJS.ProcessEnv;
  /** What is verified, when it is a published version. */
  published?: { name: string; version: string };
  /** npm's cache, shared between runs. */
  npmCache: string;
  signal: AbortSignal;
}

/**
 * @param planned undefined: this machine alone
 * @throws InputError with every manager and Node that does not exist
 */
export async function cellsOfRun(
  planned: readonly PlannedCell[] | undefined,
  options: CellsOptions,
): Promise<CellsOfRun> {
  const { tools, box, hostEnv, npmCache, published, signal } = options;
  if (!planned) return { cells: [{ cell: cellOfHost(tools) }], blockers: [] };
  const { work, env } = await createSandbox({ ...box, tools, name: 'toolchain', env: { npm_config_cache: npmCache } });
  const { cells, missing } = await prepareCells(planned, {
    npm: npmCommand(tools),
    host: { platform: process.platform, arch: process.arch },
    cwd: work,
    env,
    hostEnv,
    node: tools.node.path,
    ...(published ? { published } : {}),
    signal,
  });
  return { cells, blockers: missing.map(blocker) };
}

function blocker({ code, args, message, remediation }: Finding): Preflight['blockers'][number] {
  return { code, expected: `${args.spec} from the package registry`, found: message, remediation };
}

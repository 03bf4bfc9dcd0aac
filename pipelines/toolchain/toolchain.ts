/** The package managers and Nodes that cells need: resolved by the registry, fetched into the cache, each once. */
import type { Finding } from '../../schemas/types.ts';
import { InputError } from '../findings/errors.ts';
import { type FetchOptions, fetchTool } from './fetch-tool.ts';
import { type Asking, type ResolvedTool, resolveTool } from './resolve-tool.ts';
import { specText, type ToolSpec } from './tool-spec.ts';

/** A tool that can be run. */
export interface CachedTool extends ResolvedTool {
  /** absolute */
  path: string;
}

export interface Toolchain {
  /** by their specs, as specText() has them */
  tools: ReadonlyMap<string, CachedTool>;
  /** Why tools are not there although they exist: the registry, the cache. */
  missing: Finding[];
}

export type ToolchainOptions = Asking & Omit<FetchOptions, 'platform' | 'arch'>;

/**
 * Resolves and fetches them, all at once.
 * @throws InputError with every one that does not exist or is not supported
 */
export async function prepareToolchain(specs: readonly ToolSpec[], options: ToolchainOptions): Promise<Toolchain> {
  const wanted = [...new Map(specs.map((spec) => [specText(spec), spec])).values()];
  const resolutions = await Promise.all(wanted.map((spec) => resolveTool(spec, options)));
  const [first, ...others] = resolutions.flatMap((each) => (each.kind === 'refused' ? each.finding : []));
  if (first) throw new InputError(first, ...others);

  const tools = new Map<string, CachedTool>();
  const missing = resolutions.flatMap((each) => (each.kind === 'unanswered' ? each.finding : []));
  // Two names of one version, for example node@24 and node@24.21, are one download.
  const fetches = new Map<string, ReturnType<typeof fetchTool>>();
  await Promise.all(
    resolutions.map(async (each) => {
      if (each.kind !== 'resolved') return;
      const { resolved } = each;
      const fetching = fetches.get(resolved.integrity) ?? fetchTool(resolved, { ...options, ...options.host });
      fetches.set(resolved.integrity, fetching);
      const fetched = await fetching;
      if ('path' in fetched) tools.set(resolved.spec, { ...resolved, path: fetched.path });
      else if (!missing.includes(fetched.finding)) missing.push(fetched.finding);
    }),
  );
  return { tools, missing };
}

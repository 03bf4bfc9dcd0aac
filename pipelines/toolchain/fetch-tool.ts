/** Brings a resolved tool into the cache, if it is not there, by the means with which the launcher fetches its Node. */
import type { Finding } from '../../schemas/types.ts';
import { cachePlace } from '../cache-place.ts';
import { finding } from '../findings/finding.ts';
import { FetchFailure } from '../launcher/fetch-failure.mjs';
import { cachedProgram, entryName } from '../launcher/package-cache.mjs';
import type { ResolvedTool } from './resolve-tool.ts';

export interface FetchOptions {
  /** Says where the cache is. */
  hostEnv: NodeJS.ProcessEnv;
  /** npm's, and the tool's when it is tried. */
  env: Readonly<Record<string, string>>;
  /** The Node that runs a tool which is a JavaScript program, when it is tried. */
  node: string;
  platform: string;
  arch: string;
  signal: AbortSignal;
}

export type Fetched = { path: string } | { finding: Finding };

/** 100 MB at 3 Mbit a second; one that takes longer is not waited for. */
const fetchWithinMs = 300_000;

/** Yarn heeds the settings of all directories above the cache, the user's home among them; nobody's have this name. */
const unsettled = { YARN_IGNORE_PATH: '1', YARN_RC_FILENAME: '.yarnrc-of-nobody.yml' };

/** @returns the program's absolute path, or in a finding why there is none */
export async function fetchTool(wanted: ResolvedTool, options: FetchOptions): Promise<Fetched> {
  const { hostEnv, env, node, platform, arch, signal } = options;
  const { tool, version, integrity, file, spec } = wanted;
  const root = cachePlace(hostEnv, tool === 'node' ? 'node' : 'managers');
  const what =
    tool === 'node'
      ? `${version}-${platform}-${arch}`
      : `${wanted.package.replace(/^@/, '').replace('/', '-')}-${version}`;
  const name = entryName(what, integrity);
  const cached = cachedProgram(root, name, file);
  if (cached !== undefined) return { path: cached };

  const { fetchPackage } = await import('../launcher/fetch-package.mjs');
  const limit = AbortSignal.timeout(fetchWithinMs);
  try {
    const path = await fetchPackage({
      wanted: {
        package: wanted.package,
        version,
        integrity,
        file,
        ...(tool === 'node' ? { only: [file, 'LICENSE'] } : {}),
        ...(wanted.runBy === 'node' ? { runBy: [node] } : {}),
        says: tool === 'node' ? `v${version}` : version,
      },
      root,
      name,
      env: { ...env, ...unsettled },
      signal: AbortSignal.any([signal, limit]),
    });
    return { path };
  } catch (error) {
    signal.throwIfAborted();
    const command = `npm pack ${wanted.package}@${version}`;
    if (limit.aborted) return failed(`it was not there within ${fetchWithinMs / 1000} s`);
    if (error instanceof FetchFailure) return failed(reasonOf(error));
    throw error;

    function failed(reason: string): Fetched {
      return { finding: finding('tool-not-fetched', { spec, version, reason, command, root }) };
    }
  }
}

function reasonOf({ kind, details }: FetchFailure): string {
  const { reason, ended, said, expected, found } = details;
  switch (kind) {
    case 'npm-missing':
      return 'expected npm on PATH, found none';
    case 'npm-unusable':
      return `npm cannot be started: ${reason}`;
    case 'not-fetched':
      return `npm ended with ${ended}${said ? `: ${said}` : ''}`;
    case 'other-bytes':
      return `expected the bytes that the registry announces, ${expected}, found ${found}`;
    case 'does-not-run':
      return `it does not run here: expected ${expected} from --version, found ${found}`;
    case 'cache-unusable':
      return `it cannot be kept: ${reason}`;
  }
}

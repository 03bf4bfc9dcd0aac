/** Which registry other packages come from when all of npm's requests go to ours. */
import type { RunOptions } from '../../smoke/process/run.ts';
import type { NpmCommand } from '../npm/npm.ts';
import { scopeOf } from './route.ts';

/**
 * A scope can be sent to our registry and nothing else; a package without one takes its dependencies along. For that one
 * our registry fetches them from where npm would: npm itself is asked, in the sandbox, so the host's settings do not count.
 */
export async function upstreamFor(
  packageName: string,
  npm: NpmCommand,
  options: Omit<RunOptions, 'timeoutMs'>,
): Promise<{ upstream?: string }> {
  if (scopeOf(packageName)) return {};
  const { stdout } = await npm(['config', 'get', 'registry'], { ...options, timeoutMs: 30_000 });
  return URL.canParse(stdout.trim()) ? { upstream: stdout.trim() } : {};
}

/** Which registry other packages come from when all of npm's requests go to ours. */
import { describeEnd } from '../../smoke/process/command-result.ts';
import type { RunOptions } from '../../smoke/process/run.ts';
import { StageFailure } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import type { NpmCommand } from '../npm/npm.ts';
import { scopeOf } from './route.ts';

/**
 * A scope can be sent to our registry and nothing else; a package without one takes its dependencies along. For that one
 * our registry fetches them from where npm would: npm itself is asked, in the sandbox, so the host's settings do not count.
 * @throws StageFailure when npm does not say: without it every dependency would look as if it did not exist
 */
export async function upstreamFor(
  packageName: string,
  npm: NpmCommand,
  options: Omit<RunOptions, 'timeoutMs'>,
): Promise<{ upstream?: string }> {
  return scopeOf(packageName) ? {} : { upstream: await npmRegistry(npm, options) };
}

/**
 * URL of the registry that npm fetches from in this sandbox.
 * @throws StageFailure when npm does not say
 */
export async function npmRegistry(npm: NpmCommand, options: Omit<RunOptions, 'timeoutMs'>): Promise<string> {
  // Without --prefix npm looks for a project above and reads that project's npmrc.
  const args = ['config', 'get', 'registry', `--prefix=${options.cwd}`];
  const result = await npm(args, { ...options, timeoutMs: 30_000 });
  const upstream = result.stdout.trim();
  if (result.kind === 'exited' && result.code === 0 && URL.canParse(upstream)) return upstream;
  const found = upstream || result.stderr.trim() || 'nothing';
  throw new StageFailure(finding('upstream-unknown', { how: describeEnd(result), found }, { stage: 'registry' }));
}

/** git as a command: asked, never told to change anything; no shell, and nothing of the user's configuration. */
import { devNull } from 'node:os';
import { describeEnd } from '../../smoke/process/command-result.ts';
import { run } from '../../smoke/process/run.ts';

/** What git said, or why it said nothing. `code` is its exit code, where it had one. */
export type GitAnswer = { ok: true; out: string } | { ok: false; code?: number; reason: string };

/** Asks git in one directory; resolves however git ended, rejects only with the reason of an abort. */
export type Git = (...args: readonly [string, ...string[]]) => Promise<GitAnswer>;

/** git could not answer a question that it should have an answer to. */
export class GitFailure extends Error {
  override name = 'GitFailure';
}

/** What it said. @throws GitFailure with the reason why it said nothing */
export function told(answer: GitAnswer): string {
  if (!answer.ok) throw new GitFailure(answer.reason);
  return answer.out;
}

export interface GitHost {
  /** where to look for git, as PATH has it; nothing else of the environment reaches git */
  path: string;
  signal?: AbortSignal;
}

/** A history of a hundred thousand commits is listed in a second; a network drive may take longer. */
const timeoutMs = 30_000;

/** @param dir where it is asked, absolute */
export function gitIn(dir: string, { path, signal }: GitHost): Git {
  return async (...args) => {
    const result = await run(['git', ...args], {
      cwd: dir,
      env: environment(path),
      timeoutMs,
      ...(signal ? { signal } : {}),
    });
    if (result.kind === 'spawnFailed') return { ok: false, reason: result.error.message };
    const said = result.stderr.trim().split('\n')[0];
    const reason = `git ${args[0]}: ${describeEnd(result)}${said ? `: ${said}` : ''}`;
    if (result.kind !== 'exited') return { ok: false, reason };
    if (result.truncated) return { ok: false, reason: `git ${args[0]} said more than can be read` };
    return result.code === 0 ? { ok: true, out: result.stdout } : { ok: false, code: result.code, reason };
  };
}

function environment(path: string): Record<string, string> {
  const settings = {
    // A checkout in a container often belongs to another user than the one who runs.
    'safe.directory': '*',
    // Else a repository's own configuration could start a program of its choice.
    'core.fsmonitor': 'false',
  };
  const given = Object.entries(settings).flatMap(([name, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, name],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    PATH: path,
    LC_ALL: 'C',
    // Not even the index is refreshed.
    GIT_OPTIONAL_LOCKS: '0',
    // A path is a path, whatever is in it.
    GIT_LITERAL_PATHSPECS: '1',
    // What a partial clone lacks is not fetched: that would need the user's credentials.
    GIT_NO_LAZY_FETCH: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_COUNT: String(Object.keys(settings).length),
    ...Object.fromEntries(given),
  };
}

/** What the release is made from: the working tree, the branch and the tag, here and at the remote. Changes nothing. */
import { describeEnd } from '../../smoke/process/command-result.ts';
import { run } from '../../smoke/process/run.ts';
import { tagNameOf } from '../git/release-tags.ts';
import { findRepository, type Repository } from '../git/repository.ts';
import { readSecrets } from './secrets.ts';

/** Where a ref is: a full commit id. `unknown` says why it could not be seen. */
export type RefState = { kind: 'at'; revision: string } | { kind: 'missing' } | { kind: 'unknown'; reason: string };

/** How HEAD stands to the remote's branch. */
export type BranchState =
  | { kind: 'same' }
  | { kind: 'missing' }
  | { kind: 'behind' | 'ahead'; commits: number; remote: string }
  | { kind: 'diverged'; remote: string }
  /** the remote has a commit that is not in this clone */
  | { kind: 'elsewhere'; remote: string }
  | { kind: 'unknown'; reason: string };

export type SourceState =
  | { kind: 'none'; reason: string }
  | {
      kind: 'repository';
      revision: string;
      /** paths from the root of what is changed or not committed */
      dirty: readonly string[];
      branch?: { name: string; remote: string; state: BranchState };
      tag: { name: string; here: RefState; remote?: { name: string; state: RefState } };
    };

export interface SourceQuestion {
  /** the package's directory, absolute */
  dir: string;
  version: string;
  /** as the policy has them */
  branch?: string;
  remote: string;
  tagTemplate: string;
  /** A remote that was only assumed need not be there. */
  remoteNeeded: boolean;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/** Looks at the repository around `dir`, and asks its remote. @throws the reason of `signal` */
export async function sourceState(question: SourceQuestion): Promise<SourceState> {
  const { dir, env, signal } = question;
  const search = await findRepository(dir, { path: env.PATH ?? '', signal });
  if ('missing' in search) return { kind: 'none', reason: search.missing };
  const repository = search.found;
  const { head, git } = repository;
  const name = tagNameOf(question.tagTemplate, question.version);
  const [status, here, remote] = await Promise.all([
    git('status', '--porcelain', '-z', '--untracked-files=normal'),
    tagHere(repository, name),
    askRemote(repository, question, name),
  ]);
  const { branch, remote: remoteName } = question;
  return {
    kind: 'repository',
    revision: head,
    dirty: status.ok ? changedPaths(status.out) : [`(${status.reason})`],
    ...(branch === undefined
      ? {}
      : {
          branch: {
            name: branch,
            remote: remoteName,
            state: await branchState(repository, remote, `refs/heads/${branch}`),
          },
        }),
    tag: {
      name,
      here,
      ...(remote.kind === 'none' ? {} : { remote: { name: remoteName, state: remoteTag(remote, name) } }),
    },
  };
}

type RemoteRefs =
  | { kind: 'none' }
  | { kind: 'unknown'; reason: string }
  | { kind: 'refs'; refs: ReadonlyMap<string, string> };

/** A slow remote is minutes away at most; one that hangs is not waited for. */
const remoteTimeoutMs = 60_000;

/** The user's own git, with the user's credentials, that never asks for any: a remote may be private. */
async function askRemote({ root, git }: Repository, question: SourceQuestion, tag: string): Promise<RemoteRefs> {
  const { remote, branch, remoteNeeded, env, signal } = question;
  const url = await git('remote', 'get-url', '--', remote);
  if (!url.ok) return remoteNeeded ? { kind: 'unknown', reason: `there is no remote ${remote}` } : { kind: 'none' };
  const asked = [`refs/tags/${tag}`, `refs/tags/${tag}^{}`, ...(branch === undefined ? [] : [`refs/heads/${branch}`])];
  const result = await run(['git', 'ls-remote', '--', remote, ...asked], {
    cwd: root,
    env: { ...defined(env), GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
    timeoutMs: remoteTimeoutMs,
    signal,
  });
  if (result.kind !== 'exited' || result.code !== 0) {
    const said = result.stderr.trim().split('\n', 1)[0];
    // A remote's URL may have a token in it, and git repeats the URL.
    const { scrub } = await readSecrets(env, []);
    return { kind: 'unknown', reason: scrub(`git ls-remote ${remote}: ${said || describeEnd(result)}`) };
  }
  const refs = result.stdout.split('\n').flatMap((line): [string, string][] => {
    const [id, ref] = line.split('\t');
    return id && ref ? [[ref, id]] : [];
  });
  return { kind: 'refs', refs: new Map(refs) };
}

async function tagHere({ git }: Repository, name: string): Promise<RefState> {
  const found = await git('rev-parse', '--verify', '--quiet', `refs/tags/${name}^{commit}`);
  if (found.ok) return { kind: 'at', revision: found.out.trim() };
  return found.code === 1 ? { kind: 'missing' } : { kind: 'unknown', reason: found.reason };
}

/** Of an annotated tag the remote tells the commit besides. */
function remoteTag(remote: Exclude<RemoteRefs, { kind: 'none' }>, name: string): RefState {
  if (remote.kind === 'unknown') return remote;
  const revision = remote.refs.get(`refs/tags/${name}^{}`) ?? remote.refs.get(`refs/tags/${name}`);
  return revision === undefined ? { kind: 'missing' } : { kind: 'at', revision };
}

async function branchState({ head, git }: Repository, remote: RemoteRefs, ref: string): Promise<BranchState> {
  if (remote.kind === 'unknown') return remote;
  const tip = remote.kind === 'refs' ? remote.refs.get(ref) : undefined;
  if (tip === undefined) return { kind: 'missing' };
  if (tip === head) return { kind: 'same' };
  const counted = await git('rev-list', '--left-right', '--count', `${head}...${tip}`);
  if (!counted.ok) return { kind: 'elsewhere', remote: tip };
  const [ahead = 0, behind = 0] = counted.out.trim().split('\t').map(Number);
  if (ahead > 0 && behind > 0) return { kind: 'diverged', remote: tip };
  return ahead > 0 ? { kind: 'ahead', commits: ahead, remote: tip } : { kind: 'behind', commits: behind, remote: tip };
}

/** `XY path`, each ended by a NUL; of a rename the former path follows as one of its own. */
function changedPaths(status: string): string[] {
  const paths: string[] = [];
  const entries = status.split('\0');
  for (let at = 0; at < entries.length; at += 1) {
    const entry = entries[at];
    if (!entry) continue;
    paths.push(entry.slice(3));
    if (/^[RC]|^.[RC]/.test(entry)) at += 1;
  }
  return paths;
}

function defined(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

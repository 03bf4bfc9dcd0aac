/** Sends one tarball to one registry, once, by npm. Whether it is there afterwards is asked of the registry, not of npm. */
import { type CommandResult, describeEnd } from '../../smoke/process/command-result.ts';
import { readNpmError, readPacked } from '../npm/json.ts';
import { routeTo } from '../registry/route.ts';
import type { UserNpm } from './user-npm.ts';

export interface SendOptions {
  npm: UserNpm;
  intent: 'publish' | 'stage';
  /** the tarball, absolute, in a directory that nobody else writes to */
  file: string;
  name: string;
  integrity: string;
  /** URL with a slash at its end */
  registry: string;
  tag: string;
  access: 'public' | 'restricted' | null;
  /** undefined: as npm decides */
  provenance: boolean | undefined;
  /** Ends npm in the middle of it. */
  signal: AbortSignal;
}

export type Sent =
  | { kind: 'accepted'; stageId?: string }
  /** npm did not get through with it; `code` is npm's, empty where it gave none */
  | { kind: 'refused'; code: string; reason: string }
  /** npm names another registry than it was told */
  | { kind: 'elsewhere'; registry: string }
  /** npm says of what it sent that it is something else */
  | { kind: 'other bytes'; found: string }
  | { kind: 'interrupted' };

/** A large tarball on a slow line, with provenance signed on the way; one that hangs is ended. */
const sendTimeoutMs = 600_000;

export async function send(options: SendOptions): Promise<Sent> {
  const { npm, intent, integrity, registry, signal } = options;
  let result: CommandResult;
  try {
    result = await npm.npm(argumentsOf(options), { timeoutMs: sendTimeoutMs, signal });
  } catch (error) {
    if (signal.aborted) return { kind: 'interrupted' };
    throw error;
  }
  const elsewhere = targetsIn(result).find((target) => target !== registry);
  if (elsewhere !== undefined) return { kind: 'elsewhere', registry: elsewhere };
  if (result.kind !== 'exited' || result.code !== 0) return refusal(result);
  const packed = readPacked(result.stdout);
  if (packed?.integrity !== integrity) return { kind: 'other bytes', found: packed?.integrity ?? 'nothing' };
  return { kind: 'accepted', ...(intent === 'stage' && packed.stageId ? { stageId: packed.stageId } : {}) };
}

/** What npm is told; nothing in it is secret. The flags win over every npmrc, the environment and publishConfig. */
function argumentsOf(options: Omit<SendOptions, 'npm' | 'signal' | 'integrity'>): string[] {
  const { intent, file, name, registry, tag, access, provenance } = options;
  return [
    ...(intent === 'stage' ? ['stage', 'publish'] : ['publish']),
    file,
    ...routeTo(registry, name),
    `--tag=${tag}`,
    ...(access === null ? [] : [`--access=${access}`]),
    ...(provenance === undefined ? [] : [provenance ? '--provenance' : '--no-provenance']),
    // What the package's scripts make was verified; they have no business in here.
    '--ignore-scripts',
    '--foreground-scripts=false',
    '--no-workspaces',
    '--dry-run=false',
    '--no-force',
    // Who tries again looks first at what has become of it.
    '--fetch-retries=0',
    // The word about where it goes to is a notice.
    '--loglevel=notice',
    '--json',
  ];
}

/** npm says it on stderr before it does it: `npm notice Publishing to URL with tag ...`, or Staging. */
function targetsIn({ stderr }: CommandResult): string[] {
  return [...stderr.matchAll(/^npm notice (?:Publishing|Staging) to (\S+) with tag /gm)].map(
    ([, target = '']) => target,
  );
}

function refusal(result: CommandResult): Sent {
  if (result.kind === 'timedOut') return { kind: 'refused', code: 'ETIMEDOUT', reason: describeEnd(result) };
  const error = readNpmError(result.stdout);
  const said = error?.summary ?? result.stderr.trim().split('\n').at(-1);
  return { kind: 'refused', code: String(error?.code ?? ''), reason: said || describeEnd(result) };
}

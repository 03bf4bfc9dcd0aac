/** Says what is missing before anything is spent: every blocker, not the first. */
import { constants } from 'node:fs';
import { access, mkdir, utimes } from 'node:fs/promises';
import type { Finding, Preflight } from '../../schemas/types.ts';
import { errorCode } from '../../smoke/process/error-code.ts';
import type { FoundTools } from '../../smoke/sandbox/tools.ts';
import { finding } from '../findings/finding.ts';
import { foreignModules } from './foreign-modules.ts';

type Blocker = Preflight['blockers'][number];

export interface Checked {
  preflight: Preflight;
  /** What does not stand in the way and yet keeps smokes from running. */
  notes: Finding[];
}

/**
 * @param cacheDir made when it is missing
 * @param workspaceDir absolute, where the package is to be installed and run; absent: it is not
 */
export async function checkPreflight(found: FoundTools, cacheDir: string, workspaceDir?: string): Promise<Checked> {
  const blockers = [
    ...missing('node', found.node, 'node >= 22.14', 'Set SHAKEDOWN_NODE to a Node that runs here.'),
    ...missing('npm', found.npm, 'npm on PATH', 'Install npm, or put its directory on PATH.'),
    ...(await unwritable(cacheDir)),
    ...(workspaceDir !== undefined && found.tools ? foreignModules(workspaceDir, found.tools.node.path) : []),
  ];
  const notes: Finding[] = [];
  if ('missing' in found.python) notes.push(finding('python-missing', { reason: found.python.missing }));
  if ('missing' in found.uv) notes.push(finding('uv-missing', { reason: found.uv.missing }));
  return { preflight: withBlockers({ ready: true, blockers: [] }, blockers), notes };
}

/** `preflight` with further things that stand in the way. */
export function withBlockers(preflight: Preflight, further: readonly Blocker[]): Preflight {
  const blockers = [...preflight.blockers, ...further];
  const [first] = blockers;
  return { ready: !first, blockers, ...(first ? { blocker: first.code } : {}) };
}

function missing(
  name: string,
  tool: { found: unknown } | { missing: string },
  expected: string,
  remediation: string,
): Blocker[] {
  return 'missing' in tool ? [{ code: `${name}-missing`, expected, found: tool.missing, remediation }] : [];
}

async function unwritable(dir: string): Promise<Blocker[]> {
  try {
    await mkdir(dir, { recursive: true });
    await access(dir, constants.W_OK);
    // How long a cache was not used is read off its time: see store/plan-cache.ts.
    await utimes(dir, new Date(), new Date());
    return [];
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    const remediation = 'Make it writable, or set SHAKEDOWN_CACHE to a directory that is.';
    return [{ code: 'cache-not-writable', expected: `a writable directory ${dir}`, found: code, remediation }];
  }
}

/** Asks the package registry which exact version a tool is, and which bytes carry it on this platform. */
import { compare, lt, prerelease, satisfies } from 'semver';
import type { Finding, NpmView } from '../../schemas/types.ts';
import { describeEnd } from '../../smoke/process/command-result.ts';
import type { RunOptions } from '../../smoke/process/run.ts';
import { finding } from '../findings/finding.ts';
import { readNpmError } from '../npm/json.ts';
import type { NpmCommand } from '../npm/npm.ts';
import { readViews, viewedFields } from '../npm/view.ts';
import { type Carrier, carrierOf, type Platform, packageOf } from './carriers.ts';
import { type ManagerName, specText, type ToolSpec } from './tool-spec.ts';

export interface ResolvedTool {
  tool: ToolSpec['tool'];
  /** as it was asked for */
  spec: string;
  /** exact */
  version: string;
  /** the package that carries it on this platform */
  package: string;
  /** of that package's tarball */
  integrity: string;
  /** the program, inside that package */
  file: string;
  runBy: 'node' | 'itself';
  /** the Nodes that it says it runs on, a range; absent when it needs none or does not say */
  engines?: string;
}

export type Resolution =
  | { kind: 'resolved'; resolved: ResolvedTool }
  /** What was asked for does not exist, or is not supported: somebody has to ask for something else. */
  | { kind: 'refused'; finding: Finding }
  /** The registry did not say. */
  | { kind: 'unanswered'; finding: Finding };

export interface Asking extends Omit<RunOptions, 'timeoutMs'> {
  npm: NpmCommand;
  host: Platform;
}

/** A registry answers within a second; one that has not after so long, npm's repetitions included, is down. */
const answerWithinMs = 45_000;

/** Flags for a registry that is slow or down: npm's own patience is minutes. */
export const impatience = [
  '--fetch-retries=2',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
  '--fetch-timeout=10000',
];

/** Below these an adapter's commands and settings are not what the manager knows. */
const oldest: Readonly<Record<ManagerName, string>> = { npm: '10.0.0', pnpm: '10.0.0', yarn: '4.0.0', bun: '1.2.0' };

export async function resolveTool(spec: ToolSpec, asking: Asking): Promise<Resolution> {
  const { tool } = spec;
  const text = specText(spec);
  const { platform, arch } = asking.host;
  const name = packageOf(tool, asking.host);
  if (name === undefined)
    return refused(finding('tool-not-for-platform', { spec: text, platform: `${platform}-${arch}` }));
  const wanted = spec.runsOn === undefined || tool === 'node' ? (spec.version ?? 'latest') : `>=${oldest[tool]}`;
  const answer = await askView(`${name}@${wanted}`, text, asking, spec.runsOn);
  if (answer.kind !== 'view') return answer;
  const { view } = answer;
  if (tool !== 'node' && lt(view.version, oldest[tool])) {
    return refused(finding('manager-too-old', { spec: text, found: view.version, oldest: oldest[tool] }));
  }
  const carrier = carrierOf(tool, view, asking.host);
  if ('missing' in carrier) {
    return refused(
      finding('tool-not-for-platform', { spec: text, platform: `${platform}-${arch}`, reason: carrier.missing }),
    );
  }
  if (carrier.kind === 'itself') return resolvedBy(view, carrier);
  const carried = await askView(`${carrier.package}@${view.version}`, text, asking);
  return carried.kind === 'view' ? resolvedBy(carried.view, { ...carrier, runBy: 'itself' }) : carried;

  function resolvedBy(by: NpmView, { file, runBy }: Pick<Carrier & { kind: 'itself' }, 'file' | 'runBy'>): Resolution {
    const engines = tool === 'node' ? undefined : view.engines?.node;
    return {
      kind: 'resolved',
      resolved: {
        tool,
        spec: text,
        version: view.version,
        package: by.name,
        integrity: by['dist.integrity'],
        file,
        runBy,
        ...(engines === undefined ? {} : { engines }),
      },
    };
  }
}

/**
 * What the registry says of a version.
 * @param wanted `name@version`, or a range, of which the newest counts
 * @param spec as it was asked for, for the finding
 * @param runsOn a Node that it must run on
 */
export async function askView(
  wanted: string,
  spec: string,
  { npm, host: _, ...run }: Asking,
  runsOn?: string,
): Promise<{ kind: 'view'; view: NpmView } | Exclude<Resolution, { kind: 'resolved' }>> {
  // Without --prefix npm looks for a project above, and reads that project's npmrc.
  const args = ['view', wanted, ...viewedFields, '--json', '--loglevel=error', `--prefix=${run.cwd}`, ...impatience];
  const result = await npm(args, { ...run, timeoutMs: answerWithinMs });
  const command = ['npm', ...args].join(' ');
  if (result.kind === 'exited' && result.code === 0) {
    const views = readViews(result.stdout) ?? [];
    const view = newest(views.filter(({ engines }) => runsOn === undefined || satisfies(runsOn, engines?.node ?? '*')));
    if (view) return { kind: 'view', view };
    if (views.length > 0 && runsOn !== undefined) {
      return refused(finding('no-manager-for-node', { wanted, node: runsOn, command }));
    }
    const reason = result.stdout.trim() === '' ? 'nothing' : 'an answer that describes no version with an integrity';
    return { kind: 'unanswered', finding: finding('tool-unresolved', { spec, how: 'exit 0', reason, command }) };
  }
  const error = readNpmError(result.stdout);
  // A registry that is not one answers 404 too; only npm, who has the list of versions, knows that one is not in it.
  if (error?.code === 'E404' && /^No match found for version/.test(error.summary)) {
    return refused(finding('tool-version-unknown', { spec, wanted, command }));
  }
  const reason = error ? [error.code, error.summary].filter(Boolean).join(' ') : lastLine(result.stderr);
  const how = describeEnd(result);
  return { kind: 'unanswered', finding: finding('tool-unresolved', { spec, how, reason, command }) };
}

function refused(found: Finding): Exclude<Resolution, { kind: 'resolved' }> {
  return { kind: 'refused', finding: found };
}

/** The newest that is no prerelease, unless there are only such. */
function newest(views: readonly NpmView[]): NpmView | undefined {
  const sorted = views.toSorted((a, b) => compare(a.version, b.version));
  return sorted.findLast(({ version }) => prerelease(version) === null) ?? sorted.at(-1);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) || 'it said nothing';
}

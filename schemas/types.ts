// Generated from schemas/**/*.schema.json by `npm run types`. Do not edit.

/**
 * One line of events.jsonl: what happened in a run, as it happened. Every reporter reads this stream.
 */
export type RunEvent = {
  v: 1;
  /**
   * 1, 2, 3 ... in a run
   */
  seq: number;
  at: string;
  runId: string;
} & (
  | RunStarted
  | StageStarted
  | StageFinished
  | PreflightChecked
  | ToolsFound
  | ArtifactReady
  | IdentityProved
  | ProcessStarted
  | SmokesPlanned
  | SmokeStarted
  | SmokeFinished
  | FindingReported
  | RunFinished
);
export type StageName =
  'preflight' | 'pack' | 'inspect' | 'registry' | 'publish' | 'identity' | 'install' | 'smokes' | 'report';
/**
 * release-policy.json: what must hold before a release. Version 1 is KTX's own file, read as it is; version 2 adds the fields marked so.
 */
export type ReleasePolicy = {
  /**
   * 1: KTX's own policy. 2: ours, a superset.
   */
  schemaVersion: 1 | 2;
  /**
   * How far a release may go; each mode has rules of its own on the other fields.
   */
  releaseMode: 'ci-artifact-only' | 'published-package-smoke-required' | 'npm-public-release-ready';
  npm: {
    /**
     * whether this release goes to the npm registry
     */
    publish: boolean;
    /**
     * null: npm's default registry
     */
    registry: string | null;
    access: 'public' | 'restricted' | null;
    /**
     * dist-tag of the release; null: latest
     */
    tag: string | null;
    /**
     * names of the packages that this policy speaks of
     *
     * @minItems 1
     */
    packages: [string, ...string[]];
  };
  python: {
    publish: boolean;
    repository: string | null;
    packages: string[];
  };
  publishedPackageSmoke: {
    packageName: string;
    version: string;
    /**
     * null: npm's default registry
     */
    registry: string | null;
  } | null;
  runtimeInstaller: {
    uvStrategy: string;
    bootstrapUv: boolean;
    missingUvBehavior: string;
  };
  /**
   * what is still missing before a publish, in words
   */
  requiredBeforePublishing: string[];
  /**
   * Version 2. The contract that the smokes hold the package to, for example ktx-runtime@1. A version 1 policy has the contract that claims version 1 policies.
   */
  contract?: string;
  /**
   * Version 2. Paths inside the package without which it is not released.
   */
  requiredFiles?: string[];
  /**
   * Version 2. Names of smokes whose failure is shown and does not fail the release. All others are required.
   */
  advisorySmokes?: string[];
};
export type ReportState = 'running' | 'passed' | 'failed' | 'incomplete' | 'interrupted' | 'crashed';

/**
 * Every schema by its file name below schemas/, without .schema.json.
 */
export interface SchemaTypes {
  'artifact-manifest': ArtifactManifest;
  event: RunEvent;
  finding: Finding;
  preflight: Preflight;
  'release-policy': ReleasePolicy;
  report: Report;
  'smoke-context': SmokeContext;
  'smoke-record': SmokeRecord;
  'smoke-result': SmokeResult;
}
/**
 * What the packed tarball is: written once beside the bytes (artifact/manifest.json of a run), re-checked at every hand-over.
 */
export interface ArtifactManifest {
  schemaVersion: 1;
  name: string;
  version: string;
  /**
   * file name of the tarball, beside this manifest
   */
  file: string;
  sha256: string;
  integrity: string;
  /**
   * bytes, packed
   */
  size: number;
  /**
   * bytes, sum of the files
   */
  unpackedSize: number;
  entries: {
    /**
     * inside the package, without the leading package/
     */
    path: string;
    size: number;
    /**
     * permission bits as a number
     */
    mode: number;
  }[];
  /**
   * command name -> path inside the package
   */
  bins: {
    [k: string]: string;
  };
  /**
   * Where the bytes come from.
   */
  source: {
    kind: 'directory' | 'tarball' | 'published';
    /**
     * the subject as given
     */
    spec: string;
    /**
     * git commit of the source directory
     */
    revision?: string;
    /**
     * the source directory had uncommitted changes
     */
    dirty?: boolean;
  };
}
export interface RunStarted {
  type: 'run-started';
  subject: string;
  project: string;
  suite: string;
  pid: number;
  startTime: string;
  version: string;
}
export interface StageStarted {
  type: 'stage-started';
  stage: StageName;
}
export interface StageFinished {
  type: 'stage-finished';
  stage: StageName;
  outcome: 'passed' | 'failed' | 'skipped' | 'interrupted';
  durationMs: number;
  detail?: string;
}
export interface PreflightChecked {
  type: 'preflight-checked';
  preflight: Preflight;
}
/**
 * What is missing before anything is spent: all blockers, not the first.
 */
export interface Preflight {
  ready: boolean;
  blockers: Blocker[];
  /**
   * the code of the first blocker, absent when ready
   */
  blocker?: string;
}
export interface Blocker {
  code: string;
  expected: string;
  found: string;
  /**
   * The next step for the reader, one line.
   */
  remediation: string;
}
export interface ToolsFound {
  type: 'tools-found';
  tools: Tools;
}
/**
 * The programs of the host that a sandbox may use, resolved once.
 */
export interface Tools {
  /**
   * absolute; a directory of links to the tools below, first on a sandbox's PATH
   */
  binDir: string;
  /**
   * the host's system directories that follow on PATH
   */
  systemDirs: string[];
  node: Tool;
  npm: Tool;
  python?: Tool;
  uv?: {
    path: string;
    version: string;
    kind: 'real' | 'stand-in';
  };
}
export interface Tool {
  /**
   * absolute real path
   */
  path: string;
  version: string;
}
export interface ArtifactReady {
  type: 'artifact-ready';
  artifact: ArtifactManifest;
}
export interface IdentityProved {
  type: 'identity-proved';
  handovers: Handover[];
}
/**
 * One hand-over of the bytes: what was expected there and what was found.
 */
export interface Handover {
  at: 'local file' | 'registry dist.integrity' | 'bytes downloaded back' | 'lockfile in the project' | 'running CLI';
  expected: string;
  found: string;
  same: boolean;
}
export interface ProcessStarted {
  type: 'process-started';
  role: string;
  pid: number;
  startTime: string;
  port?: number;
}
export interface SmokesPlanned {
  type: 'smokes-planned';
  total: number;
}
export interface SmokeStarted {
  type: 'smoke-started';
  name: string;
}
export interface SmokeFinished {
  type: 'smoke-finished';
  result: SmokeResult;
}
/**
 * One smoke's verdict with what led to it.
 */
export interface SmokeResult {
  /**
   * unique in the suite: file stem, ' > ', title
   */
  name: string;
  suite: string;
  /**
   * path of the smoke file below smoke/
   */
  file: string;
  line?: number;
  title: string;
  /**
   * false: advisory, does not decide the verdict
   */
  required: boolean;
  outcome: 'passed' | 'failed' | 'skipped' | 'not-applicable';
  /**
   * why it was skipped or does not apply
   */
  reason?: string;
  startedAt: string;
  durationMs: number;
  errors?: {
    message: string;
    diff?: string;
    /**
     * file:line:column in the smoke
     */
    at?: string;
  }[];
  record?: SmokeRecord;
}
/**
 * What one smoke did: its steps, its commands with how they ended, where its sandbox is.
 */
export interface SmokeRecord {
  /**
   * present when the sandbox was kept
   */
  sandboxDir?: string;
  steps: {
    title: string;
    outcome: 'passed' | 'failed';
    durationMs: number;
  }[];
  commands: CommandRecord[];
  /**
   * processes that were still there at teardown, and were killed
   */
  survivors: {
    pid: number;
    /**
     * clock ticks since boot, as /proc/PID/stat has it
     */
    startTime: string;
    command: string;
  }[];
}
export interface CommandRecord {
  /**
   * the command with its environment, as it could be pasted into a shell
   */
  line: string;
  cwd: string;
  /**
   * in words: exit 0, killed by SIGTERM, timed out after 10000 ms, could not start: ENOENT
   */
  ended: string;
  durationMs: number;
  stdoutFile: string;
  stderrFile: string;
  stdoutBytes: number;
  stderrBytes: number;
  /**
   * a descendant still held a pipe after the command had exited
   */
  heldOpen: boolean;
}
export interface FindingReported {
  type: 'finding';
  finding: Finding;
}
/**
 * One thing that is wrong. Data only: pipelines/findings/ turns it into words.
 */
export interface Finding {
  code: string;
  severity: 'error' | 'warning' | 'info';
  /**
   * Where it was seen; only what is known.
   */
  where: {
    stage?: string;
    file?: string;
    line?: number;
    /**
     * JSON pointer into file
     */
    pointer?: string;
    smoke?: string;
  };
  /**
   * The facts of this occurrence, by name; which names a code has is fixed in pipelines/findings/.
   */
  args: {
    [k: string]: string | number | boolean;
  };
  /**
   * What is wrong: expected and found, one line, made from code and args by the formatter.
   */
  message: string;
  /**
   * The next step for the reader, one line.
   */
  remediation: string;
}
export interface RunFinished {
  type: 'run-finished';
  state: 'passed' | 'failed' | 'incomplete' | 'interrupted' | 'crashed';
  verdict: string;
  /**
   * why it is not a pass, one line each
   */
  reasons?: string[];
  exitCode: number;
  durationMs: number;
}
/**
 * report.json of a run: a fold over its events, with the verdict. Written however the run ended.
 */
export interface Report {
  schemaVersion: 1;
  runId: string;
  /**
   * as given on the command line
   */
  subject: string;
  project: string;
  /**
   * for example ktx-runtime@1
   */
  suite: string;
  policy?: {
    file: string;
    sha256: string;
  };
  /**
   * only a part of the smokes was asked for: such a run never says that the package is releasable
   */
  partial: boolean;
  /**
   * the pattern that chose the smokes of a partial run
   */
  only?: string;
  shakedownVersion: string;
  startedAt: string;
  finishedAt?: string;
  durationMs?: number;
  state: ReportState;
  verdict?: Verdict;
  preflight?: Preflight;
  stages: StageRecord[];
  tools?: Tools;
  artifact?: ArtifactManifest;
  handovers: Handover[];
  smokes: SmokeResult[];
  findings: Finding[];
  counts: Counts;
  evidence: {
    /**
     * absolute; the run's directory
     */
    dir: string;
    /**
     * what to look at first, below dir
     */
    files: string[];
  };
  /**
   * where Shakedown itself ran
   */
  environment: {
    node: string;
    npm?: string;
    platform: string;
    arch: string;
  };
}
export interface Verdict {
  state: 'passed' | 'failed' | 'incomplete' | 'interrupted' | 'crashed';
  exitCode: number;
  /**
   * the verdict for people, one line
   */
  line: string;
  /**
   * why it is not a pass, one line each
   */
  reasons: string[];
}
export interface StageRecord {
  stage: StageName;
  startedAt: string;
  durationMs?: number;
  outcome: 'running' | 'passed' | 'failed' | 'skipped' | 'interrupted';
  detail?: string;
}
export interface Counts {
  /**
   * smokes that were chosen to run
   */
  planned: number;
  required: SmokeCounts;
  advisory: SmokeCounts;
  findings: {
    error: number;
    warning: number;
    info: number;
  };
}
export interface SmokeCounts {
  passed: number;
  failed: number;
  skipped: number;
  notApplicable: number;
}
/**
 * What the pipeline tells the smokes: where the package is installed, what it claims to be, which tools a sandbox has.
 */
export interface SmokeContext {
  runId: string;
  /**
   * the run's mark; a sandbox's own mark starts with it
   */
  mark: string;
  /**
   * for example ktx-runtime@1
   */
  suite: string;
  project: {
    /**
     * absolute; holds node_modules with the package
     */
    dir: string;
  };
  subject: {
    name: string;
    version: string;
  };
  /**
   * name of the contract document, for example ktx-runtime@1
   */
  contract: string;
  tools: Tools;
  /**
   * allow-listed variables that a command needs to reach a network from here (proxies, certificate bundles)
   */
  network: {
    [k: string]: string;
  };
  /**
   * absolute, real path; sandboxes are made in it
   */
  sandboxesDir: string;
  /**
   * absolute; the streams of every command are written under it
   */
  evidenceDir: string;
  /**
   * keep the sandboxes of passed smokes too
   */
  keep: boolean;
}

// Generated from schemas/**/*.schema.json by `npm run types`. Do not edit.

/**
 * manifest: package.json; packed: package.json in the tarball; command: what the CLI says of itself; named: a place that the policy names
 */
export type PlaceKind =
  'manifest' | 'lockfile' | 'changelog' | 'tag' | 'wheel' | 'command' | 'policy' | 'packed' | 'named';
export type DefectArea =
  | 'packaging'
  | 'install'
  | 'status'
  | 'doctor'
  | 'daemon'
  | 'prune'
  | 'output'
  | 'environment'
  | 'concurrency'
  | 'recovery';
/**
 * One edit of one file; edits are made in order.
 */
export type DefectChange = DefectReplacement | DefectAddition | DefectNewFile | DefectDeletion;
/**
 * text, or the lines of it
 */
export type DefectText = string | [string, ...string[]];
/**
 * What must notice it: a smoke that fails, or a finding of severity error.
 */
export type DefectExpectation = ExpectedSmoke | ExpectedFinding;
/**
 * What failed: a smoke, or a finding of severity error.
 */
export type Alarm = SmokeAlarm | FindingAlarm;
/**
 * stalled: its process lives but is silent; unknown: whether its process lives cannot be seen from here; unavailable: its record is gone or cannot be read
 */
export type SeenState =
  'running' | 'stalled' | 'unknown' | 'passed' | 'failed' | 'incomplete' | 'interrupted' | 'crashed' | 'unavailable';
/**
 * A stage of a run. Apart from the events, which take long to compile: who only looks at a status does not need them.
 */
export type StageName =
  'preflight' | 'pack' | 'inspect' | 'registry' | 'publish' | 'identity' | 'install' | 'smokes' | 'report';
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
  | CellsPlanned
  | CellStarted
  | CellFinished
  | ArtifactReady
  | PackageCompared
  | IdentityProved
  | ProcessStarted
  | SmokesPlanned
  | RoundStarted
  | RoundFinished
  | SmokeStarted
  | SmokeFinished
  | FindingReported
  | RunFinished
);
/**
 * of a run with a matrix; absent otherwise, and for what is no cell's
 */
export type CellId = string;
export type Blockers = Blocker[];
/**
 * not-applicable: the manager does not run on that Node, by its own word
 */
export type CellOutcome = 'not-run' | 'running' | 'passed' | 'failed' | 'incomplete' | 'not-applicable' | 'interrupted';
/**
 * how far it is from the one to the other
 */
export type VersionStep = 'same' | 'back' | 'major' | 'minor' | 'patch' | 'prerelease';
/**
 * flaky: passed in some rounds of a repeated run and failed in others; only in a report, never of one round
 */
export type SmokeOutcome = 'passed' | 'failed' | 'flaky' | 'skipped' | 'not-applicable';
/**
 * A contract of the KTX runtime: what every one of its versions states.
 */
export type KtxContract = Contract & {
  capabilities: KtxCapabilities;
  texts: KtxTexts;
  /**
   * in the package, beside the wheel that it describes
   */
  assetManifest: string;
  /**
   * where the runtimes live when KTX_RUNTIME_ROOT does not say so; a variable in braces that is set decides
   */
  defaultRoots: KtxDefaultRoot[];
  features: KtxFeatures;
  /**
   * in the order in which doctor prints them
   */
  doctorChecks: KtxDoctorCheck[];
  commands: KtxCommands;
};
export type RuntimeFeatures = ('core' | 'local-embeddings')[];
export type AbsolutePath = string;
/**
 * @minItems 3
 * @maxItems 3
 */
export type Checks = [DoctorLine, DoctorLine, DoctorLine];
/**
 * lines of the text that the contract does not name
 *
 * @maxItems 0
 */
export type UnexpectedLines = [];
/**
 * stdout of `status`, parsed, where doctor is folded into it.
 */
export type StatusTextWithChecks = StatusText;
/**
 * stdout of `status`, parsed, where doctor is a command of its own.
 */
export type StatusTextWithoutChecks = StatusText & {
  checks?: never;
};
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
  /**
   * The npm package.
   */
  npm: {
    /**
     * whether this release goes to the npm registry
     */
    publish: boolean;
    /**
     * null: npm's default registry
     */
    registry: string | null;
    /**
     * who may install it; null: the registry's default
     */
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
  /**
   * The Python package that KTX bundles. Needed in version 1.
   */
  python?: {
    /**
     * whether it is published by itself, which readiness tells as not understood; a release to npm has it in the tarball
     */
    publish: boolean;
    /**
     * where to, if it is
     */
    repository: string | null;
    /**
     * names of the bundled Python packages, which are those in the tarball
     */
    packages: string[];
  };
  /**
   * What `shakedown published` looks at; null or not given: nothing, which a package that is published may not have.
   */
  publishedPackageSmoke?: {
    /**
     * name on the registry
     */
    packageName: string;
    /**
     * exact version
     */
    version: string;
    /**
     * null: npm's default registry
     */
    registry: string | null;
  } | null;
  /**
   * How the package installs its Python runtime. Needed in version 1. The smokes hold a package to path-prerequisite, false, focused-error; any other value is told by readiness as not understood.
   */
  runtimeInstaller?: {
    /**
     * where uv comes from
     */
    uvStrategy: string;
    /**
     * whether the package downloads uv
     */
    bootstrapUv: boolean;
    /**
     * what it does without uv
     */
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
   * Version 2. What the suites of the contract are to this release. A suite that is not listed is what the contract says of it.
   *
   * @minItems 1
   */
  suites?: [PolicySuite, ...PolicySuite[]];
  /**
   * Version 2. Single smokes that are something else than their suite: name of the smoke -> what it is.
   */
  smokes?: {
    [k: string]: 'required' | 'advisory';
  };
  /**
   * Version 2. What a finding of an inspection rule is to this release, by its code; what is not named keeps the severity of the rule.
   */
  rules?: {
    [k: string]: 'error' | 'warning' | 'info' | 'off';
  };
  contents?: PolicyContents;
  /**
   * Version 2. Further places in the source that state the version, besides those that are always compared.
   */
  versions?: PolicyVersionPlace[];
  /**
   * Version 2. Documents, by their paths from the source directory, whose commands must agree with the CLI.
   */
  documents?: string[];
  scope?: PolicyScope;
  release?: PolicyRelease;
  evidence?: PolicyEvidence;
  matrix?: PolicyMatrix;
  published?: PolicyPublished;
};
/**
 * One place: a JSON pointer or a pattern.
 */
export type PolicyVersionPlace = {
  [k: string]: unknown;
} & {
  /**
   * path from the source directory
   */
  file: string;
  /**
   * JSON pointer, for a JSON file
   */
  pointer?: string;
  /**
   * regular expression with one group, which is the version; every match must say it
   */
  pattern?: string;
};
export type ReportState = 'running' | 'passed' | 'failed' | 'incomplete' | 'interrupted' | 'crashed';
/**
 * What one scanner saw in an extracted package, as its process says it on stdout: facts only, made into findings by whoever started it. Never the text of a secret.
 */
export type ScanResult = SecretsScan | PublintScan | AttwScan;
export type RunState = 'running' | 'passed' | 'failed' | 'incomplete' | 'interrupted' | 'crashed';

/**
 * Every schema by its file name below schemas/, without .schema.json.
 */
export interface SchemaTypes {
  'artifact-manifest': ArtifactManifest;
  'bun-lockfile': BunLockfile;
  'changesets-pre-state': ChangesetsPreState;
  'cleanup-report': CleanupReport;
  coherence: CoherenceReport;
  'command-failure': CommandFailure;
  comparison: Comparison;
  contract: Contract;
  ctrf: CtrfReport;
  defect: Defect;
  'defects-report': DefectsReport;
  diagnosis: Diagnosis;
  event: RunEvent;
  finding: Finding;
  'inspection-rules': InspectionRules;
  inspection: InspectionReport;
  'ktx/contract': KtxContract;
  'ktx/daemon-state': DaemonState;
  'ktx/doctor-text': DoctorText;
  'ktx/entry-point': EntryPoint;
  'ktx/error-line': ErrorLine;
  'ktx/health': Health;
  'ktx/install-text': InstallText;
  'ktx/lazy-install-text': LazyInstallText;
  'ktx/prune-text': PruneText;
  'ktx/runtime-doctor': RuntimeDoctor;
  'ktx/runtime-manifest': RuntimeManifest;
  'ktx/runtime-status': RuntimeStatus;
  'ktx/start-text': StartText;
  'ktx/status-text-with-checks': StatusTextWithChecks;
  'ktx/status-text-without-checks': StatusTextWithoutChecks;
  'ktx/status-text': StatusText;
  'ktx/stop-text': StopText;
  'ktx/version-text': VersionText;
  'launcher/node-cache-entry': NodeCacheEntry;
  'launcher/node-pins': NodePins;
  matrix: Matrix;
  'npm-audit-signatures': NpmAuditSignatures;
  'npm-error': NpmError;
  'npm-lockfile': NpmLockfile;
  'npm-pack': NpmPacked;
  'npm-version-document': NpmVersionDocument;
  'npm-view': NpmView;
  'package-comparison': PackageComparison;
  'package-manifest': PackageManifest;
  'packed-files': PackedFiles;
  'pnpm-lockfile': PnpmLockfile;
  preflight: Preflight;
  preparation: Preparation;
  'provenance-statement': ProvenanceStatement;
  'publish-manifest': PublishManifest;
  'publish-report': PublishReport;
  'published-package': PublishedPackage;
  'published-report': PublishedReport;
  'published-version': PublishedVersion;
  'python-asset-manifest': PythonAssetManifest;
  'ran-package': RanPackage;
  readiness: ReadinessReport;
  'registry-attestations': RegistryAttestations;
  'registry-keys': RegistryKeys;
  'registry-request': RegistryRequest;
  'release-policy': ReleasePolicy;
  'release-record': ReleaseRecord;
  report: Report;
  'run-lock': RunLock;
  'run-log': RunLog;
  'run-owner': RunOwner;
  'run-pointer': RunPointer;
  'runs-list': RunsList;
  sarif: SarifLog;
  'scan-result': ScanResult;
  'schema-difference': SchemaDifference;
  'sign-report': SignReport;
  'smoke-context': SmokeContext;
  'smoke-meta': SmokeMeta;
  'smoke-record': SmokeRecord;
  'smoke-result': SmokeResult;
  'stage-name': StageName;
  'status-report': StatusReport;
  status: RunStatus;
  'unlock-report': UnlockReport;
  walkthrough: Walkthrough;
  workspace: Workspace;
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
    sha256?: string;
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
     * URL, without credentials, of the registry that was named for a published version; absent: npm's own
     */
    registry?: string;
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
/**
 * The fields of a bun.lock that we read. An entry of a package from a registry ends with its integrity.
 */
export interface BunLockfile {
  /**
   * name -> [name@version, tarball, facts, integrity]
   */
  packages: {
    /**
     * @minItems 1
     */
    [k: string]: [unknown, ...unknown[]];
  };
}
/**
 * .changeset/pre.json: a project of changesets makes prereleases. Changesets 3 moves what it has used to .changeset/pre, changesets 2 lists it here.
 */
export interface ChangesetsPreState {
  mode: 'pre' | 'exit';
  tag: string;
  initialVersions?: {
    [k: string]: string;
  };
  changesets?: string[];
}
/**
 * What a deleting command did, or would do: shakedown runs delete|prune, shakedown workspaces delete|prune, with --json.
 */
export interface CleanupReport {
  schemaVersion: 1;
  command: 'runs delete' | 'runs prune' | 'workspaces delete' | 'workspaces prune';
  /**
   * false: nothing was changed, this says what would be
   */
  acted: boolean;
  items: CleanupItem[];
  summary: {
    deleted: number;
    wouldDelete: number;
    kept: number;
    refused: number;
    notFound: number;
    /**
     * of what was deleted, or would be
     */
    bytes: number;
  };
}
export interface CleanupItem {
  kind: 'run' | 'workspace' | 'cache' | 'processes' | 'lock' | 'file';
  name: string;
  path?: string;
  result: 'deleted' | 'would delete' | 'kept' | 'refused' | 'not found';
  reason: string;
  /**
   * of the files; 0 where nothing would be freed
   */
  bytes: number;
}
/**
 * What `shakedown coherence --json` prints: every place that states the version of a package, and whether the registry can take that version.
 */
export interface CoherenceReport {
  schemaVersion: 1;
  /**
   * incomplete: nothing is known to be wrong, and something could not be asked
   */
  verdict: 'passed' | 'failed' | 'incomplete';
  exitCode: number;
  /**
   * the verdict for people, one line
   */
  line: string;
  /**
   * as given
   */
  subject: string;
  /**
   * what package.json of the source says
   */
  package: {
    name: string;
    version: string;
  };
  policy: {
    file: string;
    sha256: string;
  };
  /**
   * the bytes that are to be released; missing when none were given
   */
  artifact?: {
    file: string;
    integrity: string;
  };
  /**
   * package.json comes first: all others are compared with it
   */
  places: CoherencePlace[];
  rules: CoherenceRule[];
  control?: NegativeControl;
  findings: Finding[];
}
export interface CoherencePlace {
  kind: PlaceKind;
  /**
   * for people: CHANGELOG.md:3, package-lock.json#/version, tag at HEAD
   */
  where: string;
  /**
   * from the source directory, or inside the tarball
   */
  file?: string;
  line?: number;
  /**
   * JSON pointer into file
   */
  pointer?: string;
  /**
   * as it is written there
   */
  says?: string;
  /**
   * missing: it must state the version and does not; not-applicable: it need not; unknown: it could not be asked
   */
  state: 'agrees' | 'differs' | 'missing' | 'not-applicable' | 'unknown';
  /**
   * why it is missing, need not be there, or is unknown
   */
  note?: string;
}
export interface CoherenceRule {
  /**
   * dist-tag: a prerelease has a dist-tag of its own; latest: no dist-tag is moved to a lower version; unused: the registry has no such version
   */
  rule: 'dist-tag' | 'latest' | 'unused';
  /**
   * already-satisfied: these very bytes are published already; unknown: it could not be asked; left-out: it was not asked, and need not be
   */
  state: 'holds' | 'broken' | 'already-satisfied' | 'unknown' | 'left-out';
  /**
   * what was seen, or why it is unknown
   */
  note: string;
}
/**
 * Whether a disagreement would be noticed: in a scratch copy of the source one place at a time is changed on purpose.
 */
export interface NegativeControl {
  /**
   * holds: each change was noticed, with both places and both values; missing: not everything could be tried
   */
  verdict: 'holds' | 'failed' | 'missing';
  trials: ControlTrial[];
  findings: Finding[];
}
export interface ControlTrial {
  kind: PlaceKind;
  where: string;
  from: string;
  to: string;
  noticed: boolean;
  /**
   * the finding's message, or what there was instead
   */
  saw: string;
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
    /**
     * of the matrix
     */
    cell?: string;
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
/**
 * What a command prints on stdout with --json when it could not do its work: bad usage, bad input, not ready, or a fault.
 */
export interface CommandFailure {
  schemaVersion: 1;
  exitCode: number;
  /**
   * @minItems 1
   */
  findings: [Finding, ...Finding[]];
}
/**
 * What `shakedown compare --json` prints: what is different in the second of two runs.
 */
export interface Comparison {
  schemaVersion: 1;
  before: ComparedRun;
  after: ComparedRun;
  /**
   * whether both verified the same tarball; null when one of them packed none
   */
  sameBytes: boolean | null;
  /**
   * something that was well is not any more
   */
  worse: boolean;
  /**
   * of the matrix, those whose outcome is another one
   */
  cells: CellChange[];
  /**
   * those whose outcome is another one
   */
  smokes: SmokeChange[];
  /**
   * stages, and smokes that passed in both, that took at least a quarter and 100 ms more or less; the largest difference first
   */
  times: TimeChange[];
  findings: {
    appeared: Finding[];
    gone: Finding[];
  };
  /**
   * of the artifact, by path
   */
  files: FileChange[];
}
export interface ComparedRun {
  runId: string;
  subject: string;
  state: string;
  startedAt: string;
  line?: string;
  version?: string;
  sha256?: string;
  durationMs?: number;
}
export interface CellChange {
  id: string;
  /**
   * its outcome; null when it was not of that run
   */
  before: string | null;
  after: string | null;
  required: boolean;
}
export interface SmokeChange {
  name: string;
  /**
   * of a run with a matrix
   */
  cell?: string;
  /**
   * its outcome; null when it was not run
   */
  before: string | null;
  after: string | null;
  required: boolean;
}
export interface TimeChange {
  /**
   * with its cell, where there are several
   */
  name: string;
  kind: 'run' | 'stage' | 'smoke';
  beforeMs: number;
  afterMs: number;
  /**
   * after / before
   */
  ratio: number;
}
export interface FileChange {
  path: string;
  /**
   * bytes; null when it was not there
   */
  before: number | null;
  after: number | null;
  /**
   * other bytes, as many as before
   */
  contents?: boolean;
  /**
   * its permissions are other ones
   */
  mode?: boolean;
}
/**
 * What a package promises, as data: smoke/<folder>/contracts/<name>.json. The smokes of its suites read it and hold no command, text or schema name of their own.
 */
export interface Contract {
  $schema?: string;
  /**
   * for example any-cli@1
   */
  name: string;
  /**
   * what it promises, in a sentence
   */
  description: string;
  /**
   * the command that the package installs
   */
  bin: string;
  /**
   * policies of these schema versions select this contract without naming it
   */
  selectedByPolicyVersions: number[];
  /**
   * the smokes that hold a package to this contract
   *
   * @minItems 1
   */
  suites: [ContractSuite, ...ContractSuite[]];
  /**
   * words between the command and the contract's subcommands
   */
  commandPrefix: string[];
  /**
   * what the package can do; a smoke that needs what is false is not applicable
   */
  capabilities: {
    [k: string]: boolean;
  };
  /**
   * texts that the package prints exactly; {placeholders} stand for what varies, {command} for the command with its prefix
   */
  texts: {
    [k: string]: string;
  };
  /**
   * output -> name of its schema below schemas/
   */
  schemas: {
    [k: string]: string;
  };
  /**
   * release gate (RG-1 to RG-8) -> the smokes that are its evidence; every smoke belongs to a gate. A gate of smokes alone that is not here does not apply to the package.
   */
  gates: {
    [k: string]: ContractGate;
  };
  /**
   * names of the smokes that are worth their time with every package manager and every Node of a matrix; the others run once with each
   */
  everyCell?: string[];
  /**
   * commands that the documents of the package must name, and its --help must know
   */
  documented: DocumentedCommand[];
}
export interface ContractSuite {
  /**
   * as the policy and --suite name it
   */
  name: string;
  /**
   * below smoke/; its files *.smoke.ts, not those of folders in it, are the suite
   */
  folder: string;
  /**
   * what they are for a policy that says nothing of the suite: an advisory failure is shown and fails no release
   */
  smokes: 'required' | 'advisory';
  /**
   * when they are run, for a policy that says nothing of the suite; on-request: only with --suite
   */
  run: 'always' | 'on-request';
}
export interface ContractGate {
  /**
   * names of smokes, * stands for any text
   *
   * @minItems 1
   */
  smokes: [string, ...string[]];
  /**
   * tools that must have been the real ones for its smokes to be evidence
   */
  needs?: 'uv'[];
}
export interface DocumentedCommand {
  /**
   * what follows the command and its prefix, with the options that must be shown: prune --dry-run
   */
  command: string;
  /**
   * the capability without which the package has no such command
   */
  needs?: string;
}
/**
 * The part of the Common Test Report Format (https://ctrf.io) that `shakedown report --format ctrf` writes.
 */
export interface CtrfReport {
  reportFormat: 'CTRF';
  specVersion: string;
  reportId?: string;
  timestamp?: string;
  generatedBy?: string;
  results: {
    tool: {
      name: string;
      version: string;
    };
    summary: CtrfSummary;
    tests: CtrfTest[];
    environment?: {
      appName?: string;
      appVersion?: string;
      osPlatform: string;
      commit?: string;
    };
    extra?: {
      verdict: string;
      exitCode: number;
    };
  };
}
export interface CtrfSummary {
  tests: number;
  passed: number;
  failed: number;
  skipped: number;
  pending: number;
  other: number;
  flaky: number;
  suites?: number;
  /**
   * milliseconds since the epoch
   */
  start: number;
  /**
   * milliseconds since the epoch
   */
  stop: number;
}
export interface CtrfTest {
  name: string;
  status: 'passed' | 'failed' | 'skipped' | 'pending' | 'other';
  rawStatus?: string;
  /**
   * milliseconds
   */
  duration: number;
  start?: number;
  stop?: number;
  suite?: string[];
  message?: string;
  trace?: string;
  filePath?: string;
  flaky?: boolean;
  tags?: string[];
}
/**
 * fixtures/defects/<id>.json: one thing that is broken on purpose in a copy of the reference package, and what must notice it.
 */
export interface Defect {
  /**
   * the file's name without .json
   */
  id: string;
  area: DefectArea;
  /**
   * what is wrong, one line
   */
  title: string;
  /**
   * what a user would suffer, one line
   */
  suffers: string;
  /**
   * @minItems 1
   */
  change: [DefectChange, ...DefectChange[]];
  caughtBy: DefectExpectation;
}
/**
 * `find` must be there exactly once.
 */
export interface DefectReplacement {
  /**
   * relative to the package's directory
   */
  file: string;
  find: DefectText;
  replace: string | string[];
}
/**
 * at the end of a file that is there
 */
export interface DefectAddition {
  /**
   * relative to the package's directory
   */
  file: string;
  append: DefectText;
}
/**
 * a file that is not there yet
 */
export interface DefectNewFile {
  /**
   * relative to the package's directory
   */
  file: string;
  create: DefectText;
}
/**
 * a file that is there
 */
export interface DefectDeletion {
  /**
   * relative to the package's directory
   */
  file: string;
  delete: true;
}
export interface ExpectedSmoke {
  /**
   * its whole name: file stem, ' > ', title
   */
  smoke: string;
}
export interface ExpectedFinding {
  /**
   * its code
   */
  finding: string;
}
/**
 * shakedown defects --json, and defects.json of its run: which defects of the kit were noticed, and by what.
 */
export interface DefectsReport {
  schemaVersion: 1;
  runId: string;
  shakedownVersion: string;
  startedAt: string;
  durationMs: number;
  state: 'passed' | 'failed' | 'incomplete' | 'interrupted';
  exitCode: number;
  /**
   * the verdict in words
   */
  line: string;
  /**
   * absent: the whole kit
   *
   * @minItems 1
   */
  only?: [string, ...string[]];
  /**
   * every smoke was run on every defect
   */
  thorough: boolean;
  tools?: Tools;
  suites: string[];
  score: DefectsScore;
  healthy: HealthyPackage;
  defects: DefectResult[];
  /**
   * only with --thorough: how many defects each smoke notices; one with 0 is a candidate for removal, or for a defect
   */
  smokes?: SmokeUse[];
  /**
   * directory of the run
   */
  evidence: string;
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
export interface DefectsScore {
  /**
   * all that were chosen
   */
  total: number;
  /**
   * all of them, unless the run was interrupted
   */
  reached: number;
  /**
   * by the smoke or the finding that the kit names
   */
  caught: number;
  byArea: {
    area: DefectArea;
    total: number;
    reached: number;
    caught: number;
  }[];
}
/**
 * The same package without a defect: whatever fails there is a false alarm.
 */
export interface HealthyPackage {
  outcome: 'passed' | 'failed' | 'incomplete';
  /**
   * smokes
   */
  passed: number;
  /**
   * smokes
   */
  skipped: number;
  falseAlarms: Alarm[];
}
export interface SmokeAlarm {
  smoke: string;
  suite: string;
  /**
   * the first words of its failure
   */
  says: string;
}
export interface FindingAlarm {
  finding: string;
  /**
   * the first words of its failure
   */
  says: string;
}
export interface DefectResult {
  id: string;
  area: DefectArea;
  title: string;
  expected: DefectExpectation;
  /**
   * only `caught`, by what the kit names, counts. not examined: its smoke was skipped, or did not come to its end; not reached: the run was interrupted before
   */
  outcome: 'caught' | 'caught by another' | 'not caught' | 'not examined' | 'not reached';
  /**
   * why it was not examined, or not reached
   */
  reason?: string;
  /**
   * how far its bytes went. packed: refused before an install; overlaid: package.json is the healthy one's, so the packed files were put into a copy of the healthy project; installed: published to a registry of its own and installed by npm
   */
  how?: 'packed' | 'overlaid' | 'installed';
  alarms: Alarm[];
  durationMs?: number;
}
export interface SmokeUse {
  suite: string;
  smoke: string;
  catches: number;
}
/**
 * shakedown diagnose --json: what became of a run, what it left, and the next step.
 */
export interface Diagnosis {
  schemaVersion: 1;
  run: RunSummary;
  stage?: StageName;
  round?: RoundProgress;
  /**
   * smokes that were running when last heard of
   */
  current: string[];
  /**
   * lines of events.jsonl that are no events
   */
  brokenEvents: number;
  leftovers: {
    processes: {
      pid: number;
      startTime: string;
      what: string;
      /**
       * false: it only works in the workspace
       */
      own: boolean;
    }[];
    directories: {
      path: string;
      bytes: number;
    }[];
    /**
     * that processes of the run listen on
     */
    ports: number[];
    /**
     * the workdir's lock is this run's
     */
    lock: boolean;
    /**
     * none: this system does not let us look for processes by their mark
     */
    method: 'proc' | 'none';
  };
  /**
   * the next step, one line
   */
  next: string;
}
export interface RunSummary {
  runId: string;
  project?: string;
  suite?: string;
  workdir?: string;
  /**
   * absolute; the run's evidence
   */
  runDir?: string;
  state: SeenState;
  /**
   * why it is crashed, stalled, unknown or unavailable
   */
  reason?: string;
  /**
   * smokes
   */
  passed?: number;
  /**
   * smokes
   */
  planned?: number;
  startedAt: string;
  /**
   * so far, for one that runs
   */
  durationMs?: number;
}
/**
 * of a repeated run
 */
export interface RoundProgress {
  number: number;
  of: number;
  /**
   * smokes that have finished in this round
   */
  finished: number;
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
  cell?: CellId;
}
export interface StageFinished {
  type: 'stage-finished';
  stage: StageName;
  outcome: 'passed' | 'failed' | 'skipped' | 'interrupted';
  durationMs: number;
  detail?: string;
  cell?: CellId;
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
  blockers: Blockers;
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
export interface CellsPlanned {
  type: 'cells-planned';
  cells: Cell[];
}
/**
 * One package manager with one Node: the package is installed by it and tried in it, apart from every other.
 */
export interface Cell {
  /**
   * as it was asked for, for example npm@11-node@24; host: what this machine has
   */
  id: string;
  manager: CellTool;
  node: CellTool;
  /**
   * the first of the run
   */
  primary: boolean;
  /**
   * false: advisory, shown as plainly, and its failure fails no release
   */
  required: boolean;
  /**
   * its Node is the lowest that the package's engines allow
   */
  lowest: boolean;
  /**
   * all: every smoke that was chosen; short: the ways in and what the contract tries in every cell
   */
  smokes: 'all' | 'short';
  outcome: CellOutcome;
  /**
   * why it did not pass, one line
   */
  reason?: string;
  startedAt?: string;
  durationMs?: number;
  handovers?: Handover[];
}
export interface CellTool {
  name: 'npm' | 'pnpm' | 'yarn' | 'bun' | 'node';
  /**
   * exact
   */
  version: string;
  /**
   * that carried it from the registry; absent for what was found on the machine
   */
  package?: string;
  /**
   * of that package's tarball, checked
   */
  integrity?: string;
}
/**
 * One hand-over of the bytes: what was expected there and what was found.
 */
export interface Handover {
  at:
    | 'local file'
    | 'registry dist.integrity'
    | 'bytes downloaded back'
    | 'lockfile in the project'
    | 'files in the project'
    | 'running CLI';
  expected: string;
  found: string;
  same: boolean;
}
export interface CellStarted {
  type: 'cell-started';
  cell: CellId;
}
export interface CellFinished {
  type: 'cell-finished';
  cell: CellId;
  outcome: 'passed' | 'failed' | 'incomplete' | 'not-applicable' | 'interrupted';
  /**
   * why it did not pass, one line
   */
  reason?: string;
  durationMs: number;
}
export interface ArtifactReady {
  type: 'artifact-ready';
  artifact: ArtifactManifest;
}
export interface PackageCompared {
  type: 'package-compared';
  previous: PreviousPackage;
  comparison: PackageComparison;
}
/**
 * the earlier version that it was compared with (--against)
 */
export interface PreviousPackage {
  /**
   * as given
   */
  spec: string;
  name: string;
  version: string;
  sha256: string;
}
/**
 * What changed in a packed package since an earlier version of it.
 */
export interface PackageComparison {
  /**
   * the earlier version
   */
  from: string;
  to: string;
  step: VersionStep;
  /**
   * the step says that it may break users of the earlier version: a major one, below 1.0.0 a minor one, and the next prerelease of the same version
   */
  mayBreak: boolean;
  /**
   * the step says that there may be something new
   */
  mayAdd: boolean;
  sizes: {
    /**
     * bytes
     */
    packed: BeforeAndAfter;
    /**
     * bytes
     */
    unpacked: BeforeAndAfter;
    /**
     * how many
     */
    files: BeforeAndAfter;
  };
  /**
   * Each list by path; sizes in bytes.
   */
  files: {
    added: SizedFile[];
    removed: SizedFile[];
    /**
     * the same bytes under another name, or a name that holds the version or a hash of the contents
     */
    renamed: RenamedFile[];
    changed: ChangedFile[];
    /**
     * how many are the same byte for byte
     */
    same: number;
  };
  /**
   * those whose range is not what it was
   */
  dependencies: DependencyChange[];
}
export interface BeforeAndAfter {
  before: number;
  after: number;
}
export interface SizedFile {
  path: string;
  size: number;
}
export interface RenamedFile {
  path: string;
  /**
   * the earlier path
   */
  from: string;
  before: number;
  after: number;
}
export interface ChangedFile {
  path: string;
  before: number;
  after: number;
  mode?: ChangedMode;
}
/**
 * octal; only where it is another one
 */
export interface ChangedMode {
  before: string;
  after: string;
}
export interface DependencyChange {
  field: 'dependencies' | 'optionalDependencies' | 'peerDependencies';
  name: string;
  /**
   * the earlier range; missing: it is new
   */
  before?: string;
  /**
   * the range; missing: it is gone
   */
  after?: string;
}
export interface IdentityProved {
  type: 'identity-proved';
  handovers: Handover[];
  cell?: CellId;
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
  cell?: CellId;
}
/**
 * only in a repeated run: all its smokes run once a round
 */
export interface RoundStarted {
  type: 'round-started';
  round: number;
  /**
   * that were asked for
   */
  rounds: number;
}
/**
 * a round whose smokes all came to their end
 */
export interface RoundFinished {
  type: 'round-finished';
  round: number;
  rounds: number;
  outcomes: {
    passed: number;
    failed: number;
    skipped: number;
    notApplicable: number;
  };
  durationMs: number;
}
export interface SmokeStarted {
  type: 'smoke-started';
  name: string;
  cell?: CellId;
}
/**
 * In a repeated run `result` is that of this round, its `rounds` what they came to so far; a record is there when the smoke has failed for the first time, and in the last round.
 */
export interface SmokeFinished {
  type: 'smoke-finished';
  result: SmokeResult;
}
/**
 * One smoke's verdict with what led to it.
 */
export interface SmokeResult {
  /**
   * unique over the suites of a contract: file stem, ' > ', title
   */
  name: string;
  /**
   * the suite that it belongs to, for example ktx-hardening
   */
  suite: string;
  /**
   * in which it ran; with its name unique in a report
   */
  cell?: string;
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
  outcome: SmokeOutcome;
  /**
   * why it was skipped or does not apply
   */
  reason?: string;
  startedAt: string;
  /**
   * in a report of a repeated run: the median
   */
  durationMs: number;
  rounds?: SmokeRounds;
  errors?: {
    message: string;
    diff?: string;
    /**
     * file:line:column in the smoke
     */
    at?: string;
    difference?: SchemaDifference;
  }[];
  record?: SmokeRecord;
  /**
   * of a smoke that failed in a round: what it did in the last one; errors and record are those of the first that failed
   */
  lastRecord?: SmokeRecord;
}
/**
 * How one smoke came out in the rounds of a repeated run so far; a round that it did not finish is not counted.
 */
export interface SmokeRounds {
  passed: number;
  failed: number;
  skipped: number;
  notApplicable: number;
  /**
   * the first round in which it failed
   */
  firstFailed?: number;
  times?: SmokeTimes;
}
/**
 * of the rounds in which it passed or failed
 */
export interface SmokeTimes {
  fastestMs: number;
  medianMs: number;
  slowestMs: number;
}
/**
 * An output of a command that is not as a schema of its contract says: the output, and every difference by its place in it.
 */
export interface SchemaDifference {
  /**
   * path below schemas/, without .schema.json
   */
  schema: string;
  /**
   * the output as it was read, as JSON text
   */
  value: string;
  problems: {
    /**
     * JSON pointer into value
     */
    pointer: string;
    expected: string;
    found: string;
  }[];
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
 * What `shakedown inspect --rules --json` says: every finding that an inspection can have.
 */
export interface InspectionRules {
  schemaVersion: 1;
  rules: InspectionRule[];
}
export interface InspectionRule {
  code: string;
  /**
   * what it is to a release unless the policy says otherwise in `rules`
   */
  severity: 'error' | 'warning' | 'info';
  /**
   * what holds when the rule is content
   */
  title: string;
}
/**
 * What `shakedown inspect SUBJECT --json` says of a packed package, which is read and never run.
 */
export interface InspectionReport {
  schemaVersion: 1;
  shakedownVersion: string;
  /**
   * failed: there is a finding of severity error
   */
  state: 'passed' | 'failed';
  exitCode: 0 | 1;
  /**
   * the verdict for people, one line
   */
  line: string;
  subject: {
    kind: 'directory' | 'tarball' | 'published';
    /**
     * as given
     */
    spec: string;
  };
  /**
   * missing when the tarball is no package that can be trusted
   */
  package?: {
    name: string;
    version: string;
  };
  /**
   * the bytes that were read
   */
  artifact: {
    /**
     * name of the tarball
     */
    file: string;
    sha256: string;
    integrity: string;
  };
  sizes: PackageSizes;
  /**
   * the policy that was used; missing: there was none for this package
   */
  policy?: {
    file: string;
    sha256: string;
  };
  previous?: PreviousPackage;
  comparison?: PackageComparison;
  counts: {
    error: number;
    warning: number;
    info: number;
  };
  /**
   * errors first
   */
  findings: Finding[];
}
/**
 * bytes; of an archive that could not be read to its end nothing but the packed size is known
 */
export interface PackageSizes {
  packed: number;
  unpacked: number;
  /**
   * how many
   */
  files: number;
  /**
   * the five biggest files, the biggest first
   */
  biggest: {
    path: string;
    size: number;
  }[];
}
export interface KtxCapabilities {
  install: boolean;
  status: boolean;
  doctor: boolean;
  start: boolean;
  stop: boolean;
  prune: boolean;
  lazyInstall: boolean;
  statusJson: boolean;
  doctorJson: boolean;
  /**
   * there is no doctor: status tells its checks, and exits with 0 whatever they say
   */
  statusChecks: boolean;
}
/**
 * those about a command that the package does not have may be missing
 */
export interface KtxTexts {
  installed: string;
  installedAlready: string;
  uvMissing: string;
  installFailed: string;
  wheelMismatch: string;
  started: string;
  startedAlready: string;
  stopped: string;
  stoppedAlready: string;
  pruneStale?: string;
  pruneRemoved?: string;
  pruneNothing?: string;
  pruneRefused?: string;
  runtimeRequired: string;
}
export interface KtxDefaultRoot {
  /**
   * as Node names it: linux, darwin
   */
  platform: string;
  path: string;
}
export interface KtxFeatures {
  /**
   * what a lazy install gives
   */
  default: string[];
  /**
   * heavy; never installed unasked
   */
  optional: string[];
}
export interface KtxDoctorCheck {
  id: string;
  label: string;
}
/**
 * whole argument lists outside the prefix; {project} stands for a directory
 */
export interface KtxCommands {
  prepareDemo: string[];
  needsPython: string[];
}
/**
 * daemon.json of a runtime: the daemon that was started last.
 */
export interface DaemonState {
  schemaVersion: 1;
  pid: number;
  host: '127.0.0.1';
  port: number;
  version: string;
  features: RuntimeFeatures;
  startedAt: string;
  stdoutLog: AbsolutePath;
  stderrLog: AbsolutePath;
}
/**
 * stdout of `doctor`, parsed: a check a line, and the fix below a failing one.
 */
export interface DoctorText {
  headline: 'KTX Python runtime doctor';
  checks: Checks;
  unexpected: UnexpectedLines;
}
export interface DoctorLine {
  status: 'PASS' | 'FAIL';
  label: string;
  detail: string;
  fix?: string;
}
/**
 * What the package exports, as smoke/ktx/entry-point.mjs prints it.
 */
export interface EntryPoint {
  info: {
    name: string;
    version: string;
  };
  /**
   * typeof the export
   */
  runKtxCli: 'function';
}
/**
 * stderr of a command that failed, parsed: one line and nothing else.
 */
export interface ErrorLine {
  message: string;
  unexpected: UnexpectedLines;
}
/**
 * What the daemon answers to GET /health.
 */
export interface Health {
  status: 'healthy';
  version: string;
}
/**
 * stdout of `install`, parsed.
 */
export interface InstallText {
  headline: 'Installed KTX Python runtime' | 'Using existing KTX Python runtime';
  version: string;
  features: RuntimeFeatures;
  python: AbsolutePath;
  daemon: AbsolutePath;
  manifest: AbsolutePath;
  installLog: AbsolutePath;
  unexpected: UnexpectedLines;
}
/**
 * stderr of a command that installed the runtime on first use, parsed.
 */
export interface LazyInstallText {
  installing: RuntimeFeatures;
  ready: AbsolutePath;
  unexpected: UnexpectedLines;
}
/**
 * stdout of `prune`, parsed: the paths it lists, or the root under which it found nothing.
 */
export interface PruneText {
  headline:
    'Stale KTX Python runtimes' | 'Removed stale KTX Python runtimes' | 'No stale KTX Python runtimes found under';
  root?: AbsolutePath;
  paths: AbsolutePath[];
  unexpected: UnexpectedLines;
}
/**
 * stdout of `doctor --json`.
 */
export interface RuntimeDoctor {
  /**
   * @minItems 3
   * @maxItems 3
   */
  checks: [DoctorCheck, DoctorCheck, DoctorCheck];
}
export interface DoctorCheck {
  id: 'uv' | 'asset' | 'runtime';
  label: string;
  status: 'pass' | 'fail';
  detail: string;
  fix?: string;
}
/**
 * manifest.json of an installed runtime.
 */
export interface RuntimeManifest {
  schemaVersion: 1;
  cliVersion: string;
  installedAt: string;
  asset: PythonAssetManifest;
  features: RuntimeFeatures;
  python: {
    executable: AbsolutePath;
    daemonExecutable: AbsolutePath;
  };
  installLog: AbsolutePath;
}
/**
 * Describes a Python wheel that a package carries beside this file.
 */
export interface PythonAssetManifest {
  schemaVersion: 1;
  distributionName: string;
  /**
   * as it stands in the wheel's file name
   */
  normalizedName: string;
  version: string;
  wheel: {
    /**
     * relative to this manifest
     */
    file: string;
    sha256: string;
    bytes: number;
  };
}
/**
 * stdout of `status --json`. Further properties are allowed: a reader of JSON ignores what it does not know.
 */
export interface RuntimeStatus {
  kind: 'missing' | 'ready' | 'mismatched' | 'broken';
  detail: string;
  layout: RuntimeLayout;
  manifest?: RuntimeManifest;
}
export interface RuntimeLayout {
  cliVersion: string;
  runtimeRoot: AbsolutePath;
  versionDir: AbsolutePath;
  venvDir: AbsolutePath;
  manifestPath: AbsolutePath;
  installLogPath: AbsolutePath;
  assetDir: AbsolutePath;
  assetManifestPath: AbsolutePath;
  pythonPath: AbsolutePath;
  daemonPath: AbsolutePath;
  daemonStatePath: AbsolutePath;
  daemonStdoutPath: AbsolutePath;
  daemonStderrPath: AbsolutePath;
}
/**
 * stdout of `start`, parsed.
 */
export interface StartText {
  headline: 'Started KTX Python daemon' | 'Using existing KTX Python daemon';
  url: string;
  pid: number;
  version: string;
  features: RuntimeFeatures;
  state: AbsolutePath;
  stdout: AbsolutePath;
  stderr: AbsolutePath;
  unexpected: UnexpectedLines;
}
/**
 * stdout of `status`, parsed; features, python and daemon are there once a runtime is installed, checks where doctor is folded into status.
 */
export interface StatusText {
  headline: 'KTX Python runtime';
  status: 'missing' | 'ready' | 'mismatched' | 'broken';
  detail: string;
  runtimeRoot: AbsolutePath;
  versionDir: AbsolutePath;
  features?: RuntimeFeatures;
  python?: AbsolutePath;
  daemon?: AbsolutePath;
  checks?: Checks;
  unexpected: UnexpectedLines;
}
/**
 * stdout of `stop`, parsed; pid and state are there when a daemon was stopped.
 */
export interface StopText {
  headline: 'Stopped KTX Python daemon' | 'KTX Python daemon already stopped';
  pid?: number;
  state?: AbsolutePath;
  unexpected: UnexpectedLines;
}
/**
 * stdout of `--version`, parsed.
 */
export interface VersionText {
  name: string;
  version: string;
  unexpected: UnexpectedLines;
}
/**
 * entry.json beside a fetched Node in the cache: what was extracted, from which bytes.
 */
export interface NodeCacheEntry {
  /**
   * name@version
   */
  package: string;
  /**
   * of the tarball
   */
  integrity: string;
  /**
   * bytes of the executable
   */
  size: number;
  /**
   * of the executable
   */
  sha256: string;
}
/**
 * The Nodes that the launcher may fetch from the package registry, by <process.platform>-<process.arch>.
 */
export interface NodePins {
  [k: string]: {
    /**
     * the registry's package that carries the binary
     */
    package: string;
    version: string;
    /**
     * of the tarball
     */
    integrity: string;
    /**
     * size of the tarball
     */
    bytes: number;
    /**
     * the executable inside the package
     */
    file: 'bin/node' | 'bin/node.exe';
  };
}
/**
 * What `shakedown matrix --json` prints: the matrix of a CI job, a machine an entry, each to run `shakedown verify --cell ID [--shard i/n]`. It has no other field, because in GitHub Actions every other would be an axis.
 */
export interface Matrix {
  /**
   * @minItems 1
   */
  include: [MatrixEntry, ...MatrixEntry[]];
}
export interface MatrixEntry {
  /**
   * of the cell
   */
  id: string;
  /**
   * package manager, as it was asked for
   */
  pm: string;
  /**
   * Node, as it was asked for
   */
  node: string;
  /**
   * for --shard; absent for a cell that one machine runs whole
   */
  shard?: string;
  /**
   * its failure fails no release, and must not fail the workflow: continue-on-error; absent of a cell that decides
   */
  advisory?: true;
}
/**
 * What npm audit signatures --json prints: the fields that we read.
 */
export interface NpmAuditSignatures {
  invalid: AuditedPackage[];
  missing: AuditedPackage[];
}
export interface AuditedPackage {
  name: string;
  version: string;
  code?: string;
  message?: string;
}
/**
 * What npm prints on stdout with --json when it fails.
 */
export interface NpmError {
  error: {
    /**
     * E404, EPRIVATE ...; a failed script's exit code as a number; absent for some refusals
     */
    code?: string | number;
    summary: string;
    detail?: string;
  };
}
/**
 * package-lock.json, versions 2 and 3: the fields that we read.
 */
export interface NpmLockfile {
  lockfileVersion: 2 | 3;
  packages: {
    [k: string]: {
      version?: string;
      resolved?: string;
      integrity?: string;
      inBundle?: boolean;
    };
  };
}
/**
 * One package as npm pack --json and npm publish --json describe it. npm 10 to 12 wrap it differently: pipelines/npm/json.ts unwraps it.
 */
export interface NpmPacked {
  name: string;
  version: string;
  /**
   * bytes, packed
   */
  size: number;
  integrity: string;
  /**
   * of npm stage publish: what it is approved by
   */
  stageId?: string;
  filename: string;
  files: {
    path: string;
    size: number;
    mode: number;
  }[];
}
/**
 * What a registry answers to GET /NAME/VERSION: the fields that we read.
 */
export interface NpmVersionDocument {
  name: string;
  version: string;
  dist: {
    integrity: string;
    tarball: string;
  };
}
/**
 * One version of a package as `npm view name@range name version dist.integrity ... --json` describes it. pipelines/npm/view.ts unwraps it.
 */
export interface NpmView {
  name: string;
  version: string;
  'dist.integrity': string;
  /**
   * command -> file inside the package
   */
  bin?: {
    [k: string]: string;
  };
  engines?: {
    [k: string]: string;
  };
  optionalDependencies?: {
    [k: string]: string;
  };
}
/**
 * The fields of a package.json that we read; others are left alone.
 */
export interface PackageManifest {
  name: string;
  version: string;
  /**
   * anything truthy makes npm refuse to publish
   */
  private?: boolean | string | number | null;
  /**
   * one command named like the package, or command name -> path
   */
  bin?:
    | string
    | {
        [k: string]: string;
      };
  files?: string[];
  main?: string;
  types?: string;
  typings?: string;
  /**
   * a target, alternatives, or nested subpaths and conditions
   */
  exports?: string | unknown[] | {} | null;
  dependencies?: {
    [k: string]: string;
  };
  optionalDependencies?: {
    [k: string]: string;
  };
  peerDependencies?: {
    [k: string]: string;
  };
  /**
   * name -> command; npm leaves out what is no string
   */
  scripts?: {};
  /**
   * false: npm compiles nothing although there is a binding.gyp
   */
  gypfile?: boolean | string | number | {} | unknown[] | null;
  /**
   * node -> range; npm takes other shapes for nothing
   */
  engines?: {} | unknown[] | string | null;
  /**
   * the platforms that npm installs it on, or with ! those that it does not; npm takes other shapes for nothing
   */
  os?: unknown[] | string | {} | number | boolean | null;
  /**
   * names of dependencies that are packed along; true means all of them
   */
  bundledDependencies?: boolean | string[];
  /**
   * names of dependencies that are packed along; true means all of them
   */
  bundleDependencies?: boolean | string[];
}
/**
 * The files of the verified tarball, for comparing them with those of a package that is run. What the package bundles is not among them.
 */
export interface PackedFiles {
  name: string;
  /**
   * @minItems 1
   */
  files: [PackedFile, ...PackedFile[]];
  /**
   * whether the package has install scripts of its own, which may change its files
   */
  changedByScripts: boolean;
}
export interface PackedFile {
  /**
   * in the package
   */
  path: string;
  sha256: string;
  /**
   * of a command whose first line ends in CRLF: what it is when that has become LF, as some package managers do it
   */
  mended?: string;
}
/**
 * The fields of a pnpm-lock.yaml that we read (lockfileVersion 9).
 */
export interface PnpmLockfile {
  /**
   * name@version -> entry
   */
  packages: {
    [k: string]: {
      resolution: {
        integrity?: string;
      };
    };
  };
}
/**
 * What `shakedown prepare --json` prints: the next version of a package, what goes into its changelog, and what states the version.
 */
export interface Preparation {
  schemaVersion: 1;
  exitCode: number;
  /**
   * already-satisfied: everything says next_version already, nothing is left to write
   */
  state: 'proposed' | 'written' | 'already-satisfied';
  /**
   * as given
   */
  subject: string;
  package: string;
  channel: 'stable' | 'rc';
  /**
   * what package.json says
   */
  current_version: string;
  next_version: string;
  /**
   * the highest that the sources ask for; below 1.0.0 a breaking commit asks for minor
   */
  bump: 'major' | 'minor' | 'patch';
  /**
   * Markdown; its heading has next_version
   */
  proposed_changelog_block: string;
  /**
   * the packages that these changes release; several only in a workspace
   *
   * @minItems 1
   */
  releases: [PreparedRelease, ...PreparedRelease[]];
  sources: PreparationSources;
  /**
   * what --write writes, in this order
   */
  files: PreparedFile[];
  findings: Finding[];
}
export interface PreparedRelease {
  name: string;
  type: 'major' | 'minor' | 'patch';
  oldVersion: string;
  newVersion: string;
}
/**
 * where the changes are from
 */
export interface PreparationSources {
  /**
   * changelog: it was prepared before
   */
  kind: 'changesets' | 'commits' | 'changelog';
  /**
   * the release that the commits come after; missing when there is none
   */
  since?: {
    tag: string;
    revision: string;
  };
  changes: PreparedChange[];
}
export interface PreparedChange {
  /**
   * of the changeset, or of the commit
   */
  id: string;
  /**
   * none: a commit that says nothing of its kind, or one of a kind that releases nothing
   */
  type: 'major' | 'minor' | 'patch' | 'none';
  summary: string;
}
export interface PreparedFile {
  /**
   * from the source directory
   */
  file: string;
  /**
   * for people: /version 1.2.3 -> 1.3.0
   */
  change: string;
  state: 'would write' | 'written' | 'already satisfied';
}
/**
 * An in-toto statement of SLSA provenance: what was built, and from what. The fields that we read.
 */
export interface ProvenanceStatement {
  subject: StatementSubject[];
  predicate?: {
    buildDefinition?: {
      resolvedDependencies?: BuildSource[];
    };
  };
}
export interface StatementSubject {
  name?: string;
  digest: {
    /**
     * hex
     */
    sha512?: string;
  };
}
export interface BuildSource {
  uri?: string;
  digest?: {
    gitCommit?: string;
  };
}
/**
 * The fields of a package.json that decide how npm publishes it; others are left alone.
 */
export interface PublishManifest {
  /**
   * anything truthy makes npm refuse to publish
   */
  private?: boolean | string | number | null;
  /**
   * npm takes any of its settings from here; those of the command line win
   */
  publishConfig?: {
    registry?: string;
    tag?: string;
    access?: string | null;
    provenance?: boolean;
    [k: string]: unknown;
  };
  repository?:
    | string
    | {
        url: string;
      }
    | null;
}
/**
 * What `shakedown publish --json` prints. `ready`, `blockers` and `blocker` are what the preflight says, of a dry run and of a publish alike.
 */
export interface PublishReport {
  schemaVersion: 1;
  /**
   * nothing was to be changed, and nothing was
   */
  dryRun: boolean;
  /**
   * ready: of a dry run; already-published: the registry had these very bytes; not-yet-visible: npm was told that it is published, and the registry does not show it yet
   */
  outcome:
    'ready' | 'blocked' | 'published' | 'already-published' | 'staged' | 'not-yet-visible' | 'failed' | 'interrupted';
  exitCode: number;
  /**
   * the outcome for people, one line
   */
  line: string;
  ready: boolean;
  blockers: Blockers;
  /**
   * the code of the first blocker, absent when ready
   */
  blocker?: string;
  package: {
    name: string;
    version: string;
  };
  /**
   * the bytes to be sent, or sent
   */
  artifact?: {
    /**
     * absolute
     */
    file: string;
    sha256: string;
    integrity: string;
    /**
     * bytes
     */
    size: number;
    /**
     * the run that verified them
     */
    runId?: string;
  };
  policy: {
    file: string;
    sha256: string;
  };
  intent: 'publish' | 'stage';
  /**
   * where to, and as what; missing without an npm that could say it
   */
  target?: {
    registry: string;
    tag: string;
    /**
     * null: as the registry has it
     */
    access: 'public' | 'restricted' | null;
    provenance: 'yes' | 'no' | 'as npm decides';
    /**
     * of another job: this one only looks, and not at who it is
     */
    authentication: 'login' | 'trusted publishing' | 'of another job';
    /**
     * as the registry calls whoever is logged in
     */
    user?: string;
  };
  attempts: SendAttempt[];
  /**
   * what the registry has, against what was verified
   */
  identity: Handover[];
  stageId?: string;
  /**
   * absolute; the record of this release, where one was written or found
   */
  record?: string;
  findings: Finding[];
}
export interface SendAttempt {
  startedAt: string;
  endedAt?: string;
  /**
   * of npm; what the registry then had is another matter
   */
  outcome: 'sending' | 'accepted' | 'refused' | 'interrupted';
  /**
   * of npm's error, E409 for one
   */
  code?: string;
  /**
   * one line, without credentials
   */
  reason?: string;
}
/**
 * What a registry answers to GET /NAME, and npm view NAME --json prints: the fields that we read.
 */
export interface PublishedPackage {
  'dist-tags': {
    [k: string]: string;
  };
  /**
   * version -> its document; npm view prints the versions alone
   */
  versions?: {} | string[] | string;
}
/**
 * What `shakedown published --json` prints: whether a stranger gets from the registry what was released.
 */
export interface PublishedReport {
  schemaVersion: 1;
  /**
   * not-yet-visible: the registry does not show the version within the time that it was given, which is no failure of the package; incomplete: something that the registry offers could not be checked
   */
  verdict: 'passed' | 'failed' | 'incomplete' | 'not-yet-visible';
  exitCode: number;
  /**
   * the verdict for people, one line
   */
  line: string;
  package: {
    name: string;
    version: string;
  };
  /**
   * URL with a slash at its end
   */
  registry: string;
  /**
   * until the registry showed it, or nobody waited any longer
   */
  waitedMs: number;
  /**
   * how often it was asked
   */
  questions: number;
  /**
   * what the bytes must be; missing when nobody here has published or verified them
   */
  expected?: {
    integrity: string;
    /**
     * who knows it
     */
    from: string;
  };
  identity: Handover[];
  ways: PublishedWay[];
  signatures: Attested;
  provenance: Attested;
  distTags: {
    [k: string]: string;
  };
  deprecated?: string;
  findings: Finding[];
}
/**
 * One way in which a stranger gets the package.
 */
export interface PublishedWay {
  way: 'npx' | 'local' | 'global';
  outcome: 'passed' | 'failed';
  /**
   * as it could be typed
   */
  command: string;
  /**
   * the version that the command says
   */
  says?: string;
  /**
   * whether the installed files are those of the tarball; missing when nothing was installed
   */
  identity?: 'same' | 'different';
  durationMs: number;
}
export interface Attested {
  /**
   * not-offered: the registry has none for anybody, or nobody wants it; never a pass
   */
  outcome: 'verified' | 'invalid' | 'missing' | 'not-offered' | 'not-checked';
  /**
   * one line
   */
  detail: string;
}
/**
 * What a registry answers to GET /NAME/VERSION of a release: the fields that we read.
 */
export interface PublishedVersion {
  name: string;
  version: string;
  /**
   * why nobody should install it; an empty text and false mean that it is not deprecated
   */
  deprecated?: string | boolean;
  dist: {
    integrity: string;
    tarball: string;
    signatures?: RegistrySignature[];
    attestations?: {
      url: string;
    };
  };
}
export interface RegistrySignature {
  keyid: string;
  sig: string;
}
/**
 * What a Node that runs a program of the package finds where the program is, before it begins.
 */
export interface RanPackage {
  /**
   * absolute real path
   */
  program: string;
  /**
   * absolute; the package that the program is part of
   */
  dir: string;
  /**
   * its version, without a v
   */
  node: string;
  /**
   * path in the package -> sha256 of its bytes, hex, or the code of the error with which it could not be read
   */
  found: {
    [k: string]: string;
  };
}
/**
 * What `shakedown readiness --json` prints: whether this package may be released by its policy, gate by gate.
 */
export interface ReadinessReport {
  schemaVersion: 1;
  /**
   * not-ready: something is wrong; incomplete: nothing is known to be wrong, and evidence is missing
   */
  verdict: 'ready' | 'not-ready' | 'incomplete';
  exitCode: number;
  /**
   * the verdict for people, one line
   */
  line: string;
  package: {
    name: string;
    version: string;
  };
  /**
   * the verified bytes; missing when no run has verified any
   */
  artifact?: {
    /**
     * the run that verified them
     */
    runId: string;
    /**
     * absolute; the tarball in that run's directory
     */
    file: string;
    sha256: string;
    integrity: string;
  };
  policy: {
    file: string;
    sha256: string;
    releaseMode: string;
  };
  /**
   * whether the policy lets this package be published once it is ready; nothing is published for a verdict that is not ready
   */
  publish: {
    allowed: boolean;
    /**
     * what the release mode says, one line
     */
    reason: string;
  };
  /**
   * the working tree that the release is made from
   */
  source: {
    /**
     * absolute; the directory of the package
     */
    dir: string;
    /**
     * full commit id; null outside of a repository
     */
    revision: string | null;
    /**
     * whether something is not committed; null outside of a repository
     */
    dirty: boolean | null;
  };
  gates: Gate[];
  /**
   * what stands in the way of every gate, for example a verify of other bytes
   */
  findings: Finding[];
}
export interface Gate {
  id: string;
  title: string;
  /**
   * missing: no evidence, which is no pass; overridden: somebody signed it against its evidence
   */
  verdict: 'passed' | 'failed' | 'missing' | 'not-applicable' | 'overridden';
  /**
   * what the verdict rests on
   */
  evidence: GateEvidence[];
  findings: Finding[];
  /**
   * what would change the verdict; for every gate that did not pass
   */
  remedy?: string;
  override?: {
    by: string;
    reason: string;
    at: string;
  };
}
export interface GateEvidence {
  /**
   * one line
   */
  text: string;
  runId?: string;
  /**
   * by name
   */
  smokes?: string[];
  /**
   * absolute
   */
  file?: string;
}
/**
 * What a registry answers at dist.attestations.url of a version: the fields that we read.
 */
export interface RegistryAttestations {
  attestations: RegistryAttestation[];
}
export interface RegistryAttestation {
  predicateType: string;
  bundle: {
    dsseEnvelope: {
      /**
       * a statement, base64
       */
      payload: string;
    };
  };
}
/**
 * What a registry answers to GET /-/npm/v1/keys: the public keys that it signs versions with.
 */
export interface RegistryKeys {
  keys: RegistryKey[];
}
export interface RegistryKey {
  keyid: string;
  /**
   * SPKI in DER, base64
   */
  key: string;
  /**
   * versions signed later are not signed with it
   */
  expires?: string | null;
}
/**
 * A finished request in the throwaway registry's log (Verdaccio 6, format json): the fields that we read.
 */
export interface RegistryRequest {
  request: {
    method: string;
    url: string;
  };
  status: number;
}
export interface PolicySuite {
  /**
   * a suite of the contract, for example ktx-hardening
   */
  name: string;
  /**
   * advisory: a failure is shown as plainly and does not fail the release
   */
  smokes: 'required' | 'advisory';
  /**
   * on-request: only with --suite; always when not given
   */
  run?: 'always' | 'on-request';
}
/**
 * Version 2. What may and what must be in the package, besides what every package must hold.
 */
export interface PolicyContents {
  /**
   * globs of paths inside the package that are never released, besides those that no package may have (.env, .npmrc, private keys, nested tarballs)
   */
  forbidden?: string[];
  /**
   * globs of paths that are released although a rule forbids their kind
   */
  allowed?: string[];
  budgets?: PolicyBudgets;
  /**
   * install scripts that the package may have: preinstall, install, postinstall, prepare
   */
  installScripts?: string[];
  /**
   * JSON pointers into package.json at which the packed manifest may differ from the source
   */
  manifestChanges?: string[];
  /**
   * whether the bundled wheel may hold compiled code; false when not given
   */
  compiledPython?: boolean;
}
/**
 * Sizes in bytes, and the number of files, that the package may not exceed.
 */
export interface PolicyBudgets {
  /**
   * bytes of the tarball
   */
  packed?: number;
  /**
   * bytes of all files
   */
  unpacked?: number;
  /**
   * bytes of any one file
   */
  file?: number;
  /**
   * number of files
   */
  files?: number;
}
/**
 * Version 2. Which paths a release may touch since the last one.
 */
export interface PolicyScope {
  /**
   * globs of paths from the root of the repository
   */
  allowed: string[];
  /**
   * glob of the tags that mark a release; by release.tag when not given
   */
  since?: string;
}
/**
 * Version 2. Where a release is made from, and what it must carry.
 */
export interface PolicyRelease {
  /**
   * the branch that holds the released revision; not checked when not given
   */
  branch?: string;
  /**
   * the git remote that has branch and tag; origin when not given
   */
  remote?: string;
  /**
   * name of the tag, {version} stands for the version; v{version} when not given
   */
  tag?: string;
  /**
   * whether the package must be published with provenance; by publishConfig when not given
   */
  provenance?: boolean;
}
/**
 * Version 2. What a verify must be to count for a release.
 */
export interface PolicyEvidence {
  /**
   * hours since the verify ended; 24 when not given
   */
  maxAgeHours?: number;
  /**
   * what it must have compared the package with (--against): the version of the last release tag before this commit; a first release is compared with nothing; no comparison is demanded when not given
   */
  against?: 'last-release';
}
/**
 * Version 2. The package managers and Nodes that a release must work with; each pair of them is a cell.
 */
export interface PolicyMatrix {
  /**
   * for example npm@11, npm@12, pnpm, yarn, bun
   */
  managers?: string[];
  /**
   * for example 22, 24, 26
   */
  nodes?: string[];
  /**
   * managers (yarn, npm@12), Nodes (node@26) or cells (bun-node@26) whose failures are shown and fail no release
   */
  advisory?: string[];
  /**
   * in which cells all smokes of the chosen suites run: once with each manager and once with each Node (once-each, when not given), in every cell, or in the first alone; the other cells run the ways in and what the contract tries in every cell
   */
  contract?: 'once-each' | 'everywhere' | 'primary';
  /**
   * whether the lowest Node that engines allows is a cell of its own, with the newest npm that runs on it; true when not given
   */
  lowestNode?: boolean;
}
/**
 * Version 2. How a published package is awaited.
 */
export interface PolicyPublished {
  /**
   * patience until the registry shows the version; 10 when not given
   */
  withinMinutes?: number;
}
/**
 * .shakedown/releases/NAME@VERSION.json: what was sent to a registry from this directory, written before it is sent and after. What the registry has is asked of the registry; this says what is to be expected there.
 */
export interface ReleaseRecord {
  schemaVersion: 1;
  package: {
    name: string;
    version: string;
  };
  /**
   * the bytes that were verified and sent
   */
  artifact: {
    sha256: string;
    integrity: string;
    /**
     * bytes
     */
    size: number;
    /**
     * the run that verified them
     */
    runId?: string;
  };
  /**
   * URL with a slash at its end
   */
  registry: string;
  tag: string;
  access: 'public' | 'restricted' | null;
  intent: 'publish' | 'stage';
  /**
   * full commit id; null outside of a repository
   */
  revision: string | null;
  policy: {
    file: string;
    sha256: string;
  };
  /**
   * sending: that is the intent, and what became of it was not written; published: the registry took these bytes; unknown: it could not be asked
   */
  state: 'sending' | 'published' | 'staged' | 'not-published' | 'unknown';
  owner: RunOwner;
  startedAt: string;
  updatedAt: string;
  attempts: SendAttempt[];
  /**
   * what a maintainer approves it by
   */
  stageId?: string;
  /**
   * what the registry was seen to have afterwards
   */
  identity?: Handover[];
}
/**
 * The process that a run, a lock or a workspace belongs to, told apart from a later one with the same pid.
 */
export interface RunOwner {
  pid: number;
  /**
   * as the system has it; compared, never read
   */
  startTime: string;
  host: string;
  /**
   * of the host's kernel, where there is one: changes at every boot
   */
  bootId?: string;
  /**
   * where pids mean something, for example pid:[4026531836]
   */
  pidNamespace?: string;
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
   * the contract, for example ktx-runtime@1
   */
  suite: string;
  /**
   * of the contract, run or not
   */
  suites: ReportSuite[];
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
  /**
   * that this run was to try, one of an ordinary run; empty when it ended before they were known
   */
  cells: Cell[];
  matrix?: ReportMatrix;
  stages: StageRecord[];
  tools?: Tools;
  artifact?: ArtifactManifest;
  previous?: PreviousPackage;
  comparison?: PackageComparison;
  handovers: Handover[];
  smokes: SmokeResult[];
  findings: Finding[];
  counts: Counts;
  rounds?: ReportRounds;
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
export interface ReportSuite {
  name: string;
  /**
   * as the policy has it, single smokes apart
   */
  smokes: 'required' | 'advisory';
  /**
   * whether its smokes were to run
   */
  chosen: boolean;
  /**
   * something in it is required, so that a run without it is partial
   */
  needed: boolean;
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
/**
 * of a run with a matrix, or of a part of one
 */
export interface ReportMatrix {
  /**
   * all cells that are wanted, run here or elsewhere
   */
  cells: string[];
  /**
   * those of them that this run was to try, when not all
   */
  chosen?: string[];
  /**
   * those of them whose failure, or absence, is shown and fails no release; absent when there are none
   */
  advisory?: string[];
  shard?: Shard;
  /**
   * the runs that this report was merged from
   */
  merged?: {
    runId: string;
    dir: string;
    shard?: Shard;
    /**
     * when it ended; of a run that was merged itself, when the first of its parts did
     */
    finishedAt?: string;
  }[];
}
/**
 * which part of the smokes, by their names
 */
export interface Shard {
  index: number;
  of: number;
}
export interface StageRecord {
  stage: StageName;
  startedAt: string;
  durationMs?: number;
  outcome: 'running' | 'passed' | 'failed' | 'skipped' | 'interrupted';
  detail?: string;
  cell?: CellId;
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
  /**
   * only in a repeated run
   */
  flaky: number;
  skipped: number;
  notApplicable: number;
}
/**
 * of a repeated run: how often its smokes were to run, and did
 */
export interface ReportRounds {
  asked: number;
  begun: number;
  finished: number;
}
/**
 * .shakedown/lock.json: who may run in this workdir.
 */
export interface RunLock {
  schemaVersion: 1;
  runId: string;
  owner: RunOwner;
  createdAt: string;
}
/**
 * shakedown logs --json: what happened in a run, or what the commands of its smokes printed.
 */
export interface RunLog {
  schemaVersion: 1;
  run: RunSummary;
  events?: RunEvent[];
  /**
   * lines of events.jsonl that are no events
   */
  brokenEvents: number;
  /**
   * with --smoke or --stream
   */
  streams?: LoggedStream[];
}
export interface LoggedStream {
  smoke: string;
  command: string;
  stream: 'stdout' | 'stderr';
  file: string;
  /**
   * missing when the file is
   */
  text?: string;
}
/**
 * <state home>/shakedown/runs/<project>-<suite>-<runId>/meta.json: where a run is. Written once at its start; the truth stays in the project.
 */
export interface RunPointer {
  schemaVersion: 1;
  runId: string;
  project: string;
  suite: string;
  /**
   * absolute real path
   */
  workdir: string;
  /**
   * the run's own status.json
   */
  statusPath: string;
  /**
   * the run's directory, with events.jsonl
   */
  eventsDir: string;
  registeredAt: string;
}
/**
 * shakedown runs --json: the runs of this user, newest first.
 */
export interface RunsList {
  schemaVersion: 1;
  /**
   * runs on record, before any filter
   */
  known: number;
  runs: RunSummary[];
}
/**
 * What `shakedown inspect --sarif` says: the part of SARIF 2.1.0 that we write, with what GitHub requires besides.
 */
export interface SarifLog {
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json';
  version: '2.1.0';
  /**
   * @minItems 1
   * @maxItems 1
   */
  runs: [SarifRun];
}
export interface SarifRun {
  tool: {
    driver: {
      name: 'shakedown';
      semanticVersion: string;
      rules: SarifRule[];
    };
  };
  /**
   * @minItems 1
   * @maxItems 1
   */
  invocations: [
    {
      executionSuccessful: true;
      exitCode: number;
      /**
       * what did not fit into the limits
       */
      toolExecutionNotifications?: {
        level: 'warning';
        message: SarifMessage;
      }[];
    }
  ];
  /**
   * @maxItems 5000
   */
  results: SarifResult[];
  columnKind: 'utf16CodeUnits';
}
export interface SarifRule {
  id: string;
  shortDescription: SarifMessage;
  fullDescription: SarifMessage;
  defaultConfiguration: {
    level: 'error' | 'warning' | 'note';
  };
}
export interface SarifMessage {
  text: string;
}
export interface SarifResult {
  ruleId: string;
  ruleIndex: number;
  level: 'error' | 'warning' | 'note';
  message: SarifMessage;
  /**
   * @minItems 1
   * @maxItems 1
   */
  locations: [
    {
      physicalLocation: {
        artifactLocation: {
          uri: string;
        };
        region: {
          startLine: number;
        };
      };
    }
  ];
  partialFingerprints: {
    primaryLocationLineHash: string;
  };
}
export interface SecretsScan {
  scanner: 'secrets';
  hits: SecretHit[];
  /**
   * text files beyond the size that is scanned
   */
  notScanned: UnscannedFile[];
}
export interface SecretHit {
  /**
   * path inside the package
   */
  file: string;
  line: number;
  column: number;
  /**
   * the scanner's rule without its prefix, for example github
   */
  rule: string;
  /**
   * the message of that rule, for example GITHUB_TOKEN
   */
  kind: string;
  /**
   * the text says of itself that it is a placeholder, or it is in a test or an example
   */
  likelyExample: boolean;
}
export interface UnscannedFile {
  file: string;
  /**
   * bytes
   */
  size: number;
}
export interface PublintScan {
  scanner: 'publint';
  messages: PublintMessage[];
}
export interface PublintMessage {
  /**
   * publint's own, for example USE_LICENSE
   */
  code: string;
  /**
   * keys into package.json
   */
  path: string[];
  /**
   * publint's own; lists joined by a comma
   */
  args: {
    [k: string]: string;
  };
  /**
   * how often it was said of this path
   */
  times: number;
}
export interface AttwScan {
  scanner: 'attw';
  problems: AttwProblem[];
}
export interface AttwProblem {
  /**
   * attw's own, for example FalseCJS
   */
  kind: string;
  /**
   * entry points and ways of resolving them at which it shows
   */
  seen: AttwSight[];
  /**
   * path inside the package
   */
  file?: string;
  line?: number;
  typesFile?: string;
  codeFile?: string;
  /**
   * names or a specifier
   */
  detail?: string;
}
export interface AttwSight {
  /**
   * subpath, for example . or ./util
   */
  entrypoint: string;
  resolution: 'node10' | 'node16-cjs' | 'node16-esm' | 'bundler';
}
/**
 * What `shakedown sign --json` prints: what became of each id.
 */
export interface SignReport {
  schemaVersion: 1;
  /**
   * its id
   */
  walkthrough: string;
  outcomes: SignOutcome[];
  summary: {
    updated: number;
    already_satisfied: number;
    not_found: number;
    refused: number;
  };
}
export interface SignOutcome {
  /**
   * the id as it was given
   */
  given: string;
  /**
   * what it stands for
   */
  id?: string;
  kind?: 'gate' | 'step' | 'smoke';
  /**
   * refused: it would be signed against its evidence, and no override was given
   */
  outcome: 'updated' | 'already_satisfied' | 'not_found' | 'refused';
  message: string;
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
  project: {
    /**
     * absolute; holds node_modules with the package
     */
    dir: string;
  };
  cell?: SmokeCell;
  subject: {
    name: string;
    version: string;
  };
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
/**
 * The package manager that has made the project, and the ways by which its users come to the package. Absent where no matrix is run.
 */
export interface SmokeCell {
  id: string;
  manager: {
    name: string;
    version: string;
  };
  /**
   * absolute; a document PackedFiles: what the files of a package that is run must be
   */
  packedFiles: string;
  ways: Ways;
}
export interface Ways {
  local: Way;
  once: Way;
  global?: Way;
  approved?: Way;
}
/**
 * How somebody gets at the command. Paths in it are absolute, but those of the files.
 */
export interface Way {
  /**
   * path below a new directory, which is then the working directory -> text
   */
  files?: {
    [k: string]: string;
  };
  /**
   * path below the home -> text
   */
  home?: {
    [k: string]: string;
  };
  /**
   * the working directory instead of a new one
   */
  cwd?: string;
  /**
   * over the sandbox's environment
   */
  env?: {
    [k: string]: string;
  };
  /**
   * the command that installs the package
   *
   * @minItems 1
   */
  install?: [string, ...string[]];
  /**
   * what is typed before the arguments of the package's command
   *
   * @minItems 1
   */
  run: [string, ...string[]];
}
/**
 * What a smoke leaves in its task's meta for the pipeline to read.
 */
export interface SmokeMeta {
  record?: SmokeRecord;
  /**
   * the smoke was skipped because the contract lacks what it needs; otherwise a tool was missing
   */
  notApplicable?: true;
}
/**
 * shakedown status --json: what is at work in a workdir, and the last result of each suite.
 */
export interface StatusReport {
  schemaVersion: 1;
  workdir: string;
  lock: SeenLock;
  running?: SeenRun;
  /**
   * the last result of each suite
   */
  suites: SeenRun[];
}
export interface SeenLock {
  /**
   * left behind: its owner is gone; uncertain: whether its owner lives cannot be seen from here
   */
  state: 'free' | 'held' | 'left behind' | 'uncertain' | 'unreadable';
  why?: string;
  held?: RunLock;
}
export interface SeenRun {
  state: SeenState;
  reason?: string;
  status: RunStatus;
}
/**
 * What a run is doing, or how it ended: .shakedown/status.json while it runs, and at its end also in its own directory and under suites/<suite>/.
 */
export interface RunStatus {
  schemaVersion: 1;
  runId: string;
  /**
   * every process of the run carries a SHAKEDOWN_SANDBOX that starts with it
   */
  mark: string;
  project: string;
  suite: string;
  /**
   * as given on the command line
   */
  subject: string;
  shakedownVersion: string;
  /**
   * absolute real path
   */
  workdir: string;
  /**
   * absolute; events.jsonl, logs and the rest of the evidence
   */
  runDir: string;
  /**
   * absolute; where the evidence was asked for besides
   */
  outDir?: string;
  /**
   * the run's temporary directory, with its sandboxes
   */
  workspace: {
    dir: string;
    /**
     * something in it is wanted after the run
     */
    kept: boolean;
  };
  owner: RunOwner;
  state: RunState;
  /**
   * why it is believed to have crashed
   */
  reason?: string;
  verdict?: string;
  exitCode?: number;
  stage?: StageName;
  /**
   * those that have ended, in that order
   */
  stages: {
    stage: StageName;
    outcome: 'passed' | 'failed' | 'skipped' | 'interrupted';
    durationMs: number;
  }[];
  progress: RunProgress;
  /**
   * smokes that are running
   */
  current: string[];
  artifact?: {
    name: string;
    version: string;
    sha256: string;
    integrity: string;
    /**
     * bytes, packed
     */
    size: number;
    files: number;
  };
  /**
   * started by the run itself, for whoever cleans up after it
   */
  processes: RunProcess[];
  findings: {
    error: number;
    warning: number;
    info: number;
  };
  /**
   * the last event that is in this snapshot
   */
  lastSeq: number;
  startedAt: string;
  updatedAt: string;
  /**
   * the host's uptime at updatedAt: tells a silent run although the clock jumped
   */
  updatedUptimeMs: number;
  finishedAt?: string;
  durationMs?: number;
}
/**
 * smokes; planned is 0 until they are known
 */
export interface RunProgress {
  planned: number;
  /**
   * in a repeated run: in every round so far
   */
  passed: number;
  failed: number;
  /**
   * passed in some rounds and failed in others; absent: none
   */
  flaky?: number;
  skipped: number;
  notApplicable: number;
  round?: RoundProgress;
}
export interface RunProcess {
  role: string;
  pid: number;
  startTime: string;
  port?: number;
}
/**
 * shakedown unlock --json: whose the lock of a workdir is, and whether it was removed.
 */
export interface UnlockReport {
  schemaVersion: 1;
  workdir: string;
  lock: SeenLock;
  result: 'free' | 'removed' | 'would remove' | 'refused';
  reason: string;
}
/**
 * walkthrough.json: what a release operator was led through, which bytes it was about, and who signed what. Replaced as a whole after every step.
 */
export interface Walkthrough {
  schemaVersion: 1;
  id: string;
  /**
   * the source directory as given
   */
  subject: string;
  policy: {
    file: string;
    sha256: string;
  };
  package: {
    name: string;
    version: string;
  };
  operator: string;
  owner?: RunOwner;
  startedAt: string;
  updatedAt: string;
  /**
   * open: there are steps that were not done
   */
  state: 'open' | 'passed' | 'failed';
  /**
   * the bytes that it is about, once they have been verified
   */
  artifact?: {
    runId: string;
    /**
     * absolute
     */
    runDir: string;
    file: string;
    sha256: string;
  };
  release: {
    tag: string;
    remote: string;
  };
  /**
   * the commit that it is about
   */
  revision?: string;
  sections: WalkthroughSection[];
  gates: Gate[];
  /**
   * of the verified run
   */
  smokes?: WalkthroughSmoke[];
  signatures: Signature[];
}
export interface WalkthroughSection {
  id: string;
  title: string;
  steps: WalkthroughStep[];
}
export interface WalkthroughStep {
  id: string;
  title: string;
  why: string;
  /**
   * as it could be pasted
   */
  command: string;
  expected: string;
  outcome: 'pending' | 'passed' | 'failed' | 'not-applicable';
  /**
   * what was seen, one line each
   */
  evidence: string[];
  at?: string;
  durationMs?: number;
}
export interface WalkthroughSmoke {
  name: string;
  outcome: string;
}
export interface Signature {
  /**
   * of a gate, a step or a smoke
   */
  id: string;
  kind: 'gate' | 'step' | 'smoke';
  by: string;
  at: string;
  /**
   * of the bytes that it was signed for
   */
  sha256?: string;
  remark?: string;
  /**
   * why it was signed against its evidence
   */
  override?: string;
  /**
   * what its evidence said when it was overridden: failed, missing
   */
  against?: string;
}
/**
 * workspace.json in a run's temporary directory: whose it is. Only a directory with this file is ever removed.
 */
export interface Workspace {
  schemaVersion: 1;
  runId: string;
  /**
   * absolute real path
   */
  workdir: string;
  owner: RunOwner;
  createdAt: string;
}

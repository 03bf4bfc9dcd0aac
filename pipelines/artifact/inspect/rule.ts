/** What a rule is, and what it looks at. */
import type { ArtifactManifest, Finding, PackageManifest, ReleasePolicy } from '../../../schemas/types.ts';
import { type FindingCode, finding } from '../../findings/finding.ts';
import type { NpmCommand } from '../../npm/npm.ts';
import type { Digest } from '../digest.ts';
import type { TarballFile } from '../kept-files.ts';
import type { Subject } from '../subject.ts';

/** A packed package, read once for all rules. */
export interface PackedPackage extends Digest {
  /** absolute path of the tarball */
  tarball: string;
  /** the packed package.json */
  packageJson: PackageManifest;
  /** command name -> path inside the package */
  bins: Readonly<Record<string, string>>;
  /** the regular files of the tarball by their path inside the package */
  files: ReadonlyMap<string, TarballFile>;
  /** the bytes of every small `manifest.json` of the package itself, by path */
  manifests: ReadonlyMap<string, Buffer>;
}

/** What a policy says about the package itself. */
export type InspectionPolicy = Pick<ReleasePolicy, 'requiredFiles' | 'contents' | 'rules'>;

/** npm, and the environment that it runs in. */
export interface NpmAtHand {
  run: NpmCommand;
  env: Readonly<Record<string, string>>;
}

/** All that a rule may look at: the packed package, and what the caller knows besides. What is undefined was not given. */
export interface Inspection extends PackedPackage {
  /** what was packed */
  subject: Subject | undefined;
  policy: InspectionPolicy;
  /** the version that this one is compared with */
  previous: PackedPackage | undefined;
  /** finds npm when it is first asked for; throws NotReady when there is none */
  npm: (() => Promise<NpmAtHand>) | undefined;
  /** packs the same subject once more, into a directory that is made; only for a directory */
  packAgain: ((intoDir: string) => Promise<Pick<ArtifactManifest, 'file'>>) | undefined;
  /** asks which paths of the source's repository packing has changed; only where a repository has the source */
  sourceChanges: (() => Promise<readonly string[]>) | undefined;
  /** a directory with all files of the package, without modes and links; made for the first who asks, to be left as it is */
  extracted: () => Promise<string>;
  /** for programs of ours that look at the package: the mark of whoever asks, and where Node keeps compiled code */
  env: Readonly<Record<string, string>>;
  /** makes an empty directory for one rule's own use; goes with the inspection */
  scratch: () => Promise<string>;
  signal: AbortSignal | undefined;
}

/** Says one finding; the code decides which arguments it needs. */
export type Report<C extends FindingCode> = <Code extends C>(
  code: Code,
  args: Parameters<typeof finding<Code>>[1],
  where: Finding['where'],
) => void;

/** What every rule says of itself, whatever it looks at. */
export interface RuleCard {
  /** every code that the rule may report */
  codes: readonly FindingCode[];
  /** what holds when the rule is content */
  title: string;
}

export interface Rule extends RuleCard {
  check: (inspection: Inspection) => Promise<Finding[]>;
}

/**
 * A rule that can report the codes it names and no others. `check` may be asynchronous; rules run at the same time, and
 * their findings are shown in the order of the rules. A heavy import belongs inside `check`.
 */
export function defineRule<const C extends FindingCode>(rule: {
  codes: readonly C[];
  title: string;
  check: (inspection: Inspection, report: Report<C>) => void | Promise<void>;
}): Rule {
  return {
    codes: rule.codes,
    title: rule.title,
    async check(inspection) {
      const findings: Finding[] = [];
      await rule.check(inspection, (code, args, where) => findings.push(finding(code, args, where)));
      return findings;
    },
  };
}

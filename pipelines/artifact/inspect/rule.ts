/** What a rule is, and what it looks at. */
import type { ArtifactManifest, Finding, PackageManifest } from '../../../schemas/types.ts';
import { type FindingCode, finding } from '../../findings/finding.ts';
import type { Subject } from '../subject.ts';
import type { TarballFile } from '../tarball.ts';

/** A packed package, read once for all rules. */
export interface Inspection {
  artifact: ArtifactManifest;
  /** the packed package.json */
  packageJson: PackageManifest;
  /** the regular files of the tarball by their path inside the package */
  files: ReadonlyMap<string, TarballFile>;
  /** the bytes of every small `manifest.json` of the package itself, by path */
  manifests: ReadonlyMap<string, Buffer>;
  /** what was packed, as far as the caller knows */
  subject: Subject | undefined;
  /** paths inside the package that a policy wants to be there */
  requiredFiles: readonly string[];
}

/** Says one finding; the code decides which arguments it needs. */
type Report<C extends FindingCode> = <Code extends C>(
  code: Code,
  args: Parameters<typeof finding<Code>>[1],
  where: Finding['where'],
) => void;

export interface Rule {
  /** every code that the rule may report */
  codes: readonly FindingCode[];
  /** what holds when the rule is content */
  title: string;
  check: (inspection: Inspection) => Finding[];
}

/** A rule that can report the codes it names and no others. */
export function defineRule<const C extends FindingCode>(rule: {
  codes: readonly C[];
  title: string;
  check: (inspection: Inspection, report: Report<C>) => void;
}): Rule {
  return {
    codes: rule.codes,
    title: rule.title,
    check(inspection) {
      const findings: Finding[] = [];
      rule.check(inspection, (code, args, where) => findings.push(finding(code, args, where)));
      return findings;
    },
  };
}

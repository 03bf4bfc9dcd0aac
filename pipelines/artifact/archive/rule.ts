/** What a rule about the archive itself is: it looks at headers, and at nothing that is in the files. */
import type { Finding } from '../../../schemas/types.ts';
import { type FindingCode, finding } from '../../findings/finding.ts';
import type { FindingArgs } from '../../findings/wording.ts';
import type { Report, RuleCard } from '../inspect/rule.ts';

/** An entry as its headers describe it, nothing cleaned. */
export interface RawEntry {
  archivePath: string;
  /** as `tar` names it: File, Directory, SymbolicLink, Link, CharacterDevice ... */
  type: string;
  /** permission, setuid, setgid and sticky bits */
  mode: number;
  linkTarget?: string;
  /** what the entry's own header says where an extended header before it has another word */
  overridden?: { path: string; size: number | undefined; sizeSaid: number };
}

export interface Archive {
  entries: readonly RawEntry[];
  /** gzip members that the file consists of */
  members: number;
}

export interface ArchiveRule extends RuleCard {
  /** Whether `npm pack` never makes such an archive: nothing of it is trusted then. */
  refuses: boolean;
  check: (archive: Archive) => Finding[];
}

/** A rule that can report the codes it names and no others. */
export function defineArchiveRule<const C extends FindingCode>(rule: {
  codes: readonly C[];
  title: string;
  refuses: boolean;
  check: (archive: Archive, report: Report<C>) => void;
}): ArchiveRule {
  const { codes, title, refuses, check } = rule;
  return {
    codes,
    title,
    refuses,
    check(archive) {
      const findings: Finding[] = [];
      check(archive, (code, args, where) => findings.push(finding(code, args, where)));
      return findings;
    },
  };
}

/** Many entries with the same fault are one finding: the first of them, and how many more there are. */
export function sayFirst<A extends FindingArgs>(
  faults: readonly A[],
  report: (args: A & { more: number }) => void,
): void {
  const [fault] = faults;
  if (fault !== undefined) report({ ...fault, more: faults.length - 1 });
}

export type EntryKind = 'file' | 'directory' | 'link' | 'special';

const kinds: Readonly<Record<string, EntryKind>> = {
  File: 'file',
  OldFile: 'file',
  ContiguousFile: 'file',
  Directory: 'directory',
  SymbolicLink: 'link',
  Link: 'link',
};

export function kindOf({ type }: Pick<RawEntry, 'type'>): EntryKind {
  return kinds[type] ?? 'special';
}

/** The parts of an entry's path from the directory around all entries on; the slash at a directory's end is none. */
export function partsOf(entry: RawEntry): string[] {
  const { archivePath } = entry;
  return (kindOf(entry) === 'directory' ? archivePath.replace(/\/$/, '') : archivePath).split('/');
}

/** All rules about the archive itself, in the order in which findings are shown. */
import type { Finding } from '../../../schemas/types.ts';
import type { RuleCard } from '../inspect/rule.ts';
import { links, linksOutside } from './links.ts';
import { privilegedModes, writableModes } from './modes.ts';
import { entriesTwice, namesCollide } from './namesakes.ts';
import { headersAgree, oneMember } from './one-reading.ts';
import { oneRoot } from './one-root.ts';
import { unicodeNames, windowsNames } from './portable-names.ts';
import type { Archive, ArchiveRule } from './rule.ts';
import { safePaths } from './safe-paths.ts';
import { specialEntries } from './special-entries.ts';

const rules: readonly ArchiveRule[] = [
  safePaths,
  linksOutside,
  specialEntries,
  oneRoot,
  entriesTwice,
  headersAgree,
  oneMember,
  links,
  namesCollide,
  unicodeNames,
  windowsNames,
  privilegedModes,
  writableModes,
];

/** What can be said before there are entries to judge: the reader itself says it. */
const readable: RuleCard = {
  codes: [
    'tarball-empty',
    'tarball-not-gzip',
    'tarball-truncated',
    'tarball-corrupt',
    'tarball-trailing-data',
    'tarball-too-large',
  ],
  title: 'The tarball can be read to its end, within limits',
};

const hasPackageJson: RuleCard = {
  codes: [
    'package-json-missing',
    'package-json-not-json',
    'package-json-invalid',
    'package-name-invalid',
    'package-version-invalid',
    'package-private',
  ],
  title: 'The packed package.json is one that npm can publish',
};

/** These rules, as they describe themselves. */
export const archiveCards: readonly RuleCard[] = [readable, ...rules, hasPackageJson];

/** @returns `refused`: what `npm pack` never makes; `suspect`: what it can make and no package should have */
export function judgeArchive(archive: Archive): { refused: Finding[]; suspect: Finding[] } {
  const findings = (refuses: boolean): Finding[] =>
    rules.filter((rule) => rule.refuses === refuses).flatMap((rule) => rule.check(archive));
  return { refused: findings(true), suspect: findings(false) };
}

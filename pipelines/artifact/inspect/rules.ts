/** All rules, in the order in which findings are shown. */
import { againstRules } from '../against/rules.ts';
import { archiveCards } from '../archive/rules.ts';
import { reproducibleRules } from '../reproducible/rules.ts';
import { scannerRules } from '../scanners/rules.ts';
import { binModes } from './bin-modes.ts';
import { binShebang } from './bin-shebang.ts';
import { binTargets } from './bin-targets.ts';
import { bundledDependencies } from './bundled-dependencies.ts';
import { dependencySpecs } from './dependency-specs.ts';
import { entryPoints } from './entry-points.ts';
import { filesEntries } from './files-entries.ts';
import { forbiddenFiles } from './forbidden-files.ts';
import { installScripts } from './install-scripts.ts';
import { manifestChanges } from './manifest-changes.ts';
import { npmCorrections } from './npm-corrections.ts';
import { packedIdentity } from './packed-identity.ts';
import { pythonWheel } from './python-wheel.ts';
import { requiredFiles } from './required-files.ts';
import type { Rule, RuleCard } from './rule.ts';
import { sizeBudgets } from './size-budgets.ts';
import { typescriptPrograms } from './typescript-programs.ts';
import { usablePlatforms } from './usable-platforms.ts';
import { wheelContents } from './wheel-contents.ts';

/** What a packed package must hold by itself. */
export const contentRules: readonly Rule[] = [
  packedIdentity,
  manifestChanges,
  npmCorrections,
  requiredFiles,
  forbiddenFiles,
  sizeBudgets,
  binTargets,
  binShebang,
  binModes,
  entryPoints,
  typescriptPrograms,
  filesEntries,
  dependencySpecs,
  installScripts,
  usablePlatforms,
  bundledDependencies,
  pythonWheel,
  wheelContents,
];

/** Those, and what takes a scanner, a second packing or a previous version. */
export const allRules: readonly Rule[] = [...contentRules, ...againstRules, ...reproducibleRules, ...scannerRules];

/** Not a rule: said instead of the hundred-and-first finding of one code. */
const leftOut: RuleCard = {
  codes: ['findings-left-out'],
  title: 'No rule has more than a hundred findings of one code',
};

/** Every rule, as it describes itself: what a policy can name, and what is listed. */
export const ruleCards: readonly RuleCard[] = [...archiveCards, ...allRules, leftOut];

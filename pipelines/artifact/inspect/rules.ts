/** All rules, in the order in which findings are shown. */
import { againstRules } from '../against/rules.ts';
import { archiveCards } from '../archive/rules.ts';
import { reproducibleRules } from '../reproducible/rules.ts';
import { scannerRules } from '../scanners/rules.ts';
import { binShebang } from './bin-shebang.ts';
import { binTargets } from './bin-targets.ts';
import { bundledDependencies } from './bundled-dependencies.ts';
import { entryPoints } from './entry-points.ts';
import { filesEntries } from './files-entries.ts';
import { packedIdentity } from './packed-identity.ts';
import { pythonWheel } from './python-wheel.ts';
import { requiredFiles } from './required-files.ts';
import type { Rule, RuleCard } from './rule.ts';

/** What a packed package must hold by itself. */
export const contentRules: readonly Rule[] = [
  packedIdentity,
  requiredFiles,
  binTargets,
  binShebang,
  entryPoints,
  filesEntries,
  bundledDependencies,
  pythonWheel,
];

/** Those, and what takes a scanner, a second packing or a previous version. */
export const allRules: readonly Rule[] = [...contentRules, ...againstRules, ...reproducibleRules, ...scannerRules];

/** Every rule, as it describes itself: what a policy can name, and what is listed. */
export const ruleCards: readonly RuleCard[] = [...archiveCards, ...allRules];

import { binShebang } from './bin-shebang.ts';
import { binTargets } from './bin-targets.ts';
import { bundledDependencies } from './bundled-dependencies.ts';
import { entryPoints } from './entry-points.ts';
import { filesEntries } from './files-entries.ts';
import { packedIdentity } from './packed-identity.ts';
import { pythonWheel } from './python-wheel.ts';
import { requiredFiles } from './required-files.ts';
import type { Rule } from './rule.ts';

/** Every rule that a packed package must hold, in the order in which findings are shown. */
export const rules: readonly Rule[] = [
  packedIdentity,
  requiredFiles,
  binTargets,
  binShebang,
  entryPoints,
  filesEntries,
  bundledDependencies,
  pythonWheel,
];

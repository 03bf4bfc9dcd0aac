/** What a package may not change since the version before it: looks at `inspection.previous`, and is content without one. */
import type { Rule } from '../inspect/rule.ts';
import { bins } from './bins.ts';
import { changedFiles } from './changed-files.ts';
import { dependencies } from './dependencies.ts';
import { entryPoints } from './entry-points.ts';
import { grownFiles } from './grown-files.ts';
import { newInstallScripts } from './install-scripts.ts';
import { otherPackage } from './other-package.ts';
import { removedFiles } from './removed-files.ts';
import { requirements } from './requirements.ts';

export const againstRules: readonly Rule[] = [
  otherPackage,
  entryPoints,
  bins,
  removedFiles,
  changedFiles,
  grownFiles,
  dependencies,
  newInstallScripts,
  requirements,
];

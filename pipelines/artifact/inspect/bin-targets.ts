import { missingFile } from './missing-file.ts';
import { defineRule } from './rule.ts';

/** npm publishes a package whose command is missing with a warning, and then installs no command. */
export const binTargets = defineRule({
  codes: ['bin-missing'],
  title: 'Every command of the package is packed',
  check(inspection, report) {
    for (const [command, path] of Object.entries(inspection.bins)) {
      if (inspection.files.has(path)) continue;
      report('bin-missing', { command, ...missingFile(inspection, path) }, { file: 'package.json', pointer: '/bin' });
    }
  },
});

import { posix } from 'node:path';
import { missingFile } from './missing-file.ts';
import { defineRule } from './rule.ts';

/** npm packs these two from the top directory whatever `files` says. */
export const requiredFiles = defineRule({
  codes: ['readme-missing', 'license-missing', 'required-file-missing'],
  title: 'A README, a licence and the files that the policy asks for are packed',
  check(inspection, report) {
    const { files } = inspection;
    const top = [...files.keys()].filter((path) => !path.includes('/'));
    if (!top.some((name) => /^readme(\.|$)/i.test(name))) report('readme-missing', {}, {});
    if (!top.some((name) => /^(un)?licen[cs]e|^copying(\.|$)/i.test(name))) report('license-missing', {}, {});
    for (const wanted of inspection.policy.requiredFiles ?? []) {
      const path = posix.join('/', wanted).slice(1);
      if (!files.has(path)) report('required-file-missing', missingFile(inspection, path), {});
    }
  },
});

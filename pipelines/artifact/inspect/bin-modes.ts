import { defineRule } from './rule.ts';

/** npm, pnpm, Yarn and Bun make a command executable when they link it: only who unpacks by hand notices. */
export const binModes = defineRule({
  codes: ['bin-not-executable'],
  title: 'Every command is executable in the archive',
  check({ bins, files }, report) {
    for (const [command, path] of Object.entries(bins)) {
      const file = files.get(path);
      if (!file || (file.mode & 0o111) !== 0) continue;
      report('bin-not-executable', { command, path, mode: file.mode.toString(8) }, { file: path });
    }
  },
});

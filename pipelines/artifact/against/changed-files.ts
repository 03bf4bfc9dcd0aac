import type { TarballFile } from '../kept-files.ts';
import { defineAgainstRule } from './against-rule.ts';

const executable = ({ mode }: TarballFile): boolean => (mode & 0o111) !== 0;

export const changedFiles = defineAgainstRule({
  codes: ['against-file-kind-changed', 'against-mode-changed'],
  title: 'A file of text stays one, and what could be run still can',
  check({ files, signedOff }, report) {
    const kinds = files.changed.filter(
      ({ before, after }) => before.size > 0 && after.size > 0 && before.isBinary !== after.isBinary,
    );
    const [kind, ...otherKinds] = kinds;
    if (kind) {
      const [from, to] = kind.before.isBinary ? (['binary', 'text'] as const) : (['text', 'binary'] as const);
      const args = { was: from, is: to, more: otherKinds.length, ...signedOff };
      report('against-file-kind-changed', args, { file: kind.after.path });
    }
    const [mode, ...otherModes] = files.changed.filter(({ before, after }) => executable(before) !== executable(after));
    if (mode) {
      const args = {
        was: mode.before.mode.toString(8),
        is: mode.after.mode.toString(8),
        more: otherModes.length,
        ...signedOff,
      };
      report('against-mode-changed', args, { file: mode.after.path });
    }
  },
});

import { pointerPart } from '../inspect/json-pointer.ts';
import { defineAgainstRule } from './against-rule.ts';

export const bins = defineAgainstRule({
  codes: ['against-bin-removed', 'against-bin-added', 'against-bin-changed'],
  title: 'The commands are those that users have',
  check({ previous, current, breaking, adding, noted }, report) {
    for (const command of Object.keys(previous.bins)) {
      if (Object.hasOwn(current.bins, command)) continue;
      report('against-bin-removed', { command, ...breaking }, { file: 'package.json', pointer: '/bin' });
    }
    for (const [command, path] of Object.entries(current.bins)) {
      const pointer = typeof current.packageJson.bin === 'string' ? '/bin' : `/bin/${pointerPart(command)}`;
      const where = { file: 'package.json', pointer };
      const before = Object.hasOwn(previous.bins, command) ? previous.bins[command] : undefined;
      if (before === undefined) report('against-bin-added', { command, path, ...adding }, where);
      else if (before !== path) report('against-bin-changed', { command, before, path, ...noted }, where);
    }
  },
});

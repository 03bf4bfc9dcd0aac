import { scriptsOf } from '../inspect/install-scripts.ts';
import { defineAgainstRule } from './against-rule.ts';

export const newInstallScripts = defineAgainstRule({
  codes: ['against-install-script-added', 'against-install-script-changed'],
  title: 'Nothing new runs on every machine that installs the package',
  check({ previous, current, signedOff }, report, { policy }) {
    const allowed = policy.contents?.installScripts ?? [];
    const before = new Map(scriptsOf(previous).map(({ name, command }) => [name, command]));
    for (const { name, command, pointer } of scriptsOf(current)) {
      const was = before.get(name);
      if (was === command) continue;
      const where = { file: 'package.json', pointer };
      if (was !== undefined) report('against-install-script-changed', { name, was, is: command, ...signedOff }, where);
      else if (!allowed.includes(name)) report('against-install-script-added', { name, command, ...signedOff }, where);
    }
  },
});

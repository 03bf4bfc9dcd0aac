import { compare } from 'semver';
import { defineAgainstRule } from './against-rule.ts';

export const otherPackage = defineAgainstRule({
  codes: ['against-other-package', 'against-not-newer'],
  title: 'What it is compared with is an earlier version of the same package',
  check({ previous, current, noted }, report) {
    const { name, version } = current.packageJson;
    const before = previous.packageJson;
    if (before.name !== name) {
      report(
        'against-other-package',
        { expected: name, found: before.name },
        { file: 'package.json', pointer: '/name' },
      );
    }
    if (compare(version, before.version) > 0) return;
    const same = compare(version, before.version) === 0;
    report(
      'against-not-newer',
      { from: noted.from, to: noted.to, same },
      { file: 'package.json', pointer: '/version' },
    );
  },
});

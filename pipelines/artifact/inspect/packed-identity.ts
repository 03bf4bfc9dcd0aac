import { defineRule } from './rule.ts';

/** Scripts that run while packing can rewrite package.json, and a registry does not look inside the tarball. */
export const packedIdentity = defineRule({
  codes: ['packed-name-differs', 'packed-version-differs'],
  title: 'The packed package.json has the name and version of the subject',
  check({ packageJson, subject }, report) {
    if (!subject || subject.kind === 'tarball') return;
    const expected = subject.kind === 'directory' ? subject.manifest : subject;
    const from = subject.spec;
    if (packageJson.name !== expected.name) {
      const args = { from, expected: expected.name, found: packageJson.name };
      report('packed-name-differs', args, { file: 'package.json', pointer: '/name' });
    }
    if (packageJson.version !== expected.version) {
      const args = { from, expected: expected.version, found: packageJson.version };
      report('packed-version-differs', args, { file: 'package.json', pointer: '/version' });
    }
  },
});

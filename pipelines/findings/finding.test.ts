import { expect, test } from 'vitest';
import { check } from '../../smoke/schema/validate.ts';
import { describeFinding, finding, formatFinding } from './finding.ts';

test('a finding has its severity and words from its code, and is as its schema says', () => {
  const found = finding('subject-not-found', { subject: './x.tgz' });
  expect(found).toEqual({
    code: 'subject-not-found',
    severity: 'error',
    where: {},
    args: { subject: './x.tgz' },
    message: 'subject ./x.tgz: no such file or directory',
    remediation: 'Give a package directory, a tarball (./x.tgz) or a published name@version.',
  });
  expect(check('finding', found)).toEqual({ ok: true, value: found });
});

test('foreign text in a finding stays on its line and acts on no terminal', () => {
  const found = finding('subject-not-found', { subject: 'a\r\nPASS\u001b[2J\u0007\u009b31mb' });
  expect(found.message).toBe('subject a PASS [2J 31mb: no such file or directory');
  expect(found.args.subject).toBe('a\r\nPASS\u001b[2J\u0007\u009b31mb');
});

test.each([
  [{}, ''],
  [{ file: 'package.json' }, 'package.json: '],
  [{ file: 'package.json', line: 3 }, 'package.json:3: '],
  [{ file: 'policy.json', pointer: '/npm/tag' }, 'policy.json#/npm/tag: '],
  [{ file: 'policy.json', pointer: '/npm/tag', smoke: 'prune > refuses' }, 'prune > refuses: '],
])('is told in one line with its place %o and its next step', (where, place) => {
  const found = finding('subject-not-found', { subject: 'x' }, where);
  expect(describeFinding(found)).toBe(`subject-not-found: ${place}subject x: no such file or directory`);
  expect(formatFinding(found)).toBe(`error ${describeFinding(found)} Next: ${found.remediation}`);
});

import { expect, test } from 'vitest';
import type { Finding } from '../../schemas/types.ts';
import { likenessInAnyCell, likenessOf } from './alike.ts';

const found = (message: string, where: Finding['where'] = {}): Finding => ({
  code: 'x',
  severity: 'error',
  where,
  args: {},
  message,
  remediation: 'Mend it.',
});
const same = (a: Finding, b: Finding): boolean => likenessOf(a) === likenessOf(b);

test.each([
  ['a port', 'GET http://127.0.0.1:4873/x: no answer', 'GET http://127.0.0.1:39021/x: no answer'],
  ['a port of a name, and one in words', 'localhost:1 on port 2', 'localhost:3 on port 4'],
  [
    'the workspace of a run, wherever that is',
    'cannot read "/tmp/shakedown-0/20261120-195223-zpp4/box/stop-Z05fe4/x"',
    'cannot read "/home/runner/_temp/shakedown-1001/20261120-195301-k7m2/box/stop-a_12cd/x"',
  ],
  ['a temporary directory', 'in /tmp/npm-Ab12/x: no', 'in /private/var/folders/q1/z_9/T/npm-x/x: no'],
  ['the name of a run', 'run 20261120-195223-zpp4 ended', 'run 20261120-195301-k7m2 ended'],
])('findings that differ in %s alone are the same', (_, one, other) => {
  expect(same(found(one), found(other))).toBe(true);
  expect(same(found('', { file: one }), found('', { file: other }))).toBe(true);
});

test.each([
  ['a host', 'GET http://127.0.0.1:1/x', 'GET http://10.0.0.1:1/x'],
  ['a file in the directory', 'in /tmp/a/x', 'in /tmp/a/y'],
  ['a path that is not temporary', 'in /opt/a/x', 'in /opt/b/x'],
  ['a number that is no port', 'exit 1', 'exit 2'],
  ['a version', 'x 1.2.3', 'x 1.2.4'],
])('findings that differ in %s are two', (_, one, other) => {
  expect(same(found(one), found(other))).toBe(false);
});

test('the place counts; the cell does only where it is asked for', () => {
  const [one, other] = [found('x', { stage: 'install', cell: 'a' }), found('x', { cell: 'b', stage: 'install' })];
  expect(same(one, other)).toBe(false);
  expect(likenessInAnyCell(one)).toBe(likenessInAnyCell(other));
  expect(likenessInAnyCell(one)).not.toBe(likenessInAnyCell({ ...other, severity: 'warning' }));
  expect(likenessInAnyCell(one)).not.toBe(likenessInAnyCell({ ...other, remediation: 'Leave it.' }));
  expect(same(one, { ...one, where: { cell: 'a', stage: 'install' } })).toBe(true);
});

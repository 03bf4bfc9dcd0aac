import { expect, test } from 'vitest';
import { findContract } from '../contract.ts';
import type { CommandEnd } from '../process/command-result.ts';
import { madeResult } from '../process/made-result.ts';
import { matchersFor } from './matchers.ts';

expect.extend(matchersFor(findContract('ktx-runtime@1').contract));

const ended = (end: CommandEnd, stdout = '', stderr = '') => madeResult(end, { stdout, stderr });

const exited = (code: number): CommandEnd => ({ kind: 'exited', code });
const others: CommandEnd[] = [
  { kind: 'signaled', signal: 'SIGKILL' },
  { kind: 'timedOut', timeoutMs: 1000 },
  { kind: 'spawnFailed', error: { code: 'ENOENT', message: 'no such file' } },
];

function messageOf(assert: () => void): string {
  try {
    assert();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing was thrown';
}

test('a command succeeds with exit 0 and nothing on stderr', () => {
  expect(ended(exited(0), 'out')).toSucceed();
  expect(messageOf(() => expect(ended(exited(0), '', 'a warning\n')).toSucceed())).toMatch(
    /^expected nothing on stderr, found "a warning\\n"$/m,
  );
});

test('a command is killed by that signal, and an exit is no such end', () => {
  expect(ended({ kind: 'signaled', signal: 'SIGKILL' }, 'half a line')).toBeKilledBy('SIGKILL');
  expect(messageOf(() => expect(ended({ kind: 'signaled', signal: 'SIGTERM' })).toBeKilledBy('SIGKILL'))).toMatch(
    /^expected killed by SIGKILL, found killed by SIGTERM$/m,
  );
  expect(messageOf(() => expect(ended(exited(137))).toBeKilledBy('SIGKILL'))).toContain('found exit 137');
});

test('a command refuses with exit 1, nothing on stdout and the one line', () => {
  expect(ended(exited(1), '', 'no\n')).toRefuse({ stderr: 'no' });
  for (const wrong of [
    ended(exited(2), '', 'no\n'),
    ended(exited(0), '', 'no\n'),
    ended(exited(1), 'out', 'no\n'),
    ended(exited(1), '', 'no'),
    ended(exited(1), '', 'no\nand more\n'),
    ended(exited(1), '', 'well, no\n'),
    ended(exited(1), '', ''),
  ]) {
    expect(messageOf(() => expect(wrong).toRefuse({ stderr: 'no' }))).toMatch(/^expected /);
  }
});

test.each(others)('a command that ended otherwise ($kind) has no exit code', (end) => {
  for (const code of [0, 1]) {
    expect(messageOf(() => expect(ended(end)).toExit(code))).toMatch(`expected exit ${code}, found `);
  }
  expect(messageOf(() => expect(ended(end)).toSucceed())).toMatch('expected exit 0, found ');
  expect(messageOf(() => expect(ended(end, '', 'no\n')).toRefuse({ stderr: 'no' }))).toMatch('expected exit 1, found ');
});

test('a failure has all that the reader needs, in this order', () => {
  const result = ended({ kind: 'timedOut', timeoutMs: 1000 }, 'out\n', 'err\n');
  expect(messageOf(() => expect(result).toRefuse({ stderr: 'no' })).split('\n')).toEqual([
    'expected exit 1, found timed out after 1000 ms',
    'expected nothing on stdout, found "out\\n"',
    'expected "no\\n" on stderr, found "err\\n"',
    'command: /p/ktx runtime prune',
    'ended: timed out after 1000 ms after 12 ms',
    'stdout: out',
    '',
    'stderr: err',
    '',
  ]);
});

test('a long output is cut, and the rest counted', () => {
  const message = messageOf(() => expect(ended(exited(1), 'x'.repeat(5000))).toSucceed());
  expect(message).toContain('... (3000 characters more in the evidence)');
  expect(message.length).toBeLessThan(4000);
});

test('an output matches the contract, or every difference is shown with the schema and the value, the cause in the first line', () => {
  expect({ status: 'healthy', version: '0.1.0', uptime: 3 }).toMatchContract('health');
  expect(messageOf(() => expect({ status: 'ill' }).toMatchContract('health')).split('\n')).toEqual([
    'health of ktx-runtime@1 is not matched: /status: expected "healthy", found "ill"',
    '  /version: expected a value, found nothing',
    'schema: schemas/ktx/health.schema.json',
    'found: {',
    '  "status": "ill"',
    '}',
  ]);
});

test('no more than ten differences are shown, and the rest counted', () => {
  expect(
    messageOf(() => expect({ kind: 'missing', detail: 'x', layout: {} }).toMatchContract('runtime-status')),
  ).toMatch(/\n {2}and 3 more\n/);
});

test('an output that the contract does not know is a mistake in the smoke', () => {
  expect(() => expect({}).toMatchContract('helth')).toThrow(
    /^contract ktx-runtime@1: expected the name of one of its outputs \(.*health.*\), found helth$/,
  );
});

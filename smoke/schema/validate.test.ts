import { describe, expect, test } from 'vitest';
import { check, describeProblem, isSchemaName, parseAs, SchemaError, type SchemaName } from './validate.ts';

const state = {
  schemaVersion: 1,
  pid: 4321,
  host: '127.0.0.1',
  port: 8080,
  version: '0.1.0',
  features: ['core'],
  startedAt: '2026-01-02T03:04:05.678Z',
  stdoutLog: '/r/out',
  stderrLog: '/r/err',
};

function problemsOf(changes: Record<string, unknown>): string[] {
  const checked = check('ktx/daemon-state', { ...state, ...changes });
  return checked.ok ? [] : checked.problems.map(describeProblem);
}

test('a document as its schema says is accepted', () => {
  expect(problemsOf({})).toEqual([]);
});

test.each<[string, Record<string, unknown>, string]>([
  ['a missing value', { pid: undefined }, '/pid: expected a value, found nothing'],
  ['another type', { pid: '1' }, '/pid: expected integer, found "1"'],
  ['another constant', { host: '0.0.0.0' }, '/host: expected "127.0.0.1", found "0.0.0.0"'],
  ['a number too small', { port: 0 }, '/port: expected >= 1, found 0'],
  ['a number too large', { port: 70000 }, '/port: expected <= 65535, found 70000'],
  ['a text of another form', { startedAt: 'now' }, '/startedAt: expected a date-time, found "now"'],
  ['a pattern', { stdoutLog: 'out' }, '/stdoutLog: expected a string like /^(/|[A-Za-z]:[\\\\/])/, found "out"'],
  ['one of a set', { features: ['core', 'x'] }, '/features/1: expected one of "core", "local-embeddings", found "x"'],
])('%s is told with its place, what was expected and what was found', (_what, changes, told) => {
  expect(problemsOf(changes)).toEqual([told]);
});

test('every difference is told, not the first', () => {
  expect(problemsOf({ pid: 'x', port: 'y' })).toHaveLength(2);
});

test('what only one of two forms may have is told without a word about the schema', () => {
  const checked = check('ktx/stop-text', { headline: 'KTX Python daemon already stopped', pid: 12, unexpected: ['x'] });
  expect(checked.ok ? [] : checked.problems.map(describeProblem)).toEqual([
    '/pid: expected no value here, found 12',
    '/unexpected: expected no items, found ["x"]',
  ]);
});

describe('what the other differences come from is told first', () => {
  const told = (name: SchemaName, value: unknown): string[] => {
    const checked = check(name, value);
    return checked.ok ? [] : checked.problems.map(describeProblem);
  };

  test('a headline that decides what else has to be there', () => {
    const text = { headline: 'Halted', pid: 12, state: '/r/daemon.json', unexpected: ['more'] };
    expect(told('ktx/stop-text', text)).toEqual([
      '/headline: expected one of "Stopped KTX Python daemon", "KTX Python daemon already stopped", found "Halted"',
      '/pid: expected no value here, found 12',
      '/state: expected no value here, found "/r/daemon.json"',
      '/unexpected: expected no items, found ["more"]',
    ]);
  });

  test('another value before one of a wrong form, then what is missing, then what is too much', () => {
    const text = {
      headline: 'Started KTX Python daemon',
      url: 'http://127.0.0.1:0',
      pid: '12',
      version: '0.1.0',
      features: ['core', 'x'],
      stdout: '/r/out',
      stderr: '/r/err',
      process: 12,
      unexpected: [],
    };
    expect(told('ktx/start-text', text)).toEqual([
      '/pid: expected integer, found "12"',
      '/features/1: expected one of "core", "local-embeddings", found "x"',
      '/url: expected a string like /^http://127\\.0\\.0\\.1:[1-9][0-9]{0,4}$/, found "http://127.0.0.1:0"',
      '/state: expected a value, found nothing',
      '/process: expected no such property, found 12',
    ]);
  });

  test('that a list lacks something, before its items, of which each is not that', () => {
    expect(problemsOf({ features: ['local-embeddings'] })).toEqual([
      '/features: expected to contain at least 1 valid item(s), found ["local-embeddings"]',
      '/features/0: expected "core", found "local-embeddings"',
    ]);
  });

  test('the kind of a document that can be of several', () => {
    expect(told('scan-result', { scanner: 'other', problems: [] })).toEqual([
      '/scanner: expected a kind that its schema has, found "other"',
    ]);
  });
});

test('what has no words of its own has those of the validator, after "expected"', () => {
  expect(problemsOf({ version: '' })).toEqual(['/version: expected not to have fewer than 1 characters, found ""']);
});

test('a list that is too short says how long it has to be', () => {
  const checked = check('ktx/doctor-text', { headline: 'KTX Python runtime doctor', checks: [], unexpected: [] });
  expect(checked.ok ? [] : checked.problems.map(describeProblem)).toEqual(['/checks: expected >= 3 items, found []']);
});

test('a long value is cut', () => {
  expect(problemsOf({ host: 'x'.repeat(500) })[0]).toMatch(/found "x{116}\.\.\.$/);
});

test('parsing a bad document throws with the document, its schema and every difference', () => {
  const parse = (): unknown => parseAs('ktx/daemon-state', { ...state, pid: 'x' }, '/r/daemon.json');
  expect(parse).toThrow(SchemaError);
  expect(parse).toThrow('/r/daemon.json is not a valid ktx/daemon-state: /pid: expected integer, found "x"');
});

test('a name is a schema only if there is one', () => {
  const names = ['ktx/daemon-state', 'ktx/daemon', '../schemas/status', 'ktx/../status', '/status', ''];
  expect(names.filter(isSchemaName)).toEqual(['ktx/daemon-state']);
});

import { expect, test } from 'vitest';
import { parseJson } from './parse-json.ts';
import { check } from './validate.ts';

test.each([
  ['{"a": [1, null]}', { a: [1, null] }],
  [' "text"\n', 'text'],
  ['null', null],
])('%s is a document', (text, document) => {
  expect(parseJson(text)).toEqual(document);
});

test.each(['', '{', '{"a": 1} {"b": 2}', '\ufeff{}', 'undefined'])('%j is none, and no schema takes that', (text) => {
  expect(parseJson(text)).toBeUndefined();
  expect(check('package-manifest', parseJson(text))).toMatchObject({ ok: false });
});

test('an error that is not of the text is thrown on', () => {
  const text = {
    toString() {
      throw new RangeError('too long');
    },
  };
  expect(() => parseJson(Object(text))).toThrow(RangeError);
});

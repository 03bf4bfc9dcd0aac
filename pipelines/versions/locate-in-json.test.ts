import { expect, test } from 'vitest';
import { locateInJson, valueIn } from './locate-in-json.ts';

const documents = [
  '{"version": "1.2.3"}',
  '\ufeff  {\r\n\t"a/b": [ {"~x": "1"}, [1, 2, {"": "\\"}"} ], true, null,-1.5e3 ],\n "version"  :"1.2.3"\n}\n',
  '{"packages":{"":{"version":"2.0.0","nested":{"version":"3.0.0"}},"node_modules/version":{"version":"4"}},"version":"1"}',
  '{"version":"first","version":"last","vers\\u0069on":"really last"}',
  '[]',
  '{}',
  '"text"',
  ' 12 ',
];
const pointers = [
  '',
  '/version',
  '/a~1b/0/~0x',
  '/a~1b/1/2/',
  '/a~1b/4',
  '/a~1b/1',
  '/packages//version',
  '/packages/node_modules~1version/version',
  '/packages//nested/version',
  '/missing',
  '/version/0',
  '/a~1b/9',
  '/constructor',
];

test('the text at a pointer is the text of the value at that pointer, wherever it is', () => {
  let found = 0;
  for (const text of documents) {
    const document: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    for (const pointer of pointers) {
      const span = locateInJson(text, pointer);
      const value = valueIn(document, pointer);
      expect(span && JSON.parse(text.slice(span.start, span.end))).toEqual(value);
      if (span) found += 1;
    }
  }
  expect(found).toBeGreaterThan(15);
});

test('a document that is nested deeply is no danger', () => {
  const depth = 100_000;
  const text = `{"x":${'['.repeat(depth)}${']'.repeat(depth)},"version":"1"}`;
  const span = locateInJson(text, '/version');
  expect(span && text.slice(span.start, span.end)).toBe('"1"');
});

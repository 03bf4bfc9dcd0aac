import { expect, test } from 'vitest';
import { findContract } from '../contract.ts';
import { matchersFor } from '../schema/matchers.ts';
import { readDocument, readText } from './outputs.ts';

expect.extend(matchersFor(findContract('ktx-runtime@1').contract));

test('a text is parsed and held against the contract', () => {
  expect(readText(expect, 'version-text', '@kaelio/ktx 0.1.0\n')).toMatchObject({ version: '0.1.0' });
  expect(() => readText(expect, 'version-text', 'starting up\n@kaelio/ktx 0.1.0\n')).toThrow(
    /unexpected: expected no items, found \["starting up","@kaelio\/ktx 0.1.0"\]/,
  );
});

test('a document is parsed and held against the contract', () => {
  expect(readDocument(expect, 'health', '{"status":"healthy","version":"0.1.0"}\n').version).toBe('0.1.0');
  expect(() => readDocument(expect, 'health', '{"status":"ill","version":"0.1.0"}')).toThrow(
    '/status: expected "healthy", found "ill"',
  );
});

test('what stands beside a document is shown', () => {
  expect(() => readDocument(expect, 'health', 'loading\n{"status":"healthy","version":"0.1.0"}\n')).toThrow(
    'health: expected one JSON document and nothing else, found:\nloading\n{"status":"healthy"',
  );
});

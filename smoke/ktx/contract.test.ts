import { describe, expect, test } from 'vitest';
import { findContract } from '../contract.ts';
import { check, type SchemaName } from '../schema/validate.ts';
import { commandOf, commandWords, ktxContract, textOf } from './contract.ts';

const contract = ktxContract(findContract('ktx-runtime@1').document);

test('the texts are those that the package prints', () => {
  expect(textOf(contract, 'uvMissing')).toBe(
    'uv is required to install the KTX Python runtime. KTX does not download uv automatically. Install uv, make sure it is on PATH, and retry: ktx runtime install --yes',
  );
  expect(textOf(contract, 'pruneRefused')).toBe(
    'Refusing to prune without --yes. Preview with: ktx runtime prune --dry-run',
  );
  expect(textOf(contract, 'pruneNothing', { root: '/r' })).toBe('No stale KTX Python runtimes found under /r');
});

test('a placeholder without a value is a mistake in the smoke', () => {
  expect(() => textOf(contract, 'pruneNothing')).toThrow('text pruneNothing of ktx-runtime@1: no value for {root}');
});

test('a whole command has its directory where the placeholder is', () => {
  expect(commandOf(contract, 'prepareDemo', { project: '/p' })).toEqual([
    'setup',
    'demo',
    '--project-dir',
    '/p',
    '--no-input',
    '--plain',
  ]);
});

test('a later contract with another prefix says the same with other words', () => {
  const later = ktxContract(findContract('ktx-admin-runtime@1').document);
  expect(() => textOf(later, 'pruneRefused')).toThrow('ktx-admin-runtime@1 has no text pruneRefused');
  expect(commandWords(later)).toBe('ktx admin runtime');
  expect(textOf(later, 'runtimeRequired')).toBe(
    'KTX Python runtime is required for this command. Run: ktx admin runtime install --yes',
  );
});

test('a contract without a text that the smokes rely on is refused', () => {
  const { uvMissing: _, ...texts } = contract.texts;
  expect(() => ktxContract({ ...contract, texts })).toThrow('/texts/uvMissing: expected a value, found nothing');
});

describe('the headlines are those that the schemas accept', () => {
  const headlines: [SchemaName, (keyof typeof contract.texts)[]][] = [
    ['ktx/install-text', ['installed', 'installedAlready']],
    ['ktx/start-text', ['started', 'startedAlready']],
    ['ktx/stop-text', ['stopped', 'stoppedAlready']],
    ['ktx/prune-text', ['pruneStale', 'pruneRemoved']],
  ];
  test.each(headlines)('%s', (schema, texts) => {
    for (const name of texts) {
      const checked = check(schema, { headline: contract.texts[name] });
      const pointers = checked.ok ? [] : checked.problems.map(({ pointer }) => pointer);
      expect(pointers).not.toContain('/headline');
    }
  });
});

import { expect, test } from 'vitest';
import { findContract, listContracts } from './contract.ts';
import { isSchemaName } from './schema/validate.ts';
import { smokeFiles } from './smoke-files.ts';

test('a contract is found by its name', () => {
  expect(findContract('ktx-runtime@1').contract.name).toBe('ktx-runtime@1');
});

test('a name that there is not is told with those that there are', () => {
  expect(() => findContract('ktx-runtime@9')).toThrow(/^contract ktx-runtime@9: expected one of .*ktx-runtime@1/);
});

test.each(listContracts())('$contract.name has smokes in each suite, and schemas for all it names', ({ contract }) => {
  const stems = smokeFiles(contract.suites).map(({ stem }) => stem);
  expect(stems, 'no two smokes may have one name').toEqual([...new Set(stems)]);
  expect(Object.values(contract.schemas).filter((name) => !isSchemaName(name))).toEqual([]);
});

test('a suite without smokes is a mistake', () => {
  expect(() => smokeFiles([{ name: 'none', folder: 'process' }])).toThrow(/smoke\/process holds no file \*\.smoke\.ts/);
});

test('no two contracts claim the same version of a policy', () => {
  const claimed = listContracts().flatMap(({ contract }) => contract.selectedByPolicyVersions);
  expect(claimed).toEqual([...new Set(claimed)]);
});

import { expect, test } from 'vitest';
import { findContract, listContracts } from './contract.ts';
import { isSchemaName } from './schema/validate.ts';
import { smokeFiles } from './smoke-files.ts';

test('a contract is found by its name, with the folder of its smokes', () => {
  const { contract, folder } = findContract('ktx-runtime@1');
  expect([contract.name, folder]).toEqual(['ktx-runtime@1', 'ktx']);
});

test('a name that there is not is told with those that there are', () => {
  expect(() => findContract('ktx-runtime@9')).toThrow(/^contract ktx-runtime@9: expected one of .*ktx-runtime@1/);
});

test.each(listContracts())('$contract.name has smokes, and schemas for all it names', ({ contract, folder }) => {
  expect(smokeFiles(`${import.meta.dirname}/${folder}`).length).toBeGreaterThan(0);
  expect(Object.values(contract.schemas).filter((name) => !isSchemaName(name))).toEqual([]);
});

test('no two contracts claim the same version of a policy', () => {
  const claimed = listContracts().flatMap(({ contract }) => contract.selectedByPolicyVersions);
  expect(claimed).toEqual([...new Set(claimed)]);
});

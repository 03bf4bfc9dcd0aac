import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAs } from '../../smoke/schema/validate.ts';
import { packageRoot } from '../version.ts';
import { contractOf } from './contract-of.ts';
import type { LoadedPolicy } from './load-policy.ts';

const ours = parseAs(
  'release-policy',
  JSON.parse(readFileSync(join(packageRoot, 'release-policy.json'), 'utf8')),
  'release-policy.json',
);

function policy(schemaVersion: 1 | 2, contract?: string): LoadedPolicy {
  const { contract: _, ...rest } = ours;
  const named = contract === undefined ? {} : { contract };
  return { file: 'release-policy.json', sha256: '0', policy: { ...rest, schemaVersion, ...named } };
}

test("KTX's own policy names no contract, and has the one that claims its version", () => {
  expect(contractOf(policy(1))).toMatchObject({ contract: { name: 'ktx-runtime@1' } });
});

test('a policy has the contract that it names', () => {
  expect(contractOf(policy(2, 'ktx-runtime@1'))).toMatchObject({ contract: { name: 'ktx-runtime@1' } });
});

test('a contract that there is not is bad input, with its place and those that there are', () => {
  expect(() => contractOf(policy(2, 'ktx-runtime@99'))).toThrow(
    expect.objectContaining({
      name: 'InputError',
      findings: [
        expect.objectContaining({
          code: 'contract-unknown',
          where: { file: 'release-policy.json', pointer: '/contract' },
          args: expect.objectContaining({
            contract: 'ktx-runtime@99',
            known: expect.stringContaining('ktx-runtime@1'),
          }),
        }),
      ],
    }),
  );
});

test('a policy that names none, of a version that none claims, is bad input', () => {
  expect(() => contractOf(policy(2))).toThrow(/found "none for version 2"/);
});

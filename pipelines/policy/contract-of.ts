/** The contract that a policy holds its package to. */
import { type FoundContract, listContracts } from '../../smoke/contract.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import type { LoadedPolicy } from './load-policy.ts';

/** @throws InputError when the policy names a contract that there is not, or names none and none claims its version */
export function contractOf({ file, policy }: LoadedPolicy): FoundContract {
  const contracts = listContracts();
  const found = contracts.find(({ contract }) =>
    policy.contract === undefined
      ? contract.selectedByPolicyVersions?.includes(policy.schemaVersion)
      : contract.name === policy.contract,
  );
  if (found) return found;
  const args = {
    file,
    contract: policy.contract ?? `none for version ${policy.schemaVersion}`,
    known: contracts.map(({ contract }) => contract.name).join(', '),
  };
  throw new InputError(finding('contract-unknown', args, { file, pointer: '/contract' }));
}

/** What the smokes of the KTX runtime import: `smoke` with the installed `ktx` and a runtime root of its own. */
import { join } from 'node:path';
import type { KtxCapabilities } from '../../schemas/types.ts';
import { smoke as base, expectOf, foundContract } from '../smoke.ts';
import { ktxContract } from './contract.ts';
import { Ktx } from './ktx.ts';

export type Need = keyof KtxCapabilities | 'uv' | 'python';

const contract = ktxContract(foundContract.document);

export const smoke = base.extend<{ ktx: Ktx }>({
  ktx: async ({ rig, task }, use) =>
    use(new Ktx({ rig, contract, expect: expectOf(task.context), root: join(rig.sandbox.dir, 'runtime') })),
});

/** `smoke` for what is not to be run without these: capabilities of the contract, `uv`, `python`. */
export function smokeThatNeeds(...needs: [Need, ...Need[]]): typeof smoke {
  return smoke.extend<{ needs: readonly string[] }>({ needs });
}

/** What the hardening smokes import: `smoke` with the means of a careful stranger. */
import { OwnDisk } from '../../sandbox/own-disk.ts';
import { expectOf } from '../../smoke.ts';
import { smoke as base, type Need } from '../smoke.ts';
import { MeddlingUv } from './meddling-uv.ts';
import { WorkingRuntime } from './working-runtime.ts';

interface HardeningFixtures {
  /** A runtime that works already. */
  runtime: WorkingRuntime;
  /** A disk of its own in the place of the root; commands see it with `ktx.with(disk)`. */
  disk: OwnDisk;
  /** For the front of PATH. */
  uv: MeddlingUv;
}

const smoke = base.extend<HardeningFixtures>({
  runtime: async ({ ktx, sandbox, task }, use) =>
    use(await WorkingRuntime.install(ktx, sandbox, expectOf(task.context))),
  disk: async ({ rig, ktx, skip }, use) => {
    const mounted = await OwnDisk.mount(rig, ktx.root);
    if ('missing' in mounted) skip(mounted.missing);
    else await use(mounted.disk);
  },
  uv: async ({ context, sandbox }, use) => use(new MeddlingUv(sandbox, context.tools)),
});

/** `smoke` for what is not to be run without these: capabilities of the contract, `uv`, `python`. */
export function smokeThatNeeds(...needs: [Need, ...Need[]]): typeof smoke {
  return smoke.extend<{ needs: readonly string[] }>({ needs });
}

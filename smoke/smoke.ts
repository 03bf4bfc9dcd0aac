/**
 * What smoke files import (through the module of their contract's folder): `smoke` is Vitest's `test` with a sandbox,
 * the installed command, and a record of what happened.
 */
import { type ExpectStatic, expect as globalExpect, inject, type TestContext, test } from 'vitest';
import type { Contract, SmokeContext } from '../schemas/types.ts';
import { smokeContext } from './context.ts';
import { type FoundContract, findContract } from './contract.ts';
import { unmetNeed } from './needs.ts';
import type { SmokeRecorder } from './record/smoke-recorder.ts';
import { Rig } from './rig.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import { matchersFor } from './schema/matchers.ts';

export interface SmokeFixtures {
  context: SmokeContext;
  contract: Contract;
  /** Capabilities of the contract, `uv` or `python`: a smoke that lacks one is not run. */
  needs: readonly string[];
  /** Internal: what the fixtures below share. */
  rig: Rig;
  sandbox: Sandbox;
  /** Runs the package's command as it is installed in the project. */
  cli: Rig['cli'];
  /** Runs another program in the sandbox. */
  command: Rig['command'];
  /** Runs a part of the smoke under a title. */
  step: SmokeRecorder['step'];
}

/** The contract that the pipeline selected. */
export const foundContract: FoundContract = findContract(inject('shakedownContract'));

globalExpect.extend(matchersFor(foundContract.contract));

export const smoke = test.extend<SmokeFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest insists on a destructured first argument
  context: async ({}, use) => use(smokeContext()),
  contract: foundContract.contract,
  needs: [],
  rig: [
    async ({ context, needs, task, signal, skip }, use) => {
      const unmet = unmetNeed(needs, foundContract.contract, context);
      if (unmet) {
        task.meta.shakedown = unmet.notApplicable ? { notApplicable: true } : {};
        skip(unmet.reason);
      }
      const expect = expectOf(task.context);
      const rig = await Rig.open({
        context,
        bin: foundContract.contract.bin,
        name: task.fullTestName,
        signal,
        assertions: () => expect.getState().assertionCalls,
        trackingId: process.env.RUNNER_TRACKING_ID,
      });
      await use(rig);
      const { record, problems } = await rig.close(outcomeOf(task.result?.state));
      task.meta.shakedown = { record };
      if (problems.length > 0) throw new AggregateError(problems.map((problem) => new Error(problem)));
    },
    { auto: true },
  ],
  sandbox: async ({ rig }, use) => use(rig.sandbox),
  cli: async ({ rig }, use) => use(rig.cli),
  command: async ({ rig }, use) => use(rig.command),
  step: async ({ rig }, use) => use(rig.recorder.step),
});

/** A fixture cannot name `expect` among its own fixtures; the test's context has it. */
export function expectOf(testContext: TestContext): ExpectStatic {
  return testContext.expect;
}

function outcomeOf(state: string | undefined): 'passed' | 'failed' | 'skipped' {
  if (state === 'pass') return 'passed';
  return state === 'skip' ? 'skipped' : 'failed';
}

import type { CommandResult } from '../../process/command-result.ts';
import { StartBarrier } from '../../process/preload.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Ktx } from '../ktx.ts';

/** Runs a runtime command twice side by side: both processes are there before either begins. */
export async function twiceAtOnce(
  ktx: Ktx,
  sandbox: Sandbox,
  ...args: readonly string[]
): Promise<[CommandResult, CommandResult]> {
  const barrier = new StartBarrier(sandbox.dir);
  const held = ktx.with({ env: barrier.env });
  const [first, second] = [held.begin(...args), held.begin(...args)];
  await barrier.open(2);
  return await Promise.all([first.end(), second.end()]);
}

import type { CommandResult } from '../../process/command-result.ts';
import { StartBarrier } from '../../process/preload.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Ktx } from '../ktx.ts';

/** Runs two runtime commands side by side: both programs are loaded before either begins. */
export async function atOnce(
  ktx: Ktx,
  sandbox: Sandbox,
  one: readonly string[],
  other: readonly string[] = one,
): Promise<[CommandResult, CommandResult]> {
  const barrier = new StartBarrier(sandbox.dir);
  const held = ktx.with({ env: barrier.env });
  const [first, second] = [held.begin(...one), held.begin(...other)];
  await barrier.open(2);
  return await Promise.all([first.end(), second.end()]);
}

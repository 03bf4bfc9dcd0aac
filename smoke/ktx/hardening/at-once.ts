import type { CommandResult } from '../../process/command-result.ts';
import { StartBarrier } from '../../process/preload.ts';
import type { BackgroundCommand } from '../../rig.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Ktx } from '../ktx.ts';

/** Runs a runtime command twice side by side: both processes are there before either begins. */
export async function twiceAtOnce(
  ktx: Ktx,
  sandbox: Sandbox,
  ...args: readonly string[]
): Promise<[CommandResult, CommandResult]> {
  const [first, second] = await begunAtOnce(ktx, sandbox, ...args);
  return await Promise.all([first.end(), second.end()]);
}

/** The same, not waited for. */
export async function begunAtOnce(
  ktx: Ktx,
  sandbox: Sandbox,
  ...args: readonly string[]
): Promise<[BackgroundCommand, BackgroundCommand]> {
  const barrier = new StartBarrier(sandbox.dir);
  const held = ktx.with({ env: barrier.env });
  const both: [BackgroundCommand, BackgroundCommand] = [held.begin(...args), held.begin(...args)];
  await barrier.open(2);
  return both;
}

import { calledAs } from '../../called-as.ts';
import type { Io } from '../../io.ts';
import { createTerminal, type Terminal } from './terminal.ts';

/** Where a run is told: in GitHub Actions with its annotations and its summary besides. */
export async function openTerminal(
  options: { json: boolean; quiet: boolean; verbose: boolean },
  io: Io,
): Promise<Terminal> {
  const talk = createTerminal({ ...options, ...io, now: Date.now, calledAs: calledAs(io) });
  if (io.env.GITHUB_ACTIONS !== 'true') return talk;
  const { inActions } = await import('../actions/actions-terminal.ts');
  return inActions(talk, io);
}

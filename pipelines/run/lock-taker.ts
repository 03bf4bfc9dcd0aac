/** For tests: tries to take the lock of each workdir that it is told, keeps it, and answers `taken` or why not. */
import { takeLock } from './lock.ts';
import { NotReady } from './store-fault.ts';

process.on('message', async (workdir: string) => {
  process.send?.(await attempt(workdir));
});
process.once('disconnect', () => process.exit(0));

async function attempt(workdir: string): Promise<string> {
  try {
    await takeLock(workdir, `taker-${process.pid}`, { now: () => new Date(), warn: () => undefined });
    return 'taken';
  } catch (error) {
    if (error instanceof NotReady) return error.findings[0]?.code ?? 'no finding';
    throw error;
  }
}

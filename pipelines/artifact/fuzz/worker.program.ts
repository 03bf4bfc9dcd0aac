/** Tries the tarballs that its parent makes, one after another, as it is told; if it hangs, it is killed by it. */
import { readFileSync } from 'node:fs';
import { tryCase } from './try-case.ts';
import type { Order, Tried } from './watch.ts';

const [root = ''] = process.argv.slice(2);
const never = new AbortController().signal;

process.on('message', async ({ asVerify }: Order) => {
  const cpu = process.cpuUsage();
  const tried: Tried = { codes: [], cpuMs: 0, peakRssMB: 0 };
  try {
    tried.codes = await tryCase(root, asVerify, never);
  } catch (error) {
    tried.error = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const { user, system } = process.cpuUsage(cpu);
  tried.cpuMs = (user + system) / 1000;
  tried.peakRssMB = peakRssMB();
  process.send?.(tried);
});
process.send?.('ready');

/** What the system says of a child counts the memory of its parent at the time of the fork; its own page does not. */
function peakRssMB(): number {
  const kilobytes =
    process.platform === 'linux' ? /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] : undefined;
  return (kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes)) / 1000;
}

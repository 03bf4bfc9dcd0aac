/** For tests of the watch: a worker that does what none may do. */
import type { Order, Tried } from './watch.ts';

const [how] = process.argv.slice(2);
let asked = 0;

process.on('message', (_: Order) => {
  asked += 1;
  if (how === 'dies') process.exit(9);
  while (how === 'hangs') asked = 1;
  process.send?.({ codes: [], cpuMs: asked, peakRssMB: 1 } satisfies Tried);
});
process.send?.('ready');

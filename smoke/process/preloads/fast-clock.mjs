// Loaded into a node program before it begins: its clocks and timers run twenty times as fast, so that what it gives
// up after 15 seconds it gives up after less than one. What it starts has the usual time.
import { createRequire, syncBuiltinESMExports } from 'node:module';

delete process.env.NODE_OPTIONS;

const FACTOR = 20;
const require = createRequire(import.meta.url);
const timers = require('node:timers');
const promises = require('node:timers/promises');

function faster(now) {
  const start = now();
  return () => start + (now() - start) * FACTOR;
}

const RealDate = Date;
const dateNow = faster(RealDate.now);
globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [dateNow()] : args));
  }
  static now = dateNow;
};
performance.now = faster(performance.now.bind(performance));
const { hrtime } = process;
const nanoseconds = hrtime.bigint();
hrtime.bigint = (
  (real) => () =>
    nanoseconds + (real() - nanoseconds) * BigInt(FACTOR)
)(hrtime.bigint);

const soon = (ms) => (typeof ms === 'number' ? ms / FACTOR : ms);
for (const name of ['setTimeout', 'setInterval']) {
  const real = timers[name];
  timers[name] = Object.assign((callback, ms, ...args) => real(callback, soon(ms), ...args), real);
  globalThis[name] = timers[name];
  const realPromise = promises[name];
  promises[name] = (ms, ...args) => realPromise(soon(ms), ...args);
}
// Node's own takes its timer from the module above in some versions, and from elsewhere in others.
AbortSignal.timeout = (ms) => {
  const controller = new AbortController();
  timers.setTimeout(() => controller.abort(new DOMException('The operation timed out', 'TimeoutError')), ms).unref();
  return controller.signal;
};
syncBuiltinESMExports();

// Loaded into a node program before it begins: its clocks and timers run twenty times as fast, so that what it gives
// up after 15 seconds it gives up after less than one. What it starts has the usual time. With a pid in
// SHAKEDOWN_FAST_WHILE the clocks go as usual again when that process has gone.
import { readFileSync } from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';

const pid = Number(process.env.SHAKEDOWN_FAST_WHILE);
delete process.env.SHAKEDOWN_FAST_WHILE;
delete process.env.NODE_OPTIONS;

const FACTOR = 20;
let factor = FACTOR;
const require = createRequire(import.meta.url);
const timers = require('node:timers');
const promises = require('node:timers/promises');

function currentFactor() {
  if (factor !== 1 && pid > 0 && hasGone()) factor = 1;
  return factor;
}

function hasGone() {
  try {
    process.kill(pid, 0);
    // One that has ended may wait for its parent to ask.
    return process.platform === 'linux' && /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    if (error.code === 'ESRCH' || error.code === 'ENOENT') return true;
    throw error;
  }
}

/** A clock that goes on from what it has shown, as fast as time goes now. */
function faster(now, inUnits = Number) {
  let [seen, shown] = [now(), now()];
  return () => {
    const real = now();
    shown += (real - seen) * inUnits(currentFactor());
    seen = real;
    return shown;
  };
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
process.hrtime.bigint = faster(process.hrtime.bigint, BigInt);

const soon = (ms) => (typeof ms === 'number' ? ms / currentFactor() : ms);
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

// Loaded into a node program before it begins: says that the program is there, and holds it until all may go.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const dir = process.env.SHAKEDOWN_BARRIER;
// What the program starts is not held.
delete process.env.SHAKEDOWN_BARRIER;
delete process.env.NODE_OPTIONS;

const deadline = Date.now() + 60_000;
const cell = new Int32Array(new SharedArrayBuffer(4));
writeFileSync(join(dir, String(process.pid)), '');
while (!existsSync(join(dir, 'go'))) {
  if (Date.now() > deadline) throw new Error(`nobody opened the barrier ${dir} within a minute`);
  Atomics.wait(cell, 0, 0, 1);
}

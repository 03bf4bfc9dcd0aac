/** Blocks this process's event loop, as a long synchronous piece of work does, until `condition` holds. */
export function blockUntil(condition: () => boolean): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  while (!condition()) Atomics.wait(cell, 0, 0, 5);
}

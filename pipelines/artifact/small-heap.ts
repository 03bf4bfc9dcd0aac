/** How much V8 takes for what has been made, and for what is no longer needed. */
import { setFlagsFromString } from 'node:v8';

let holding = 0;

/**
 * Until this is disposed, V8 does not double its young generation, and collects the old one as soon as that has grown by
 * a tenth. As long as much of what is made survives, as the entries of an archive do, the young one grows to 128 MB, of
 * which V8 gives nothing back, and the old one to twice of what is needed. V8 reads the flags whenever it thinks of
 * growing.
 */
export function keepHeapSmall(): Disposable {
  holding += 1;
  if (holding === 1) set({ youngFactor: 1, oldPercent: 10 });
  return {
    [Symbol.dispose]() {
      holding -= 1;
      if (holding === 0) set({ youngFactor: 2, oldPercent: 0 });
    },
  };
}

/** @param flags as V8 begins: 2 and 0, which stands for a percentage of its own choice */
function set({ youngFactor, oldPercent }: { youngFactor: number; oldPercent: number }): void {
  setFlagsFromString(`--semi-space-growth-factor=${youngFactor}`);
  setFlagsFromString(`--heap-growing-percent=${oldPercent}`);
}

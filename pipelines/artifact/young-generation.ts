/** How much V8 keeps for what has just been made. */
import { setFlagsFromString } from 'node:v8';

let holding = 0;

/**
 * Keeps V8 from doubling its young generation until this is disposed. It does so, up to 128 MB that it never gives back,
 * as long as much of what is made survives: the entries of an archive do. Measured with a sound package of 50,000 small
 * files, of which 50 MB are kept: 300 MB for `shakedown inspect` without this, 190 MB with it, at the same CPU time.
 * The flag is read whenever V8 thinks of growing, so it may change at any time.
 */
export function keepYoungGenerationSmall(): Disposable {
  holding += 1;
  if (holding === 1) setFlagsFromString('--semi-space-growth-factor=1');
  return {
    [Symbol.dispose]() {
      holding -= 1;
      if (holding === 0) setFlagsFromString('--semi-space-growth-factor=2');
    },
  };
}

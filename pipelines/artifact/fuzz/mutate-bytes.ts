/** Changes to bytes that know nothing of what they are. */
import type { Random } from './random.ts';

type ByteMutation = (bytes: Buffer, random: Random) => Buffer;

export const byteMutations: Readonly<Record<string, ByteMutation>> = {
  'flips bits': (bytes, random) => {
    const copy = Buffer.from(bytes);
    for (let left = 1 + random.below(8); left > 0; left -= 1) {
      const at = random.below(copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
    }
    return copy;
  },
  'replaces bytes': (bytes, random) => {
    const copy = Buffer.from(bytes);
    for (let left = 1 + random.below(8); left > 0; left -= 1) copy[random.below(copy.length)] = random.below(256);
    return copy;
  },
  'cuts the end off': (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  'takes a piece out': (bytes, random) => {
    const start = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + random.below(600))]);
  },
  'repeats a piece': (bytes, random) => {
    const start = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, start + random.below(1100)), bytes.subarray(start)]);
  },
  'puts bytes in': (bytes, random) => {
    const start = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, start), random.bytes(random.below(600)), bytes.subarray(start)]);
  },
  'puts bytes behind': (bytes, random) => Buffer.concat([bytes, random.bytes(1 + random.below(600))]),
  'puts zeros behind': (bytes, random) => Buffer.concat([bytes, Buffer.alloc(1 + random.below(20_000))]),
  'overwrites with ones': (bytes, random) => {
    const copy = Buffer.from(bytes);
    const start = random.below(copy.length);
    return copy.fill(0xff, start, Math.min(copy.length, start + 1 + random.below(64)));
  },
  'exchanges blocks': (bytes, random) => {
    const blocks = Array.from({ length: Math.ceil(bytes.length / 512) }, (_, n) =>
      bytes.subarray(n * 512, n * 512 + 512),
    );
    const [one, other] = [random.below(blocks.length), random.below(blocks.length)];
    return Buffer.concat(
      blocks.map((block, n) => (n === one ? blocks[other] : n === other ? blocks[one] : block) ?? block),
    );
  },
};

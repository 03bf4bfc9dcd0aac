/** Random numbers that are the same in every run (mulberry32), and choices made by them. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** at least 0, below 1 */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** a whole number, at least 0, below `limit` */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** @throws for an empty list */
  pick<T>(from: readonly T[]): T {
    const at = this.below(from.length);
    for (const picked of from.slice(at, at + 1)) return picked;
    throw new Error('nothing to pick from');
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }
}

/** Takes exact amounts of bytes out of a stream of chunks. */
export class ByteReader implements AsyncDisposable {
  /** bytes taken so far */
  position = 0;
  readonly #chunks: AsyncGenerator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncGenerator<Buffer>) {
    this.#chunks = chunks;
  }

  /** `count` bytes, or fewer when the stream ends before. */
  async take(count: number): Promise<Buffer> {
    if (this.#chunk.length >= count) return this.#cut(count);
    const pieces: Buffer[] = [];
    for await (const piece of this.slices(count)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  /** `count` bytes in pieces as they come, or fewer when the stream ends before. */
  async *slices(count: number): AsyncGenerator<Buffer> {
    let left = count;
    while (left > 0) {
      if (this.#chunk.length === 0) {
        const next = await this.#chunks.next();
        if (next.done) return;
        this.#chunk = next.value;
      }
      const piece = this.#cut(Math.min(left, this.#chunk.length));
      left -= piece.length;
      yield piece;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chunks.return(undefined);
  }

  #cut(count: number): Buffer {
    const piece = this.#chunk.subarray(0, count);
    this.#chunk = this.#chunk.subarray(count);
    this.position += piece.length;
    return piece;
  }
}

/** What is remembered of the files of an archive, for as little memory as it takes: there may be tens of thousands. */

export interface TarballFile {
  /** inside the package: without the directory around all entries */
  readonly path: string;
  /** bytes */
  readonly size: number;
  /** permission bits */
  readonly mode: number;
  /** 64 hex digits */
  readonly sha256: string;
  /** the first bytes, at most 256 */
  readonly head: Buffer;
}

const digestBytes = 32;
const blockBytes = 256 * 1024;

/** Hashes and first bytes lie side by side in large blocks, and are made into what they are when somebody asks. */
export class KeptFiles {
  readonly all: TarballFile[] = [];
  #block: Buffer = Buffer.alloc(0);
  #used = 0;

  /** @param digest 32 bytes */
  add(path: string, size: number, mode: number, digest: Buffer, head: Buffer): void {
    const length = digestBytes + head.length;
    if (this.#used + length > this.#block.length) {
      this.#block = Buffer.alloc(blockBytes);
      this.#used = 0;
    }
    digest.copy(this.#block, this.#used);
    head.copy(this.#block, this.#used + digestBytes);
    this.all.push(new KeptFile(path, size, mode, this.#block, this.#used, head.length));
    this.#used += length;
  }
}

class KeptFile implements TarballFile {
  readonly path: string;
  readonly size: number;
  readonly mode: number;
  readonly #block: Buffer;
  readonly #at: number;
  readonly #headLength: number;
  constructor(path: string, size: number, mode: number, block: Buffer, at: number, headLength: number) {
    this.path = path;
    this.size = size;
    this.mode = mode;
    this.#block = block;
    this.#at = at;
    this.#headLength = headLength;
  }

  get sha256(): string {
    return this.#block.toString('hex', this.#at, this.#at + digestBytes);
  }

  get head(): Buffer {
    const from = this.#at + digestBytes;
    return this.#block.subarray(from, from + this.#headLength);
  }
}

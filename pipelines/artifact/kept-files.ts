/** What is remembered of the files of an archive, for as little memory as it takes: there may be tens of thousands. */

const digestBytes = 32;
const blockBytes = 256 * 1024;
/** `#!`, and what a PEM file begins with behind any space. */
const toldByHead = /^(#!|\s*-----BEGIN )/;
const shownCharacters = 40;

/** Hashes and first bytes lie side by side in large blocks, and are made into what they are when somebody asks. */
export class KeptFiles {
  readonly all: TarballFile[] = [];
  #block: Buffer = Buffer.alloc(0);
  #used = 0;

  /**
   * @param digest 32 bytes
   * @param first the first bytes, at most 256
   */
  add(path: string, size: number, mode: number, digest: Buffer, first: Buffer): void {
    const head = first.subarray(0, keptOf(path, first));
    const length = digestBytes + head.length;
    if (this.#used + length > this.#block.length) {
      this.#block = Buffer.alloc(blockBytes);
      this.#used = 0;
    }
    digest.copy(this.#block, this.#used);
    head.copy(this.#block, this.#used + digestBytes);
    const kept = { block: this.#block, at: this.#used, headLength: head.length };
    this.all.push(new KeptFile(path, size, mode, first.includes(0), kept));
    this.#used += length;
  }
}

/** How many of the first bytes of a file are kept: all, or those of the characters that are shown of it. */
function keptOf(path: string, first: Buffer): number {
  if (path.endsWith('package.json') || toldByHead.test(first.toString('latin1'))) return first.length;
  let characters = 0;
  for (let at = 0; at < first.length; at += 1) {
    // So begin the second byte of a character and those after it.
    if (((first[at] ?? 0) & 0xc0) === 0x80) continue;
    if (characters === shownCharacters) return at;
    characters += 1;
  }
  return first.length;
}

class KeptFile {
  /** inside the package: without the directory around all entries */
  readonly path: string;
  /** bytes */
  readonly size: number;
  /** permission bits */
  readonly mode: number;
  /** a NUL among the first 256 bytes, as git tells it */
  readonly isBinary: boolean;
  readonly #block: Buffer;
  readonly #at: number;
  readonly #headLength: number;
  constructor(
    path: string,
    size: number,
    mode: number,
    isBinary: boolean,
    { block, at, headLength }: { block: Buffer; at: number; headLength: number },
  ) {
    this.path = path;
    this.size = size;
    this.mode = mode;
    this.isBinary = isBinary;
    this.#block = block;
    this.#at = at;
    this.#headLength = headLength;
  }

  /** 64 hex digits */
  get sha256(): string {
    return this.#block.toString('hex', this.#at, this.#at + digestBytes);
  }

  /** Whether the bytes are the same, told without making the hashes into text. */
  hasBytesOf(other: KeptFile): boolean {
    const [from, to] = [this.#at, other.#at];
    return this.#block.compare(other.#block, to, to + digestBytes, from, from + digestBytes) === 0;
  }

  /**
   * The first bytes: as many as 256 of a script, a key and a package.json, which are told by them; 40 characters of
   * everything else, for whoever shows how it begins.
   */
  get head(): Buffer {
    const from = this.#at + digestBytes;
    return this.#block.subarray(from, from + this.#headLength);
  }
}

export type TarballFile = KeptFile;

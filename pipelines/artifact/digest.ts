import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

export interface Digest {
  /** 64 hex digits */
  sha256: string;
  /** `sha512-` and base64, as registries and lockfiles write it */
  integrity: string;
  /** bytes */
  size: number;
}

/** What a file's bytes are, read once as a stream. Throws what the file system says. */
export async function digestOf(file: string): Promise<Digest> {
  const sha256 = createHash('sha256');
  const sha512 = createHash('sha512');
  let size = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    sha256.update(chunk);
    sha512.update(chunk);
    size += chunk.length;
  }
  return { sha256: sha256.digest('hex'), integrity: `sha512-${sha512.digest('base64')}`, size };
}

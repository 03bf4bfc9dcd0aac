/** `--shard i/n`: a part of the smokes, the same on every machine, by nothing but their names. */
import type { Shard } from '../../schemas/types.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';

/** @throws InputError for what is not `i/n` with 1 <= i <= n */
export function parseShard(text: string): Shard {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (index !== undefined && of !== undefined && index >= 1 && index <= of) return { index, of };
  throw new InputError(finding('shard-invalid', { found: text }));
}

/** The names of this shard: every n-th in the order of the alphabet, so that the smokes of one file are spread. */
export function shardOf(names: readonly string[], { index, of }: Shard): string[] {
  return names.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)).filter((_, at) => at % of === index - 1);
}

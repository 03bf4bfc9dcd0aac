/** Far more than any real one; much deeper, and JSON.stringify overflows the stack. */
const maxDepth = 100;
const maxValues = 20_000;

/** Why a JSON document is none that somebody wrote; undefined: it may be. Level by level, because a recursion would overflow. */
export function whyMonstrous(document: unknown): string | undefined {
  let values = 0;
  let depth = 0;
  for (let level = [document]; level.length > 0; depth += 1) {
    if (depth > maxDepth) return `nested deeper than ${maxDepth} levels`;
    values += level.length;
    if (values > maxValues) return `of more than ${maxValues} values`;
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return undefined;
}

/** One part of a JSON pointer. @see https://www.rfc-editor.org/rfc/rfc6901 */
export const pointerPart = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

export interface Difference {
  /** JSON pointer to the uppermost place at which they differ */
  pointer: string;
  /** as JSON; undefined: nothing */
  from: string | undefined;
  to: string | undefined;
}

/** Where two JSON documents differ; the order of keys does not count. As deep as the documents: guard before. */
export function differences(from: unknown, to: unknown, pointer = ''): Difference[] {
  if (Object.is(from, to)) return [];
  if (isRecord(from) && isRecord(to)) {
    const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
    return [...keys].flatMap((key) => differences(own(from, key), own(to, key), `${pointer}/${pointerPart(key)}`));
  }
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length) {
    return from.flatMap((value, index) => differences(value, to[index], `${pointer}/${index}`));
  }
  return [{ pointer, from: JSON.stringify(from), to: JSON.stringify(to) }];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const own = (record: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(record, key) ? record[key] : undefined;

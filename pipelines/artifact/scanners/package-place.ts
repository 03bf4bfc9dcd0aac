/** Places in package.json, as findings name them. */
import type { Finding } from '../../../schemas/types.ts';
import { pointerPart } from '../inspect/json-pointer.ts';

/** The place of a value that is reached by these keys; the whole file without any. */
export function inPackageJson(keys: readonly string[]): Finding['where'] {
  if (keys.length === 0) return { file: 'package.json' };
  return { file: 'package.json', pointer: keys.map((key) => `/${pointerPart(key)}`).join('') };
}

/** As somebody would write it in code: `exports["./util"].import`. */
export function spoken(keys: readonly string[]): string {
  return keys.reduce((text, key) => {
    if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${text}[${JSON.stringify(key)}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

/** The value that is reached by these keys; undefined when there is none. */
export function valueAt(document: unknown, keys: readonly string[]): unknown {
  let value = document;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([name]) => name === key)?.[1];
  }
  return value;
}

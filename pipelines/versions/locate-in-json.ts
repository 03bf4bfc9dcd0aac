/** Where a value stands in the text of a JSON document, so that it can be replaced and nothing else is. */

export interface Span {
  /** offset of the first character */
  start: number;
  /** offset behind the last one */
  end: number;
}

/**
 * Finds the value at `pointer`. Of a name that an object has twice, the last counts, as JSON.parse has it.
 * @param text a valid JSON document
 * @param pointer RFC 6901
 */
export function locateInJson(text: string, pointer: string): Span | undefined {
  let at: number | undefined = afterSpace(text, text.startsWith('\ufeff') ? 1 : 0);
  for (const name of namesIn(pointer)) {
    at = text[at] === '{' ? memberAt(text, at, name) : text[at] === '[' ? itemAt(text, at, name) : undefined;
    if (at === undefined) return undefined;
  }
  return { start: at, end: afterValue(text, at) };
}

/** The value at `pointer` of a parsed document; undefined where there is none. */
export function valueIn(document: unknown, pointer: string): unknown {
  let at: unknown = document;
  for (const name of namesIn(pointer)) {
    if (typeof at !== 'object' || at === null || (Array.isArray(at) && !/^\d+$/.test(name))) return undefined;
    at = Object.getOwnPropertyDescriptor(at, name)?.value;
  }
  return at;
}

function namesIn(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function memberAt(text: string, open: number, name: string): number | undefined {
  let found: number | undefined;
  let at = afterSpace(text, open + 1);
  while (at < text.length && text[at] !== '}') {
    const end = afterString(text, at);
    const value = afterSpace(text, afterSpace(text, end) + 1);
    if (JSON.parse(text.slice(at, end)) === name) found = value;
    at = afterSpace(text, afterValue(text, value));
    if (text[at] === ',') at = afterSpace(text, at + 1);
  }
  return found;
}

function itemAt(text: string, open: number, index: string): number | undefined {
  let at = afterSpace(text, open + 1);
  for (let count = 0; at < text.length && text[at] !== ']'; count += 1) {
    if (String(count) === index) return at;
    at = afterSpace(text, afterValue(text, at));
    if (text[at] === ',') at = afterSpace(text, at + 1);
  }
  return undefined;
}

function afterValue(text: string, start: number): number {
  if (text[start] === '"') return afterString(text, start);
  let at = start;
  // Not a recursion: how deep a document goes is for its author to say.
  for (let depth = 0; at < text.length; ) {
    const sign = text[at] ?? '';
    if (sign === '"') {
      at = afterString(text, at);
      continue;
    }
    if (sign === '{' || sign === '[') depth += 1;
    else if (depth === 0 && /[\s,}\]]/.test(sign)) return at;
    else if (sign === '}' || sign === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
    at += 1;
  }
  return at;
}

function afterString(text: string, quote: number): number {
  let at = quote + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function afterSpace(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? '')) at += 1;
  return at;
}

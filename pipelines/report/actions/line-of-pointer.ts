import { isScalar, LineCounter, parseDocument } from 'yaml';

/** The line, from 1, where the value at a JSON pointer begins, or the nearest thing around it; JSON is YAML to the parser. */
export function lineOfPointer(text: string, pointer: string): number {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, logLevel: 'silent' });
  const names = pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  for (let depth = names.length; depth > 0; depth -= 1) {
    const parent = document.getIn(names.slice(0, depth - 1), true);
    const at = positionIn(parent, names[depth - 1] ?? '');
    if (at !== undefined) return lineCounter.linePos(at).line;
  }
  return 1;
}

/** Where a member begins: its name in an object, itself in a list. */
function positionIn(parent: unknown, name: string): number | undefined {
  if (typeof parent !== 'object' || parent === null || !('items' in parent) || !Array.isArray(parent.items))
    return undefined;
  for (const [index, item] of parent.items.entries()) {
    if (typeof item !== 'object' || item === null) continue;
    if ('key' in item ? isScalar(item.key) && `${item.key.value}` === name : `${index}` === name) {
      return startOf('key' in item ? item.key : item);
    }
  }
  return undefined;
}

function startOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined;
  const [start] = node.range;
  return typeof start === 'number' ? start : undefined;
}

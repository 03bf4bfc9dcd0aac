/** An output that is not as its schema says: the whole value, with each difference marked where it is. */
import type { SchemaDifference } from '../../../schemas/types.ts';
import { html, type Markup } from './markup.ts';

/** A line of the value as JSON text, and the pointer of what begins on it. */
interface ValueLine {
  pointer: string;
  text: string;
}

export function differences({ schema, value, problems }: SchemaDifference): Markup {
  const lines = linesOf(JSON.parse(value));
  const placed = new Map<number, SchemaDifference['problems'][number][]>();
  for (const problem of problems) {
    const at = lineFor(problem.pointer, lines);
    placed.set(at, [...(placed.get(at) ?? []), problem]);
  }
  return html`<figure class="difference"><figcaption>what <code>schemas/${schema}.schema.json</code> says otherwise</figcaption><pre>${lines.map(
    ({ text }, index) => {
      const found = placed.get(index);
      if (!found) return html`${text}\n`;
      return html`<mark>${text}</mark>\n${found.map(({ pointer, expected, found: was }) => html`<span class="problem">  ^ ${pointer || '/'}: expected ${expected}, found ${was}</span>\n`)}`;
    },
  )}</pre></figure>`;
}

/** The line of the pointer itself, else of the nearest thing around it that is there. */
function lineFor(pointer: string, lines: readonly ValueLine[]): number {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const line = lines.findIndex((each) => each.pointer === at);
    if (line >= 0) return line;
    if (at === '') return 0;
  }
}

/** JSON as JSON.stringify(value, undefined, 2) has it, with the pointer of each line. */
function linesOf(value: unknown): ValueLine[] {
  const lines: ValueLine[] = [];
  const write = (of: unknown, pointer: string, indent: string, before: string, after: string): void => {
    if (typeof of !== 'object' || of === null) {
      lines.push({ pointer, text: `${indent}${before}${JSON.stringify(of) ?? 'undefined'}${after}` });
      return;
    }
    const [open, close] = Array.isArray(of) ? ['[', ']'] : ['{', '}'];
    const members = Object.entries(of);
    if (members.length === 0) {
      lines.push({ pointer, text: `${indent}${before}${open}${close}${after}` });
      return;
    }
    lines.push({ pointer, text: `${indent}${before}${open}` });
    for (const [index, [key, member]] of members.entries()) {
      const name = Array.isArray(of) ? '' : `${JSON.stringify(key)}: `;
      const comma = index < members.length - 1 ? ',' : '';
      write(member, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, `${indent}  `, name, comma);
    }
    lines.push({ pointer: `${pointer}/`, text: `${indent}${close}${after}` });
  };
  write(value, '', '', '', '');
  return lines;
}

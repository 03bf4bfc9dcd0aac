/** An output that is not as its schema says: the value with each difference marked where it is. */
import type { SchemaDifference } from '../../../schemas/types.ts';
import { plural } from '../quantities.ts';
import { html, type Markup } from './markup.ts';

/** A line of the value as JSON text, and the pointer of what begins on it. */
interface ValueLine {
  pointer: string;
  text: string;
}

/** Of a longer value only what is near a difference is shown. */
const shownWhole = 120;
const near = 8;
/** Of more differences the first are shown. */
const mostProblems = 100;

export function differences({ schema, value, problems }: SchemaDifference): Markup {
  const lines = linesOf(value);
  const placed = new Map<number, SchemaDifference['problems'][number][]>();
  for (const problem of problems.slice(0, mostProblems)) {
    const at = lineFor(problem.pointer, lines);
    placed.set(at, [...(placed.get(at) ?? []), problem]);
  }
  const marked = [...placed.keys()];
  const isShown = (index: number): boolean =>
    lines.length <= shownWhole || index === 0 || marked.some((at) => Math.abs(at - index) <= near);
  const left = problems.length - mostProblems;
  return html`<figure class="difference"><figcaption>what <code>schemas/${schema}.schema.json</code> says otherwise</figcaption><pre>${lines.map(
    ({ text }, index) => {
      if (!isShown(index)) {
        if (index > 0 && !isShown(index - 1)) return false;
        const next = lines.findIndex((_, at) => at > index && isShown(at));
        return html`<span class="note">  ... ${plural((next < 0 ? lines.length : next) - index, 'line')} ...</span>\n`;
      }
      const found = placed.get(index);
      if (!found) return html`${text}\n`;
      const indent = text.slice(0, text.length - text.trimStart().length);
      return html`${indent}<mark>${text.slice(indent.length)}</mark>\n${found.map(({ pointer, expected, found: was }) => html`${indent}<span class="problem">^ ${pointer || '/'}: expected ${expected}, found ${was}</span>\n`)}`;
    },
  )}${left > 0 && html`<span class="note">and ${plural(left, 'difference')} more</span>`}</pre></figure>`;
}

/** The line of the pointer itself, else of the nearest thing around it that is there. */
function lineFor(pointer: string, lines: readonly ValueLine[]): number {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const line = lines.findIndex((each) => each.pointer === at);
    if (line >= 0) return line;
    if (!at.includes('/')) return 0;
  }
}

/** JSON as JSON.stringify(value, undefined, 2) has it, with the pointer of each line; text that is no JSON as it is. */
function linesOf(text: string): ValueLine[] {
  const lines: ValueLine[] = [];
  const write = (of: unknown, pointer: string, indent: string, before: string, after: string): void => {
    if (typeof of !== 'object' || of === null) {
      lines.push({ pointer, text: `${indent}${before}${JSON.stringify(of)}${after}` });
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
  try {
    write(JSON.parse(text), '', '', '', '');
    return lines;
  } catch (error) {
    // No JSON, or nested so deep that no program reads it.
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    return text.split('\n').map((line, at) => ({ pointer: at === 0 ? '' : `\n${at}`, text: line }));
  }
}

/** HTML by template: what is put into a template is escaped unless it is markup itself. */
import { printable } from '../foreign-text.ts';

/** Text that is HTML already. Made by `html` alone, so that no foreign text can be taken for it. */
export class Markup {
  readonly #text: string;
  private constructor(text: string) {
    this.#text = text;
  }
  static of(text: string): Markup {
    return new Markup(text);
  }
  toString(): string {
    return this.#text;
  }
}

type Part = Markup | string | number | readonly Part[] | undefined | false;

/** The template with its values: text is escaped, markup stands as it is, lists one after the other, nothing for undefined and false. */
export function html(texts: TemplateStringsArray, ...values: readonly Part[]): Markup {
  return Markup.of(texts.map((text, index) => (index === 0 ? text : rendered(values[index - 1]) + text)).join(''));
}

function rendered(value: Part): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Markup) return value.toString();
  if (typeof value === 'object') return value.map(rendered).join('');
  return escapeHtml(String(value));
}

/** Safe as text of an element and as a value in double quotes; control characters are shown, not sent. */
function escapeHtml(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Text of any length, as much of it as a page has room for. */
import { formatInteger } from '../quantities.ts';

const mostCharacters = 20_000;

/** The beginning and the end of a text that is longer. */
export function bounded(text: string): string {
  if (text.length <= mostCharacters) return text;
  const half = mostCharacters / 2;
  const left = text.length - mostCharacters;
  return `${text.slice(0, half)}\n... ${formatInteger(left)} characters are left out here, report.json has them ...\n${text.slice(-half)}`;
}

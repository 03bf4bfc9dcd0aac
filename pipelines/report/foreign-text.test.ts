import { expect, test } from 'vitest';
import { printable, singleLine } from './foreign-text.ts';

test.each([
  ['colours', '\u001b[31mred\u001b[0m', 'red'],
  ['a title and what follows it', '\u001b]0;pwned\u0007after', 'after'],
  ['a hyperlink', '\u001b]8;;http://evil\u0007text\u001b]8;;\u0007', 'text'],
  ['a lone escape', 'a\u001b', 'a\\x1b'],
  ['a bell and a backspace', 'a\u0007\bb', 'a\\x07\\x08b'],
  ['a carriage return that would overwrite', 'FAIL\rPASS', 'FAIL\\x0dPASS'],
  ['8-bit controls', 'a\u0085b\u008e', 'a\\x85b\\x8e'],
  ['marks that reorder text', 'x\u202eyz\u2066', 'x\\u202eyz\\u2066'],
  ['half of a surrogate pair', 'a\ud800b', 'a\\ud800b'],
  ['DEL and NUL', '\u007f\u0000', '\\x7f\\x00'],
])('%s cannot act', (_, text, shown) => {
  expect(printable(text)).toBe(shown);
});

test('letters of all scripts, emoji, line feeds and tabs are left readable', () => {
  expect(printable('größe 寸法 👩‍🚀\r\n\tnext')).toBe('größe 寸法 👩‍🚀\n  next');
});

test('on one line nothing breaks out of the line', () => {
  expect(singleLine('  first\r\n   second\n\nthird\u2028fourth ')).toBe('first second third\\u2028fourth');
});

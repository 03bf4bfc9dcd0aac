import { expect, test } from 'vitest';
import { renderLine, span } from './line.ts';

test('without colour nothing but the text is left', () => {
  expect(renderLine([span('bad', 'FAIL'), ' it'], { color: false })).toBe('FAIL it');
});

test('colours end where their span ends', () => {
  expect(renderLine([span('good', 'pass'), ' it'], { color: true })).toBe('\u001b[32mpass\u001b[39m it');
});

test('is cut over all spans, and colours take no columns', () => {
  expect(renderLine([span('good', 'pass'), ' a long name'], { color: false, columns: 8 })).toBe('pass a …');
  expect(renderLine([span('good', 'pass'), ' a long name'], { color: true, columns: 8 })).toContain('\u001b[39m a …');
  expect(renderLine(['12345678', span('good', 'x')], { color: true, columns: 8 })).toBe('12345678');
});

test('foreign text brings no line of its own and no sequence', () => {
  expect(renderLine(['a\nb\u001b[31mc', span('bad', '\u001b[2Jd\u0007')], { color: false })).toBe('a bcd\\x07');
});

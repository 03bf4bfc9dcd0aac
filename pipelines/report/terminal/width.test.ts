import { expect, test } from 'vitest';
import { cutToWidth, textWidth } from './width.ts';

test.each([
  ['plain', 5],
  ['größe', 5],
  ['gro\u0308ße', 5],
  ['寸法', 4],
  ['한글', 4],
  ['ｆｕｌｌ', 8],
  ['👩‍🚀', 2],
  ['✓ ok', 4],
  ['…', 1],
  ['', 0],
  ['a\u200bb', 2],
])('%s takes %d columns', (text, columns) => {
  expect(textWidth(text)).toBe(columns);
});

test.each([
  ['fits', 4, 'fits'],
  ['too long', 5, 'too …'],
  ['寸法寸法', 5, '寸法…'],
  ['寸法寸法', 6, '寸法…'],
  ['ab', 1, '…'],
  ['ab', 0, ''],
])('%s cut to %d columns is %s', (text, columns, cut) => {
  expect(cutToWidth(text, columns)).toBe(cut);
  expect(textWidth(cut)).toBeLessThanOrEqual(columns);
});

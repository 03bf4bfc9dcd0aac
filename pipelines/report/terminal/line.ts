/**
 * Lines on their way to a terminal, as spans of text with a meaning. `renderLine` is the one place where control
 * sequences are made, and everything that it is given is made printable first: foreign text cannot smuggle in its own.
 */
import { styleText } from 'node:util';
import { printable } from '../foreign-text.ts';
import { cutToWidth, textWidth } from './width.ts';

const looks = {
  good: ['green'],
  bad: ['bold', 'red'],
  warn: ['yellow'],
  faint: ['dim'],
  strong: ['bold'],
} as const;

export type Meaning = keyof typeof looks;
export type Span = string | { text: string; means: Meaning };
export type Line = readonly Span[];

/** A span that is shown in its own way where there is colour. */
export function span(means: Meaning, text: string): Span {
  return { text, means };
}

/** @param columns cuts what is wider; absent: nothing is cut */
export function renderLine(line: Line, { color, columns }: { color: boolean; columns?: number | undefined }): string {
  let left = columns ?? Number.POSITIVE_INFINITY;
  let rendered = '';
  for (const part of line) {
    if (left <= 0) break;
    const { text, means } = typeof part === 'string' ? { text: part, means: undefined } : part;
    const shown = cutToWidth(printable(text).replaceAll('\n', ' '), left);
    left -= textWidth(shown);
    rendered += color && means ? styleText([...looks[means]], shown, { validateStream: false }) : shown;
  }
  return rendered;
}

/** Lines of a text that may have several, each indented. */
export function indented(text: string, indent: string): Line[] {
  return text.split(/\r?\n/).map((line) => [line === '' ? '' : `${indent}${line}`]);
}

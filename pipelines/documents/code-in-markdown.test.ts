import { expect, test } from 'vitest';
import { codeIn } from './code-in-markdown.ts';

/** `line:language| text` of each line of a block, `line: text` of each span. */
function read(...lines: string[]): string[] {
  return codeIn(lines.join('\n')).flatMap((code) =>
    code.kind === 'span'
      ? [`${code.line}: ${code.text}`]
      : code.lines.map(({ line, text }) => `${line}:${code.language}| ${text}`),
  );
}

test('finds fenced blocks of either kind with their language and lines', () => {
  expect(
    read('# Title', '```sh title="x"', 'one', '', 'two', '```', '~~~~ Console', '```', 'three', '~~~~', 'four'),
  ).toEqual(['3:sh| one', '4:sh| ', '5:sh| two', '8:console| ```', '9:console| three']);
});

test('finds a block in a list and in a quotation, without what makes it one', () => {
  expect(read('1. do', '', '   ```sh', '   one', '     two', '   ```', '> ~~~sh', '> three', '> ~~~')).toEqual([
    '4:sh| one',
    '5:sh|   two',
    '8:sh| three',
  ]);
  expect(read('- ```sh', '  one', '  ```', 'after `x`')).toEqual(['2:sh| one', '4: x']);
});

test('finds a block that is indented, but not what goes on with a paragraph or an item', () => {
  expect(read('Do:', '', '    one `x`', '', '      two', '\tthree', 'then `y`', '    `z`')).toEqual([
    '3:| one `x`',
    '4:| ',
    '5:|   two',
    '6:| three',
    '7: y',
    '8: z',
  ]);
  expect(read('- item', '', '    `of it`', '', 'after', '', '    one')).toEqual(['3: of it', '7:| one']);
});

test('a block that is not closed goes on to the end', () => {
  expect(read('```sh', 'one', '``', 'two')).toEqual(['2:sh| one', '3:sh| ``', '4:sh| two']);
});

test('finds code spans, those that are broken over two lines and those with backticks in them too', () => {
  expect(read('run `ktx runtime', 'stop` and ``a ` b``, \\`not this\\`', '', '`` `c` ``')).toEqual([
    '1: ktx runtime stop',
    '2: a ` b',
    '4: `c`',
  ]);
  expect(read('> as `ktx runtime', '> stop` does')).toEqual(['1: ktx runtime stop']);
});

test('a backtick too many spoils one row, one item or one heading, and no other', () => {
  expect(read('| `a` | it`s |', '| `b --x\\|--y` |', '- it`s', '- `c`', '## `d')).toEqual([
    '1: a',
    '2: b --x|--y',
    '4: c',
  ]);
});

test('three backticks in a line of their own words are a span', () => {
  expect(read('```one``` and `two`')).toEqual(['1: one', '1: two']);
});

test('what is in a comment is shown to nobody', () => {
  expect(read('<!-- `a`', '```sh', 'b', '```', '-->', '`c`', '<!-- `d` -->', '`e`')).toEqual(['6: c', '8: e']);
});

test('reads any line ends, and a byte order mark', () => {
  expect(read('\ufeff```sh\r\none\r\n```\r\n`x`')).toEqual(['2:sh| one', '4: x']);
});

import { expect, test } from 'vitest';
import { simpleCommands } from './simple-commands.ts';

/** `line: word|word` of each command, `/` between words. */
function read(...lines: string[]): string[] {
  return simpleCommands(lines.map((text, index) => ({ line: index + 10, text }))).map(
    ({ line, words }) => `${line}: ${words.join('/')}`,
  );
}

test.each([
  ['ktx runtime stop', ['10: ktx/runtime/stop']],
  ['ktx a && ktx b || ktx c; ktx d & ktx e | jq .', ['ktx/a', 'ktx/b', 'ktx/c', 'ktx/d', 'ktx/e', 'jq/.']],
  ['ktx a # and more', ['ktx/a']],
  ['# ktx a', []],
  ["ktx 'a b' \"c 'd'\" e\\ f g#h", ["ktx/a b/c 'd'/e f/g#h"]],
  ['ktx a >out.txt 2>&1 <in --x', ['ktx/a/--x']],
  ['ktx a 2> /dev/null', ['ktx/a']],
  ['ktx a &> log && ktx b', ['ktx/a', 'ktx/b']],
  ['ktx --file <path> --out=<a file>', ['ktx/--file/<path>/--out=<a file>']],
  ['ktx [--json] [--feature core|all] --color[=when]', ['ktx/--json/--feature/core|all/--color/=when']],
  ['ktx [--dry-run | --yes] (--a|--b)', ['ktx/--dry-run/--yes/--a|--b']],
  ['(cd demo && ktx a)', ['cd/demo', 'ktx/a']],
  ['URL=$(ktx a | tail -1) ktx b', ['URL=', 'ktx/a', 'tail/-1', 'ktx/b']],
  ["don't ktx a", ["don't/ktx/a"]],
  ['', []],
])('%s', (text, expected) => {
  expect(read(text)).toEqual(expected.map((each) => (each.startsWith('10') ? each : `10: ${each}`)));
});

test('a line goes on after a backslash at its end, and in quotes', () => {
  expect(read('ktx a \\', '  --b \\', '  c', "ktx 'd", "e' f", 'ktx g')).toEqual([
    '10: ktx/a/--b/c',
    '13: ktx/d\ne/f',
    '15: ktx/g',
  ]);
});

test('a bracket that is not closed ends with its line', () => {
  expect(read('ktx a [--b', 'ktx c | jq')).toEqual(['10: ktx/a/--b', '11: ktx/c', '11: jq']);
});

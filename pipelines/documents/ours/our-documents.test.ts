import { expect, test } from 'vitest';
import { ourCommands, ourFiles, ourMessages } from './our-documents.ts';

/** As if this were the README, and there were nothing else. */
const only =
  (...lines: string[]) =>
  (document: string): string =>
    document === 'README.md' ? lines.join('\n') : '';

test('every command of a shell block is one to be typed, whatever it begins with, and so are spans that begin with a program', () => {
  const commands = ourCommands(
    only(
      '`shakedown`, `verify`, `npm`, `"off"`, `shakedown runs`',
      '',
      '```sh',
      'npm ci && ls x # why',
      '```',
      '',
      '```text',
      'a -> b',
      '```',
    ),
  );
  expect(commands.map(({ where, words }) => `${where} ${words.join(' ')}`)).toEqual([
    'README.md:1 shakedown runs',
    'README.md:4 npm ci',
    'README.md:4 ls x',
  ]);
});

test('a file to be written is a block whose paragraph ends with its path', () => {
  const block = (language: string, text: string): string[] => [`\`\`\`${language}`, text, '```', ''];
  const files = ourFiles(
    only(
      'In `../x/y.json`:',
      '',
      ...block('json', '{}'),
      'Of `a/b.ts` this is a part, of `off`:',
      '',
      ...block('ts', 'x'),
      ...block('ts', 'y'),
    ),
  );
  expect(files).toEqual([{ path: '../x/y.json', text: '{}\n' }]);
});

test('the messages are those of their table alone', () => {
  const read = only(
    '| `no` | x |',
    '### When something fails',
    '',
    '| what | why |',
    '| --- | --- |',
    '| `a b` | `c` |',
    '',
    '### Next',
    '| `no` | x |',
  );
  expect(ourMessages(read)).toEqual(['a b']);
});

import { expect, test } from 'vitest';
import { shownCommands } from './shown-commands.ts';

/** `line: words` of each invocation. */
function read(...lines: string[]): string[] {
  const shown = shownCommands(lines.join('\n'), { bin: 'ktx', packageName: '@kaelio/ktx' });
  return shown.map(({ line, words }) => `${line}: ${words.join(' ')}`);
}
const inBlock = (language: string, ...lines: string[]): string[] => read(`\`\`\`${language}`, ...lines, '```');

test('finds what is typed in shell blocks, and nothing in blocks of other languages', () => {
  for (const language of ['', 'sh', 'bash', 'console', 'Shell', 'fish', 'PowerShell', 'cmd']) {
    expect(inBlock(language, 'npm i', 'ktx runtime stop')).toEqual(['3: runtime stop']);
  }
  for (const language of ['js', 'json', 'text', 'diff']) expect(inBlock(language, 'ktx runtime stop')).toEqual([]);
});

test('takes lines without a prompt for what was printed, where others have one', () => {
  expect(
    inBlock('console', '$ ktx a \\', '> --b', 'ktx says c', 'me@host:~/x$ ktx d', '% ktx e \\', '    f', 'ktx g'),
  ).toEqual(['2: a --b', '5: d', '6: e f']);
});

test('finds it in code spans: the command with its words, not its name alone, not what else begins so', () => {
  expect(read('`ktx` runs `ktx runtime start`, `ktx.json`, `ktxd stop`, `$ ktx runtime', 'stop`, `uv venv`')).toEqual([
    '1: runtime start',
    '1: runtime stop',
  ]);
});

test.each([
  ['KTX_RUNTIME_ROOT=/tmp/x sudo ktx a', ['2: a']],
  ['if ! ktx a; then ktx b; fi', ['2: a', '2: b']],
  ['./node_modules/.bin/ktx a', ['2: a']],
  ['npx @kaelio/ktx a', ['2: a']],
  ['npx --yes @kaelio/ktx@0.1.0-rc.0 a --yes', ['2: a --yes']],
  ['npx -p @kaelio/ktx ktx a', ['2: a']],
  ['npm exec --package=@kaelio/ktx -- ktx a', ['2: a']],
  ['npm exec @kaelio/ktx -- a', ['2: a']],
  ['pnpm dlx @kaelio/ktx@next a', ['2: a']],
  ['yarn ktx a', ['2: a']],
  ['yarn run ktx a', ['2: a']],
  ['pnpm ktx a', ['2: a']],
  ['env -u X -i Y=1 ktx a', ['2: a']],
  ['sudo -u me ktx a', ['2: a']],
  ['timeout -s KILL 5s ktx a', ['2: a']],
  ['/usr/local/bin/ktx a', ['2: a']],
  ['./node_modules/.bin/ktx.cmd a', ['2: a']],
  ['> ktx a', ['2: a']],
  ['PS C:\\x> ktx a', ['2: a']],
  ['C:\\x>ktx a', ['2: a']],
  ['cat ~/.local/share/ktx a', []],
  ['share/ktx a', []],
  ['npx other a', []],
  ['npx @kaelio/ktx', []],
  ['npm install -g @kaelio/ktx', []],
  ['echo ktx a', []],
  ['uv ktx a', []],
])('%s', (line, expected) => {
  expect(inBlock('sh', line)).toEqual(expected);
});

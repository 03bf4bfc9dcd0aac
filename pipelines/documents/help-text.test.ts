import { expect, test } from 'vitest';
import { readHelp } from './help-text.ts';

function read(words: string, text: string) {
  const { commands, options, takesWords } = readHelp(text, words.split(' '));
  const all = [...options].map(([name, { takesValue }]) => `${name}${takesValue ? ' x' : ''}`);
  return { commands: [...commands].join(' '), options: all.join(' '), takesWords };
}

test('the reference package: entries with the whole path, options with what they take', () => {
  expect(
    read(
      'ktx runtime',
      `Usage: ktx runtime <command> [options]

Commands:
  runtime status   say whether the runtime is missing
  runtime install  install it with --yes

Options:
  --help     say this, or more about a command
`,
    ),
  ).toEqual({ commands: 'status install', options: '--help', takesWords: false });
  expect(
    read(
      'ktx runtime install',
      `Usage: ktx runtime install [options]

Install the Python runtime; see --verbose for more.

Options:
  --yes                              agree
  --feature <core|local-embeddings>  what to install (default core)
`,
    ),
  ).toEqual({ commands: '', options: '--yes --feature x', takesWords: false });
});

test('the first words of a list of whole paths are commands', () => {
  expect(read('ktx', 'Commands:\n  runtime status  a\n  runtime stop  b\n  setup demo  c\n').commands).toBe(
    'runtime setup',
  );
});

test('commander: aliases, places for words, descriptions that go on', () => {
  expect(
    read(
      'app',
      `Usage: app [options] [command]

Options:
  -V, --version          output the version number
  -p, --port <number>    where to listen, and a description
                         --that goes on
  --no-color             plain

Commands:
  serve|s [options] <dir>  serve a directory
                           or another
  help [command]           display help for command
`,
    ),
  ).toEqual({
    commands: 'serve s help',
    options: '-V --version -p x --port x --no-color',
    takesWords: false,
  });
  expect(read('app serve', 'Usage: app serve [options] <dir>\n').takesWords).toBe(true);
});

test('yargs, cobra, clap, oclif, argparse', () => {
  expect(read('app', 'app <command>\n\nCommands:\n  app add <file>  add\n  app rm          remove\n')).toMatchObject({
    commands: 'add rm',
  });
  expect(
    read(
      'gh',
      `USAGE
  gh <command> <subcommand> [flags]

CORE COMMANDS
  auth:        Authenticate
  repo:        Manage

FLAGS
  -R, --repo string   Select
      --help          Show
`,
    ),
  ).toEqual({ commands: 'auth repo', options: '-R x --repo x --help', takesWords: false });
  expect(
    read(
      'app',
      'Usage: app [--color[=when]] [-f FILE] [--[no-]pager] <COMMAND>\n\nCommands:\n  run\n          Runs it\n',
    ),
  ).toEqual({ commands: 'run', options: '--color x -f x --pager --no-pager', takesWords: false });
  expect(read('app', 'usage: app [-h] {add,rm}\n\npositional arguments:\n  {add,rm}\n    add   Adds\n')).toEqual({
    commands: 'add rm',
    options: '-h',
    takesWords: false,
  });
});

test('an alias after a comma is a command too; colours are no words', () => {
  expect(read('app', 'Commands:\n  \u001b[1minstall, i\u001b[0m  installs\n  list, ls, l  lists\n').commands).toBe(
    'install i list ls l',
  );
});

test('what only a description speaks of is neither a command nor an option', () => {
  const seen = read(
    'app',
    'Tells things.\n\n  like --this\n\nExamples:\n  app deploy --now\n\nOptions:\n  --a  b --c\n',
  );
  expect(seen).toEqual({ commands: '', options: '--a', takesWords: false });
});

test('a text that is no help gives nothing', () => {
  expect(read('app', '')).toEqual({ commands: '', options: '', takesWords: false });
  expect(read('app', 'Error: no --help here\n    at x (y)\n')).toMatchObject({ commands: '', options: '' });
});

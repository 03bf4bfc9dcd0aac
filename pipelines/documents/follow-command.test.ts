import { describe, expect, test } from 'vitest';
import type { CommandResult } from '../../smoke/process/command-result.ts';
import { madeResult } from '../../smoke/process/made-result.ts';
import { followCommand } from './follow-command.ts';
import { type HelpTree, helpTree } from './help-tree.ts';

const helps: Readonly<Record<string, string>> = {
  '': `Usage: ktx <command> [options]

Commands:
  runtime start  start it
  runtime prune  remove
  ask            ask
  broken         says nothing

Options:
  --quiet        say less
`,
  runtime: 'Usage: ktx runtime <command> [options]\n\nCommands:\n  runtime start  a\n  runtime prune  b\n',
  'runtime start':
    'Usage: ktx runtime start [options]\n\nOptions:\n  --force  a\n  --feature <core|all>  b\n  -v, -x  c\n',
  'runtime prune': 'Usage: ktx runtime prune [--dry-run | --yes]\n',
  ask: 'Usage: ktx ask <question>\n\nOptions:\n  --json  a\n',
  hidden: 'Usage: ktx hidden\n',
  same: 'as its parent',
};

function answer(stdout: string | undefined): CommandResult {
  const known = stdout !== undefined;
  const streams = known ? { stdout } : { stderr: 'Unknown command\nmore' };
  return madeResult({ kind: 'exited', code: known ? 0 : 1 }, { argv: ['ktx'], ...streams });
}

function tree(): HelpTree & { asked: string[] } {
  const asked: string[] = [];
  const made = helpTree('ktx', async (args) => {
    const path = args.slice(0, -1).join(' ');
    asked.push(path);
    expect(args.at(-1)).toBe('--help');
    return answer(helps[path] === 'as its parent' ? helps[''] : helps[path]);
  });
  return { ...made, asked };
}

async function follow(words: string): Promise<string[]> {
  const { disagreements } = await followCommand(words.split(' '), tree());
  return disagreements.map(({ kind, of, found, meant }) => `${kind} ${of}: ${found}${meant ? ` -> ${meant}` : ''}`);
}

describe('agrees', () => {
  test.each([
    'runtime',
    'runtime start',
    'runtime start --force --feature core',
    'runtime start --feature=<name>',
    'runtime start --feature core|all --force',
    'runtime start|prune',
    'runtime prune --dry-run|--yes',
    'runtime start -vx',
    'runtime start --help',
    'runtime start --quiet',
    '--quiet runtime start',
    'runtime <command> --anything',
    'runtime ... --anything',
    'ask prune --json',
    'ask -- --anything',
    'hidden',
  ])('%s', async (words) => {
    expect(await follow(words)).toEqual([]);
  });
});

describe('disagrees', () => {
  test.each([
    ['runtime prun --yes', ['command ktx runtime: prun -> prune']],
    ['runtim start', ['command ktx: runtim -> runtime']],
    ['runtime start|stop', ['command ktx runtime: stop']],
    ['nothing', ['command ktx: nothing']],
    ['same', ['command ktx: same']],
    ['runtime start --forse', ['option ktx runtime start: --forse -> --force']],
    ['runtime start --a --b', ['option ktx runtime start: --a', 'option ktx runtime start: --b']],
    ['--force runtime start', ['option ktx: --force']],
    ['runtime prune --force', ['option ktx runtime prune: --force']],
    ['runtime start -vz', ['option ktx runtime start: -vz -> -v']],
    ['broken', ['help ktx broken: exit 1, Unknown command']],
    ['broken --x', ['help ktx broken: exit 1, Unknown command']],
  ])('%s', async (words, expected) => {
    expect(await follow(words)).toEqual(expected);
  });
});

test('says where it led, with which options', async () => {
  expect(await followCommand(['runtime', 'start', '--feature', 'core', '--force'], tree())).toMatchObject({
    path: ['runtime', 'start'],
    options: ['--feature', '--force'],
  });
});

test('asks each command once, and only those on the way', async () => {
  const seen = tree();
  await Promise.all(
    ['runtime start', 'runtime start --force', 'runtime'].map((text) => followCommand(text.split(' '), seen)),
  );
  expect(seen.asked).toEqual(['', 'runtime', 'runtime start']);
});

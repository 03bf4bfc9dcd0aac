import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { commandLine, shellWord } from './command-line.ts';

describe('a word for the shell', () => {
  test.each(['plain', '/a/b.c', '--x=y', 'a@b:c,d%e+f'])('%s needs no quotes', (text) => {
    expect(shellWord(text)).toBe(text);
  });

  test.each([
    '',
    ' ',
    'a b',
    "it's",
    "''",
    '$HOME `id` $(id) "x" \\ ! * ? [a] {a,b} ~ # & | ; < > ( )',
    '~',
    '=x',
    'a\nb\tc',
    "\u0001'\\\u007f",
    'ü € 🚢',
    '-n',
    'a=b',
  ])('%j comes back from bash as it was', (text) => {
    const printed = execFileSync('bash', ['--norc', '-c', `printf '<%s>' ${shellWord(text)}`], { encoding: 'utf8' });
    expect(printed).toBe(`<${text}>`);
  });

  test.each(['a\nb', 'a\r\nb', '\u001b[31m'])('%j is one line without control characters', (text) => {
    expect(shellWord(text)).toMatch(/^[ -~]+$/);
  });
});

describe('a command line', () => {
  const base = { PATH: '/usr/bin:/bin', HOME: '/h', LANG: 'C' };

  test('says the directory, what differs in the environment, and the command', () => {
    const env = { ...base, HOME: '/other home', NEW: '1' };
    expect(commandLine({ argv: ['ktx', 'a b'], cwd: '/w x', env }, { base })).toBe(
      "cd '/w x' && HOME='/other home' NEW=1 ktx 'a b'",
    );
  });

  test('says which variables the command has not', () => {
    const { HOME: _, ...env } = base;
    expect(commandLine({ argv: ['ktx'], cwd: '/', env }, { base })).toBe('cd / && env -u HOME ktx');
  });

  test.each([
    [{ ...base, A: "it's $X" }, base],
    [{ PATH: base.PATH, B: 'x y' }, base],
    [{ ...base, 'npm_config_//host/:_auth': 'a b' }, base],
    [base, {}],
  ])('gives the same environment and arguments when pasted: %j', (env, from) => {
    const line = commandLine({ argv: ['/usr/bin/env', '-0'], cwd: '/tmp', env }, { base: from });
    const pasted = execFileSync('/usr/bin/bash', ['--norc', '-c', line], { env: from, encoding: 'utf8' });
    const seen = new Set(pasted.split('\0'));
    for (const [name, value] of Object.entries(env)) expect(seen).toContain(`${name}=${value}`);
    for (const name of Object.keys(from)) {
      if (!(name in env)) expect([...seen].filter((entry) => entry.startsWith(`${name}=`))).toEqual([]);
    }
  });
});

test('through a sandbox, its own environment need not be said', () => {
  const base = { HOME: '/h', PATH: '/b' };
  const surroundings = { base, enter: '/box/enter' };
  const command = { argv: ['/p/ktx', 'a b'], cwd: '/w', env: { ...base, ROOT: '/r s' } } as const;
  expect(commandLine(command, surroundings)).toBe("cd /w && /box/enter 'ROOT=/r s' /p/ktx 'a b'");
  expect(commandLine({ ...command, env: { PATH: '/b' } }, surroundings)).toBe(
    "cd /w && /box/enter env -u HOME /p/ktx 'a b'",
  );
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSecrets } from './secrets.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function scrubbed(text: string, { env = {}, npmrc = '' }: { env?: NodeJS.ProcessEnv; npmrc?: string }) {
  const file = join(dir, 'npmrc');
  writeFileSync(file, npmrc);
  return (await readSecrets(env, [file, join(dir, 'none')])).scrub(text);
}

/** How an npmrc refers to a variable. */
const reference = (variable: string) => `\${${variable}}`;

test.each([
  ['a token of the npmrc', 'said plain-canary-1', { npmrc: '//h.example/:_authToken=plain-canary-1\n' }],
  ['one in quotes, with blanks', 'said plain-canary-1', { npmrc: '//h.example/:_authToken = "plain-canary-1"\r\n' }],
  [
    'a token that is a variable',
    'said plain-canary-2',
    { npmrc: `//h/:_authToken=${reference('MINE')}`, env: { MINE: 'plain-canary-2' } },
  ],
  [
    'one that may be missing',
    'said plain-canary-2',
    { npmrc: `//h/:_authToken=${reference('MINE?')}`, env: { MINE: 'plain-canary-2' } },
  ],
  ['a token of the environment', 'said plain-canary-3', { env: { NODE_AUTH_TOKEN: 'plain-canary-3' } }],
  ["npm's own variable for one", 'said plain-canary-4', { env: { 'npm_config_//h/:_authToken': 'plain-canary-4' } }],
  ['a one-time password', 'said 123456', { env: { npm_config_otp: '123456' } }],
  ['a password, decoded', 'said hunter-two', { npmrc: `//h/:_password=${btoa('hunter-two')}` }],
  ['a password of user:password, decoded', 'said hunter-two', { npmrc: `//h/:_auth=${btoa('me:hunter-two')}` }],
  ['a value in a URL', 'said a%2Fb%2Fcanary', { env: { MY_SECRET: 'a/b/canary' } }],
  ['a value in base64', `said ${btoa('plain-canary-5')}`, { env: { MY_TOKEN: 'plain-canary-5' } }],
  ["what looks like npm's", `said npm_${'a1'.repeat(18)}`, {}],
  ['a web token', 'said eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyZXBvIn0.c2lnbmF0dXJl', {}],
])('%s is not shown', async (_, text, has) => {
  expect(await scrubbed(text, has)).toBe('said [redacted]');
});

test.each([
  ['GET http://me:pass@h.example/x', 'GET http://[redacted]@h.example/x'],
  ['GET http://me:p@ss@h.example/@scope/x', 'GET http://[redacted]@h.example/@scope/x'],
  ['//h/:_authToken=whatever-it-is', '//h/:_authToken=[redacted]'],
  ['authorization: Bearer abcdef.123', 'authorization: Bearer [redacted]'],
])('a credential is known by its place: %s', async (text, shown) => {
  expect(await scrubbed(text, {})).toBe(shown);
});

test('the longer of two secrets is taken out whole', async () => {
  const env = { A_TOKEN: 'canary', B_TOKEN: 'canary-and-more' };
  expect(await scrubbed('canary-and-more', { env })).toBe('[redacted]');
});

test('ordinary words stay', async () => {
  const text = '403 Forbidden - PUT https://h.example/@scope%2fx - author me@h.example, name@1.0.0';
  const npmrc = 'registry=https://h.example/\n@scope:registry=403 Forbidden\n';
  expect(await scrubbed(text, { env: { PATH: '/usr/bin', TOKEN_KIND: 'x' }, npmrc })).toBe(text);
});

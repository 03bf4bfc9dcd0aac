import { createSign, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { PublishedVersion } from '../../schemas/types.ts';
import { type AnsweringServer, answeringServer } from '../registry/answering-server.ts';
import { checkSignatures } from './signatures.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = { keyid: 'SHA256:the-key', key: publicKey.export({ format: 'der', type: 'spki' }).toString('base64') };
const integrity = `sha512-${'A'.repeat(86)}==`;
const sign = (text: string) => createSign('SHA256').update(text).sign(privateKey, 'base64');
const good = { keyid: key.keyid, sig: sign(`@scope/x@1.0.0:${integrity}`) };

let server: AnsweringServer;
beforeAll(async () => {
  server = await answeringServer();
});
beforeEach(() => void server.answers.clear());
afterAll(() => server[Symbol.asyncDispose]());

async function checked(keys: object | undefined, signatures?: { keyid: string; sig: string }[]) {
  if (keys) server.answers.set('/-/npm/v1/keys', { body: keys });
  const dist = { integrity, tarball: 'http://r.example/x.tgz', ...(signatures ? { signatures } : {}) };
  const document: PublishedVersion = { name: '@scope/x', version: '1.0.0', dist };
  const { outcome, detail } = await checkSignatures(server.url, document, new AbortController().signal);
  expect(detail).not.toBe('');
  return outcome;
}

test('a signature of these bytes by a key of the registry holds', async () => {
  expect(await checked({ keys: [key] }, [good])).toBe('verified');
});

test.each([
  ['of other bytes', sign(`@scope/x@1.0.0:sha512-${'B'.repeat(86)}==`)],
  ['of another version', sign(`@scope/x@1.0.1:${integrity}`)],
  ['of nothing', 'AAAA'],
])('a signature %s does not hold', async (_, sig) => {
  expect(await checked({ keys: [key] }, [{ keyid: key.keyid, sig }])).toBe('invalid');
});

test('one good signature does not make up for another', async () => {
  expect(await checked({ keys: [key] }, [good, { keyid: key.keyid, sig: 'AAAA' }])).toBe('invalid');
});

test('a signature by a key that the registry does not have, or that is none, does not hold', async () => {
  expect(await checked({ keys: [key] }, [{ ...good, keyid: 'SHA256:another' }])).toBe('invalid');
  expect(await checked({ keys: [{ ...key, key: 'AAAA' }] }, [good])).toBe('invalid');
});

test('a version without a signature, where the registry signs, is one that lacks it', async () => {
  expect(await checked({ keys: [key] })).toBe('missing');
});

test('a registry that does not sign offers nothing, which is no pass', async () => {
  expect(await checked(undefined)).toBe('not-offered');
  expect(await checked({ keys: [] })).toBe('not-offered');
});

test('a signature that a mirror hands on without any keys is left open', async () => {
  expect(await checked(undefined, [good])).toBe('not-checked');
  expect(await checked({ keys: [] }, [good])).toBe('not-checked');
});

test('keys that cannot be had, or read, leave it open', async () => {
  server.answers.set('/-/npm/v1/keys', { status: 503 });
  expect(await checked(undefined, [good])).toBe('not-checked');
  expect(await checked({ keys: 'none' }, [good])).toBe('not-checked');
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CommandResult } from '../../smoke/process/command-result.ts';
import { madeResult } from '../../smoke/process/made-result.ts';
import { type AnsweringServer, answeringServer } from '../registry/answering-server.ts';
import { checkProvenance } from './provenance.ts';

const digest = Buffer.alloc(64, 7);
const integrity = `sha512-${digest.toString('base64')}`;
const commit = 'c'.repeat(40);

let server: AnsweringServer;
beforeAll(async () => {
  server = await answeringServer();
});
beforeEach(() => void server.answers.clear());
afterAll(() => server[Symbol.asyncDispose]());

function attested(sha512: string, predicateType = 'https://slsa.dev/provenance/v1'): object {
  const resolvedDependencies = [{ uri: 'git+https://example.org/owner/name', digest: { gitCommit: commit } }];
  const statement = {
    subject: [{ name: 'pkg:npm/%40scope/x@1.0.0', digest: { sha512 } }],
    predicate: { buildDefinition: { resolvedDependencies } },
  };
  const payload = Buffer.from(JSON.stringify(statement)).toString('base64');
  return { attestations: [{ predicateType, bundle: { dsseEnvelope: { payload } } }] };
}

const said = (stdout: object, code = 0) =>
  madeResult({ kind: 'exited', code }, { argv: ['npm'], stdout: JSON.stringify(stdout) });

interface Given {
  attestations?: object | false | 'nothing there';
  wanted?: string;
  audit?: CommandResult;
}

async function checked({
  attestations = attested(digest.toString('hex')),
  wanted,
  audit = said({ invalid: [], missing: [] }),
}: Given) {
  if (attestations)
    server.answers.set('/attestations', attestations === 'nothing there' ? { status: 404 } : { body: attestations });
  const dist = { integrity, tarball: 'http://r.example/x.tgz', attestations: { url: `${server.url}attestations` } };
  const { attestations: _, ...without } = dist;
  return await checkProvenance({
    document: { name: '@scope/x', version: '1.0.0', dist: attestations === false ? without : dist },
    wanted,
    audit: async () => audit,
    signal: new AbortController().signal,
  });
}

test('a statement of these bytes whose signature npm accepts holds, and says what it was built from', async () => {
  expect(await checked({})).toEqual({
    outcome: 'verified',
    detail: `built from git+https://example.org/owner/name at ${commit}`,
  });
});

test('a statement of other bytes does not hold, whatever npm says of its signature', async () => {
  expect(await checked({ attestations: attested('ab'.repeat(64)) })).toMatchObject({ outcome: 'invalid' });
});

test('a statement of no bytes at all does not hold', async () => {
  const statement = { subject: [], predicate: {} };
  const payload = Buffer.from(JSON.stringify(statement)).toString('base64');
  const predicateType = 'https://slsa.dev/provenance/v1';
  const attestations = { attestations: [{ predicateType, bundle: { dsseEnvelope: { payload } } }] };
  expect(await checked({ attestations })).toMatchObject({ outcome: 'invalid' });
});

test('an attestation that is no statement of provenance is none', async () => {
  const publish = attested(digest.toString('hex'), 'https://github.com/npm/attestation/tree/main/specs/publish/v0.1');
  expect(await checked({ attestations: publish })).toMatchObject({ outcome: 'invalid' });
  const broken = {
    attestations: [{ predicateType: 'https://slsa.dev/provenance/v1', bundle: { dsseEnvelope: { payload: 'e30' } } }],
  };
  expect(await checked({ attestations: broken })).toMatchObject({ outcome: 'invalid' });
});

test("a signature that npm refuses does not hold; npm's word on other packages of the project does not count", async () => {
  const invalid = (name: string) =>
    said({ invalid: [{ name, version: '1.0.0', code: 'EATTESTATIONVERIFY' }], missing: [] }, 1);
  expect(await checked({ audit: invalid('@scope/x') })).toEqual({ outcome: 'invalid', detail: 'EATTESTATIONVERIFY' });
  expect(await checked({ audit: invalid('other') })).toMatchObject({ outcome: 'verified' });
});

test('an npm that cannot check leaves it open', async () => {
  const audit = said({ error: { summary: 'the roots of trust cannot be reached' } }, 1);
  expect(await checked({ audit })).toEqual({
    outcome: 'not-checked',
    detail: 'npm audit signatures: the roots of trust cannot be reached',
  });
});

test('what is promised and not there does not hold; what cannot be had leaves it open', async () => {
  expect(await checked({ attestations: 'nothing there' })).toMatchObject({ outcome: 'invalid' });
  expect(await checked({ attestations: {} })).toMatchObject({ outcome: 'not-checked' });
});

test('a release without provenance lacks it when it was wanted, and else was offered none', async () => {
  expect(await checked({ attestations: false, wanted: 'the policy' })).toMatchObject({ outcome: 'missing' });
  expect(await checked({ attestations: false })).toMatchObject({ outcome: 'not-offered' });
});

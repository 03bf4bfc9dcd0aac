import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Handover } from '../../schemas/types.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { type AnsweringServer, answeringServer } from '../registry/answering-server.ts';
import { type NpmBench, openNpmBench } from '../registry/npm-bench.ts';
import { mismatches, proveLocalFile, proveLockfile, proveRegistry } from './handovers.ts';

const packageJson = { name: '@scope/x', version: '1.0.0' };
const other = `sha512-${'A'.repeat(86)}==`;

let bench: NpmBench;
let artifact: Artifact;
let integrity: string;
beforeAll(async () => {
  bench = openNpmBench();
  artifact = await bench.artifact(packageJson);
  integrity = artifact.manifest.integrity;
});
afterAll(() => bench[Symbol.asyncDispose]());

const same = (at: string) => ({ at, expected: integrity, found: integrity, same: true });
const differs = (at: string, found: unknown) => ({ at, expected: integrity, found, same: false });

describe('the local file', () => {
  test('is the same while its bytes are those of its manifest', async () => {
    expect(await proveLocalFile(dirname(artifact.file))).toEqual(same('local file'));
  });

  test('that was changed after packing is a finding', async () => {
    const changed = await bench.artifact(packageJson);
    appendFileSync(changed.file, 'x');
    await expect(proveLocalFile(dirname(changed.file))).rejects.toMatchObject({
      name: 'StageFailure',
      findings: expect.arrayContaining([expect.objectContaining({ code: 'artifact-changed' })]),
    });
  });
});

describe('what the registry says and delivers', () => {
  let server: AnsweringServer;
  beforeEach(async () => {
    server = await answeringServer();
    return () => server[Symbol.asyncDispose]();
  });
  const document = '/@scope/x/1.0.0';
  const tarball = '/@scope/x/-/1.0.0.tgz';
  const prove = (): Promise<Handover[]> => proveRegistry(artifact, server.url, new AbortController().signal);

  async function unreadable(): Promise<unknown> {
    const error: unknown = await prove().then(
      () => expect.fail('it was proved'),
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({
      name: 'StageFailure',
      findings: [{ code: 'registry-answer-unreadable', where: { stage: 'identity' } }],
    });
    return error instanceof Error && error.message;
  }

  test('is the same when it is the packed bytes', async () => {
    expect(server.serve(packageJson)).toBe(integrity);
    expect(await prove()).toEqual([same('registry dist.integrity'), same('bytes downloaded back')]);
  });

  test('a document with another integrity differs, though the bytes are the same', async () => {
    server.serve(packageJson, { integrity: other });
    expect(await prove()).toEqual([differs('registry dist.integrity', other), same('bytes downloaded back')]);
  });

  test('other bytes differ, though the document is the same', async () => {
    server.serve(packageJson);
    server.answers.set(tarball, { body: 'other bytes' });
    const found = expect.stringMatching(/^sha512-/);
    expect(await prove()).toEqual([same('registry dist.integrity'), differs('bytes downloaded back', found)]);
  });

  test('a tarball elsewhere differs, whatever is there, and is not fetched', async () => {
    await using elsewhere = await answeringServer();
    elsewhere.serve(packageJson);
    const url = `${elsewhere.url}@scope/x/-/1.0.0.tgz`;
    server.serve(packageJson, { tarball: url });
    const found = `a tarball elsewhere: ${url}`;
    expect(await prove()).toEqual([same('registry dist.integrity'), differs('bytes downloaded back', found)]);
    expect(elsewhere.asked).toEqual([]);
  });

  test('a tarball that redirects elsewhere is not followed', async () => {
    await using elsewhere = await answeringServer();
    elsewhere.serve(packageJson);
    server.serve(packageJson);
    server.answers.set(tarball, { status: 302, headers: { location: `${elsewhere.url}@scope/x/-/1.0.0.tgz` } });
    expect(await prove()).toEqual([same('registry dist.integrity'), differs('bytes downloaded back', 'HTTP 302')]);
    expect(elsewhere.asked).toEqual([]);
  });

  test('a tarball that is not there differs', async () => {
    server.serve(packageJson);
    server.answers.delete(tarball);
    expect(await prove()).toEqual([same('registry dist.integrity'), differs('bytes downloaded back', 'HTTP 404')]);
  });

  test('a version that is not there, an answer that is not JSON or not a version is a finding', async () => {
    expect(await unreadable()).toContain('HTTP 404');
    server.answers.set(document, { body: '<html>' });
    expect(await unreadable()).toContain('JSON');
    server.answers.set(document, { body: { ...packageJson, dist: { tarball: server.url } } });
    expect(await unreadable()).toContain('/dist/integrity: expected a value, found nothing');
  });

  test('an answer that breaks off, and nobody who answers, is a finding and no fault of ours', async () => {
    server.serve(packageJson);
    server.answers.set(tarball, { headers: { 'content-length': '1000' }, body: 'short', breaksOff: true });
    expect(await unreadable()).toContain('1.0.0.tgz');
    await server[Symbol.asyncDispose]();
    expect(await unreadable()).toContain('ECONNREFUSED');
  });

  test('an interruption is no finding', async () => {
    server.serve(packageJson);
    const reason = new Error('enough');
    await expect(proveRegistry(artifact, server.url, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe('the lockfile', () => {
  const registry = 'http://127.0.0.1:4873/the-run/';
  const resolved = `${registry}@scope/x/-/x-1.0.0.tgz`;
  let projectDir: string;
  beforeEach(() => {
    projectDir = bench.dir('project');
  });

  async function found(lockfile: unknown): Promise<Handover> {
    const text = typeof lockfile === 'string' ? lockfile : JSON.stringify(lockfile);
    writeFileSync(join(projectDir, 'package-lock.json'), text);
    return await proveLockfile(artifact, projectDir, registry);
  }
  const locked = (entry: object) => ({ lockfileVersion: 3, packages: { 'node_modules/@scope/x': entry } });
  const differing = (words: unknown) => differs('lockfile in the project', words);

  test('with the integrity of the packed bytes, from the throwaway registry, is the same', async () => {
    expect(await found(locked({ version: '1.0.0', resolved, integrity }))).toEqual(same('lockfile in the project'));
  });

  test('with another integrity differs', async () => {
    expect(await found(locked({ resolved, integrity: other }))).toEqual(differing(other));
  });

  test('with the same integrity resolved from elsewhere differs', async () => {
    const elsewhere = 'https://registry.example/@scope/x/-/x-1.0.0.tgz';
    const words = `${integrity} resolved from ${elsewhere}`;
    expect(await found(locked({ resolved: elsewhere, integrity }))).toEqual(differing(words));
    expect(await found(locked({ integrity }))).toEqual(differing(`${integrity} resolved from nowhere`));
  });

  test('without the package, or without an integrity for it, differs', async () => {
    const words = 'no entry with an integrity';
    expect(await found({ lockfileVersion: 3, packages: {} })).toEqual(differing(words));
    expect(await found(locked({ resolved, link: true }))).toEqual(differing(words));
    const nested = {
      lockfileVersion: 3,
      packages: { 'node_modules/y/node_modules/@scope/x': { resolved, integrity } },
    };
    expect(await found(nested)).toEqual(differing(words));
  });

  test('that is not there, not JSON, or of a version that we do not read differs', async () => {
    expect(await found('{"lockfile')).toEqual(differing('a package-lock.json that is not JSON'));
    expect(await found({ lockfileVersion: 1, dependencies: {} })).toEqual(
      differing(expect.stringContaining('/lockfileVersion: expected one of 2, 3, found 1')),
    );
    rmSync(join(projectDir, 'package-lock.json'));
    expect(await proveLockfile(artifact, projectDir, registry)).toEqual(differing('no package-lock.json'));
  });
});

test('each hand-over that differs is a finding of its own, and only those', () => {
  const handovers: Handover[] = [
    { at: 'local file', expected: 'a', found: 'a', same: true },
    { at: 'bytes downloaded back', expected: 'a', found: 'b', same: false },
    { at: 'running CLI', expected: '1.0.0', found: '1.0.1', same: false },
  ];
  expect(mismatches(handovers)).toMatchObject([
    { code: 'identity-mismatch', severity: 'error', args: { at: 'bytes downloaded back', expected: 'a', found: 'b' } },
    { code: 'identity-mismatch', args: { at: 'running CLI' }, remediation: expect.stringContaining('package.json') },
  ]);
});

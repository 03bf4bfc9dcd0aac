import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Artifact } from '../artifact/artifact.ts';
import { type AnsweringServer, answeringServer } from '../registry/answering-server.ts';
import { type NpmBench, openNpmBench } from '../registry/npm-bench.ts';
import { type Proof, type ProofOptions, proveIdentity } from './prove.ts';

const packageJson = { name: '@scope/x', version: '1.0.0' };

let bench: NpmBench;
let artifact: Artifact;
let server: AnsweringServer;
let projectDir: string;
beforeAll(async () => {
  bench = openNpmBench();
  artifact = await bench.artifact(packageJson);
});
afterAll(() => bench[Symbol.asyncDispose]());
beforeEach(async () => {
  server = await answeringServer();
  server.serve(packageJson);
  projectDir = bench.dir('project');
  install({});
  return () => server[Symbol.asyncDispose]();
});

/** The project, as npm would have made it: what the lockfile says and what the command does. */
function install({ integrity = artifact.manifest.integrity, command = 'echo 1.0.0' }): void {
  const entry = { resolved: `${server.url}x.tgz`, integrity };
  const lockfile = { lockfileVersion: 3, packages: { 'node_modules/@scope/x': entry } };
  writeFileSync(join(projectDir, 'package-lock.json'), JSON.stringify(lockfile));
  const bin = join(projectDir, 'node_modules', '.bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'x'), `#!/bin/sh\ntouch was-run\n${command}\n`, { mode: 0o755 });
}

function prove(changes: Partial<ProofOptions> = {}): Promise<Proof> {
  return proveIdentity(artifact, {
    artifactDir: dirname(artifact.file),
    registry: server.url,
    installed: Promise.resolve(),
    projectDir,
    bin: 'x',
    env: bench.env,
    signal: new AbortController().signal,
    ...changes,
  });
}

const inShort = ({ handovers, findings, worthTrying }: Proof) => ({
  handovers: handovers.map(({ at, same }) => `${at}: ${same ? 'same' : 'differs'}`),
  findings: findings.map(({ code, args }) => `${code} ${args.at ?? args.command}`),
  worthTrying,
});
const bytes = ['local file: same', 'registry dist.integrity: same', 'bytes downloaded back: same'];

test('five hand-overs, from the file on disk to what runs', async () => {
  expect(inShort(await prove())).toEqual({
    handovers: [...bytes, 'lockfile in the project: same', 'running CLI: same'],
    findings: [],
    worthTrying: true,
  });
});

test('where the bytes are others, nothing of them is run, and nothing they could say is worth trying', async () => {
  install({ integrity: `sha512-${'A'.repeat(86)}==` });
  expect(inShort(await prove())).toEqual({
    handovers: [...bytes, 'lockfile in the project: differs'],
    findings: ['identity-mismatch lockfile in the project'],
    worthTrying: false,
  });
  expect(existsSync(join(projectDir, 'was-run'))).toBe(false);
});

test('a command that misstates its version is wrong, and the smokes are still worth trying', async () => {
  install({ command: 'echo 2.0.0' });
  expect(inShort(await prove())).toMatchObject({
    handovers: [...bytes, 'lockfile in the project: same', 'running CLI: differs'],
    findings: ['identity-mismatch running CLI'],
    worthTrying: true,
  });
});

test('of a command that does not run, no smoke has anything to learn', async () => {
  install({ command: 'exit 1' });
  expect(inShort(await prove())).toMatchObject({
    findings: ['command-does-not-run x --version'],
    worthTrying: false,
  });
});

test('the project is looked at when it is installed, and not before', async () => {
  const installed = Promise.withResolvers<void>();
  const proving = prove({ installed: installed.promise });
  await expect.poll(() => server.asked.length).toBe(2);
  install({ integrity: `sha512-${'A'.repeat(86)}==` });
  installed.resolve();
  expect((await proving).worthTrying).toBe(false);
});

test('an install that failed is what is thrown', async () => {
  const failure = new Error('install failed');
  await expect(prove({ installed: Promise.reject(failure) })).rejects.toBe(failure);
});

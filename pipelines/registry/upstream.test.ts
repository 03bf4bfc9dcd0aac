import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { proveLockfile, proveRegistry } from '../identity/handovers.ts';
import { npmCommand } from '../npm/npm.ts';
import { installArtifact } from '../project/install.ts';
import { answeringServer } from './answering-server.ts';
import { type NpmBench, openNpmBench } from './npm-bench.ts';
import { publishArtifact } from './publish.ts';
import { upstreamFor } from './upstream.ts';

let bench: NpmBench;
beforeAll(() => {
  bench = openNpmBench('http://default.example/');
});
afterAll(() => bench[Symbol.asyncDispose]());

test('a package without a scope is published here, and its dependencies come from where npm would fetch them', async () => {
  await using outside = await answeringServer();
  await using bench = openNpmBench(outside.url);
  outside.serve({ name: 'left', version: '1.1.0', dependencies: { '@other/right': '^2.0.0' } });
  outside.serve({ name: '@other/right', version: '2.2.0' });
  // The world has other bytes under the same name and version.
  outside.serve({ name: 'app', version: '1.0.0', description: 'of somebody else' });
  const { npm, env, userconfig, root } = bench;

  const upstream = await upstreamFor('app', npm, { cwd: root, env });
  expect(upstream).toEqual({ upstream: outside.url });
  const registry = await bench.registry('app', upstream);
  const artifact = await bench.artifact({ name: 'app', version: '1.0.0', dependencies: { left: '^1.0.0' } });
  const options = { registry: registry.url, npm, env, timeoutMs: 60_000 };
  await publishArtifact(artifact, { ...options, userconfig, tag: 'latest' });
  const projectDir = bench.dir('project');
  await installArtifact(artifact, { ...options, projectDir, cacheDir: bench.dir('cache') });

  for (const name of ['left', '@other/right']) {
    expect(JSON.parse(readFileSync(join(projectDir, 'node_modules', name, 'package.json'), 'utf8'))).toMatchObject({
      name,
    });
  }
  const handovers = [
    ...(await proveRegistry(artifact, registry.url, new AbortController().signal)),
    await proveLockfile(artifact, projectDir, registry.url),
  ];
  expect(handovers.map(({ same }) => same)).toEqual([true, true, true]);
  expect(outside.asked.filter((asked) => asked.includes('app'))).toEqual([]);
  expect(outside.asked.filter((asked) => !asked.startsWith('GET '))).toEqual([]);
});

test('a scope is sent to our registry alone: nothing is fetched through it', async () => {
  const npm = () => expect.fail('npm was asked');
  expect(await upstreamFor('@scope/x', npm, { cwd: bench.root, env: {} })).toEqual({});
});

test('an npmrc of a project above does not count', async () => {
  const cwd = join(bench.dir('project'), 'below');
  mkdirSync(cwd);
  writeFileSync(join(dirname(cwd), 'package.json'), '{}');
  writeFileSync(join(dirname(cwd), '.npmrc'), 'registry=http://above.example/');
  const { npm, env } = bench;
  expect(await upstreamFor('x', npm, { cwd, env })).toEqual({ upstream: 'http://default.example/' });
});

test('an npm that does not say where it fetches from is a finding: dependencies would look as if they did not exist', async () => {
  const path = fileURLToPath(new URL('./npm-stand-in.ts', import.meta.url));
  const npm = npmCommand({ node: { path: process.execPath, version: 'none' }, npm: { path, version: 'none' } });
  const asked = (env: Record<string, string>) => upstreamFor('x', npm, { cwd: bench.root, env });
  await expect(asked({ STAND_IN_STDERR: 'npm error bad option', STAND_IN_END: '1' })).rejects.toMatchObject({
    findings: [{ code: 'upstream-unknown', args: { how: 'exit 1', found: 'npm error bad option' } }],
  });
  await expect(asked({ STAND_IN_STDOUT: 'undefined\n' })).rejects.toMatchObject({
    findings: [{ code: 'upstream-unknown', args: { how: 'exit 0', found: 'undefined' } }],
  });
});

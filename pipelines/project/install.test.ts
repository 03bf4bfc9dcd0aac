import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Artifact } from '../artifact/artifact.ts';
import { StageFailure } from '../findings/errors.ts';
import { type AnsweringServer, answeringServer } from '../registry/answering-server.ts';
import { type NpmBench, openNpmBench } from '../registry/npm-bench.ts';
import { publishArtifact } from '../registry/publish.ts';
import type { Registry } from '../registry/registry.ts';
import { readRequestLog } from '../registry/request-log.ts';
import { installArtifact } from './install.ts';

let outside: AnsweringServer;
let bench: NpmBench;
let registry: Registry;
beforeAll(async () => {
  outside = await answeringServer();
  outside.serve({ name: 'left', version: '1.1.0' });
  bench = openNpmBench(outside.url);
  registry = await bench.registry('@scope/x');
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
  await outside[Symbol.asyncDispose]();
});

async function published(fields: { version: string; [field: string]: unknown }, files?: Record<string, string>) {
  const artifact = await bench.artifact({ name: '@scope/x', ...fields }, files);
  const { npm, env, userconfig } = bench;
  const options = { registry: registry.url, tag: 'latest', npm, userconfig, env, timeoutMs: 60_000 };
  await publishArtifact(artifact, options);
  return artifact;
}

/** With a cache of its own: a version that came to this registry later is not in what was cached of it. */
async function install(artifact: Artifact, places: { projectDir?: string; cacheDir?: string } = {}): Promise<string> {
  const place = bench.dir('install');
  const { projectDir = join(place, 'project'), cacheDir = join(place, 'cache', 'npm') } = places;
  const { npm, env } = bench;
  await installArtifact(artifact, { projectDir, registry: registry.url, npm, cacheDir, env, timeoutMs: 60_000 });
  return projectDir;
}

test('the package comes by name from the throwaway registry, everything else from where npm goes by itself', async () => {
  const artifact = await published(
    { version: '1.0.0', bin: { x: 'bin.js' }, dependencies: { left: '^1.0.0' } },
    { 'bin.js': '#!/usr/bin/env node\n' },
  );
  const projectDir = await install(artifact);
  const at = (...path: string[]) => join(projectDir, 'node_modules', ...path);
  expect(realpathSync(at('.bin', 'x'))).toBe(realpathSync(at('@scope', 'x', 'bin.js')));
  expect(JSON.parse(readFileSync(at('left', 'package.json'), 'utf8'))).toMatchObject({ version: '1.1.0' });
  expect(JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8'))).toMatchObject({
    dependencies: { '@scope/x': '1.0.0' },
  });
  const { packages } = JSON.parse(readFileSync(join(projectDir, 'package-lock.json'), 'utf8'));
  expect(packages['node_modules/@scope/x'].resolved).toMatch(registry.url);
  expect(packages['node_modules/left'].resolved).toMatch(outside.url);
  expect(outside.asked.filter((asked) => asked.includes('@scope'))).toEqual([]);
  const asked = (await readRequestLog(registry.requestLog)).map(({ request }) => request.url);
  expect(asked.filter((url) => url.includes('left'))).toEqual([]);
});

test('third-party packages are fetched once for all runs', async () => {
  const artifact = await published({ version: '1.1.0', dependencies: { left: '^1.0.0' } });
  const cacheDir = join(bench.root, 'cache', 'npm');
  outside.asked.length = 0;
  await install(artifact, { cacheDir });
  expect(outside.asked).toEqual(['GET /left', 'GET /left/-/1.1.0.tgz']);
  await install(artifact, { cacheDir });
  expect(outside.asked).toHaveLength(2);
});

describe('an install that npm does not finish is a finding with the reason', () => {
  async function reasonFor(artifact: Artifact): Promise<string> {
    const error: unknown = await install(artifact).then(
      () => expect.fail('it was installed'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof StageFailure)) throw error;
    const { name, version } = artifact.manifest;
    expect(error.findings).toMatchObject([
      { code: 'install-failed', where: { stage: 'install' }, args: { name, version, how: 'exit 1' } },
    ]);
    return String(error.findings[0]?.args.reason);
  }

  test('a dependency that there is not', async () => {
    const artifact = await published({ version: '2.0.0', dependencies: { nowhere: '1.0.0' } });
    expect(await reasonFor(artifact)).toMatch(/^E404 .*nowhere/);
  });

  test('a dependency without such a version', async () => {
    const artifact = await published({ version: '2.1.0', dependencies: { left: '^9.0.0' } });
    expect(await reasonFor(artifact)).toMatch(/^ETARGET .*left@\^9\.0\.0/);
  });

  test('an install script that fails', async () => {
    const artifact = await published({ version: '2.2.0', scripts: { postinstall: 'echo no compiler >&2; exit 1' } });
    expect(await reasonFor(artifact)).toContain('no compiler');
  });
});

test('an npmrc or a project above has no say', async () => {
  const artifact = await published({ version: '3.0.0' });
  const above = bench.dir('above');
  writeFileSync(join(above, 'package.json'), '{"name":"above","workspaces":["project"]}');
  writeFileSync(join(above, '.npmrc'), '@scope:registry=http://127.0.0.1:9/\n');
  const projectDir = await install(artifact, { projectDir: join(above, 'project') });
  expect(existsSync(join(projectDir, 'node_modules', '@scope', 'x', 'package.json'))).toBe(true);
  expect(existsSync(join(above, 'node_modules'))).toBe(false);
});

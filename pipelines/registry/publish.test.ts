import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../schemas/types.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { StageFailure } from '../findings/errors.ts';
import { npmCommand } from '../npm/npm.ts';
import { answeringServer } from './answering-server.ts';
import { type NpmBench, openNpmBench } from './npm-bench.ts';
import { type PublishOptions, publishArtifact } from './publish.ts';
import type { Registry } from './registry.ts';

let bench: NpmBench;
let registry: Registry;
beforeAll(async () => {
  bench = openNpmBench();
  registry = await bench.registry('@scope/x');
});
afterAll(() => bench[Symbol.asyncDispose]());

function publish(artifact: Artifact, changes: Partial<PublishOptions> = {}): Promise<void> {
  const { npm, env, userconfig } = bench;
  const options = { registry: registry.url, tag: 'next', npm, userconfig, env, timeoutMs: 60_000 };
  return publishArtifact(artifact, { ...options, ...changes });
}

async function findingOf(publishing: Promise<void>): Promise<Finding | undefined> {
  const error: unknown = await publishing.then(
    () => expect.fail('it was published'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof StageFailure)) throw error;
  return error.findings[0];
}

async function published(version: string): Promise<unknown> {
  return (await fetch(`${registry.url}@scope%2fx/${version}`)).json();
}

describe('real npm', () => {
  test('brings exactly these bytes to the throwaway registry, under the tag', async () => {
    const artifact = await bench.artifact({ name: '@scope/x', version: '1.0.0-rc.1' });
    await publish(artifact);
    expect(await published('next')).toMatchObject({
      version: '1.0.0-rc.1',
      dist: { integrity: artifact.manifest.integrity },
    });
  });

  test('goes nowhere else, whatever the package, the project around it and the environment say', async () => {
    await using elsewhere = await answeringServer();
    const { url } = elsewhere;
    const artifact = await bench.artifact({
      name: '@scope/x',
      version: '2.0.0',
      publishConfig: { registry: url, '@scope:registry': url, provenance: true },
      scripts: { prepublishOnly: 'exit 1', publish: 'exit 1' },
    });
    const around = dirname(dirname(artifact.file));
    writeFileSync(join(around, 'package.json'), '{}');
    const settings = [`registry=${url}`, `@scope:registry=${url}`, `proxy=${url}`, 'loglevel=silent', 'dry-run=true'];
    writeFileSync(join(around, '.npmrc'), settings.join('\n'));
    await publish(artifact, {
      env: { ...bench.env, npm_config_registry: url, 'npm_config_@scope:registry': url, npm_config_loglevel: 'silent' },
    });
    expect(elsewhere.asked).toEqual([]);
    expect(await published('2.0.0')).toMatchObject({ dist: { integrity: artifact.manifest.integrity } });
  });

  test('a version that is there already is a finding with what npm says', async () => {
    const artifact = await bench.artifact({ name: '@scope/x', version: '3.0.0' });
    await publish(artifact);
    expect(await findingOf(publish(artifact))).toMatchObject({
      code: 'publish-failed',
      args: { how: 'exit 1', reason: expect.stringContaining('previously published versions: 3.0.0') },
    });
  });

  test('another package than the one under test is refused by the registry', async () => {
    const found = await findingOf(publish(await bench.artifact({ name: '@scope/y', version: '1.0.0' })));
    expect(found).toMatchObject({ code: 'publish-failed', args: { reason: expect.stringMatching(/^E401 /) } });
  });
});

describe('an npm that', () => {
  let artifact: Artifact;
  beforeAll(async () => {
    artifact = await bench.artifact({ name: '@scope/x', version: '4.0.0' });
  });

  /** What is found when npm prints this and ends so. */
  function found(said: { stderr?: string; stdout?: string; end?: string }): Promise<Finding | undefined> {
    const path = fileURLToPath(new URL('./npm-stand-in.ts', import.meta.url));
    const version = 'none';
    const npm = npmCommand({ node: { path: process.execPath, version }, npm: { path, version } });
    const { stdout = description(), stderr = publishingTo(registry.url), end = '0' } = said;
    const env = { STAND_IN_STDOUT: stdout, STAND_IN_STDERR: stderr, STAND_IN_END: end };
    return findingOf(publish(artifact, { npm, env }));
  }

  const publishingTo = (url: string) => `npm notice Publishing to ${url} with tag next and public access\n`;
  const description = (differs: object = {}) => {
    const { name, version, integrity } = artifact.manifest;
    return JSON.stringify({ name, version, integrity, size: 1, filename: 'x.tgz', files: [], ...differs });
  };

  test('publishes elsewhere is found out, whether it succeeds or fails there', async () => {
    for (const end of ['0', '1']) {
      expect(await found({ stderr: publishingTo('http://elsewhere.example/'), end })).toMatchObject({
        code: 'published-elsewhere',
        severity: 'error',
        where: { stage: 'publish' },
        args: { expected: registry.url, found: 'http://elsewhere.example/' },
      });
    }
  });

  test('publishes to the registry of another run is found out', async () => {
    const another = registry.url.replace('the-run', 'another-run');
    expect(await found({ stderr: publishingTo(another) })).toMatchObject({
      code: 'published-elsewhere',
      args: { found: another },
    });
  });

  test('publishes here and then elsewhere is found out', async () => {
    const stderr = publishingTo(registry.url) + publishingTo('http://elsewhere.example/');
    expect(await found({ stderr })).toMatchObject({ code: 'published-elsewhere' });
  });

  test('does not say where it publishes to is not believed', async () => {
    const stderr = `npm notice would be publishing to ${registry.url}\n`;
    expect(await found({ stderr })).toMatchObject({ code: 'publish-target-unknown', args: { expected: registry.url } });
  });

  test('publishes other bytes is found out', async () => {
    const other = `sha512-${'A'.repeat(86)}==`;
    expect(await found({ stdout: description({ integrity: other }) })).toMatchObject({
      code: 'published-other-bytes',
      args: { expected: artifact.manifest.integrity, found: other },
    });
  });

  test('does not say what it published is not believed', async () => {
    expect(await found({ stdout: 'done\n' })).toMatchObject({
      code: 'published-other-bytes',
      args: { found: 'no description of what was published' },
    });
  });

  test('fails is told by its JSON, by its last words, or by how it ended', async () => {
    const stdout = JSON.stringify({ error: { code: 'E403', summary: 'You may not', detail: '' } });
    expect(await found({ stdout, end: '1' })).toMatchObject({
      code: 'publish-failed',
      args: { how: 'exit 1', reason: 'E403 You may not' },
    });
    expect(await found({ stdout: '', stderr: 'npm warn x\nnpm error the disk is full\n', end: '7' })).toMatchObject({
      code: 'publish-failed',
      args: { how: 'exit 7', reason: 'npm error the disk is full' },
    });
    expect(await found({ stdout: '', stderr: '', end: 'SIGKILL' })).toMatchObject({
      code: 'publish-failed',
      args: { how: 'killed by SIGKILL', reason: 'it said nothing' },
    });
  });
});

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../smoke/process/eventually.ts';
import { type ProcessIdentity, stateOf } from '../../smoke/process/identity.ts';
import { MARK_VARIABLE } from '../../smoke/process/mark.ts';
import { findSurvivors } from '../../smoke/process/survivors.ts';
import { StageFailure } from '../findings/errors.ts';
import { type NpmBench, openNpmBench, packageOf } from './npm-bench.ts';
import { type Registry, type RegistryOptions, startRegistry } from './registry.ts';
import { readRequestLog } from './request-log.ts';

let bench: NpmBench;
beforeAll(() => {
  bench = openNpmBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

/** The processes of the bench's registries. */
const marked = () =>
  findSurvivors({ mark: { name: MARK_VARIABLE, value: bench.root } }).survivors.map(({ pid }) => pid);

/** PUTs a package as npm does when it publishes. */
async function put(registry: string, name: string): Promise<number> {
  const data = packageOf({ name, version: '1.0.0' });
  const file = `${name}-1.0.0.tgz`;
  const body = JSON.stringify({
    _id: name,
    name,
    'dist-tags': { latest: '1.0.0' },
    versions: { '1.0.0': { name, version: '1.0.0', dist: { tarball: `${registry}${name}/-/${file}` } } },
    _attachments: { [file]: { content_type: 'application/octet-stream', data: data.toString('base64') } },
  });
  const headers = { authorization: 'Bearer throwaway', 'content-type': 'application/json' };
  const response = await fetch(`${registry}${name.replace('/', '%2f')}`, { method: 'PUT', headers, body });
  await response.body?.cancel();
  return response.status;
}

async function get(url: string): Promise<number> {
  const response = await fetch(url);
  await response.body?.cancel();
  return response.status;
}

describe('one that is up', () => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await bench.registry('@scope/x');
  });

  test('takes the package under test, and no other name', async () => {
    for (const name of ['@scope/y', '@other/x', 'x', '@scope/x-too']) {
      expect({ name, status: await put(registry.url, name) }).toEqual({ name, status: 401 });
      expect({ name, status: await get(`${registry.url}${name.replace('/', '%2f')}`) }).toEqual({ name, status: 404 });
    }
    expect(await put(registry.url, '@scope/x')).toBe(201);
    expect(await get(`${registry.url}@scope%2fx`)).toBe(200);
  });

  test('serves its own prefix, and nothing beside it', async () => {
    const host = `http://127.0.0.1:${registry.port}`;
    expect(registry.url).toBe(`${host}/the-run/`);
    expect(await get(`${registry.url}-/ping`)).toBe(200);
    for (const path of ['/', '/-/ping', '/the-run', '/the-run-too/-/ping', '/another/-/ping', '/@scope%2fx']) {
      expect({ path, status: await get(host + path) }).toEqual({ path, status: 404 });
    }
  });

  test('logs what it is asked, as evidence', async () => {
    expect(await get(`${registry.url}never-published`)).toBe(404);
    const asked = async () =>
      (await readRequestLog(registry.requestLog)).map(
        ({ request, status }) => `${request.method} ${request.url} ${status}`,
      );
    await expect.poll(asked, { timeout: 10_000 }).toContain('GET /never-published 404');
  });

  test('listens on loopback alone', () => {
    const sockets = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => readFileSync(file, 'utf8').split('\n'));
    const port = registry.port.toString(16).toUpperCase().padStart(4, '0');
    const listening = sockets.filter((line) => line.includes(`:${port} `) && / 0A /.test(line));
    expect(listening.map((line) => line.trim().split(/\s+/)[1])).toEqual([`0100007F:${port}`]);
  });
});

describe('its process', () => {
  test('is gone once the registry is disposed, and twice is once', async () => {
    const registry = await bench.registry('@scope/x');
    expect(stateOf(registry.process)).toBe('alive');
    await registry[Symbol.asyncDispose]();
    expect(stateOf(registry.process)).toBe('gone');
    await registry[Symbol.asyncDispose]();
  });

  test('ends when its parent is killed', async () => {
    const options = bench.registryOptions('@scope/x');
    const holder = fork(new URL('./registry-holder.ts', import.meta.url), [JSON.stringify(options)]);
    onTestFinished(() => void holder.kill('SIGKILL'));
    const [registry]: ProcessIdentity[] = await once(holder, 'message');
    if (!registry) throw new Error('the holder told no process');
    expect(stateOf(registry)).toBe('alive');
    holder.kill('SIGKILL');
    await eventually('the registry has ended', () => stateOf(registry) === 'gone');
  });
});

describe('one that does not come up is a finding, and nothing is left of it', () => {
  async function reasonOf(changes: Partial<RegistryOptions>): Promise<string> {
    const before = marked();
    const options = bench.registryOptions('@scope/x', changes);
    const error: unknown = await startRegistry(options).then(
      async (registry) => {
        await registry[Symbol.asyncDispose]();
        return expect.fail('it came up');
      },
      (reason: unknown) => reason,
    );
    if (!(error instanceof StageFailure)) throw error;
    expect(error.findings).toMatchObject([
      { code: 'registry-not-up', where: { stage: 'registry' }, args: { log: options.requestLog } },
    ]);
    expect(marked()).toEqual(before);
    return String(error.findings[0]?.args.reason);
  }

  test('a file is where its directory should be', async () => {
    const dir = join(bench.dir('occupied'), 'registry');
    writeFileSync(dir, '');
    expect(await reasonOf({ dir })).toMatch(/EEXIST|ENOTDIR/);
  });

  test('a storage is there already, with whatever packages', async () => {
    const dir = bench.dir('occupied');
    mkdirSync(join(dir, 'storage'));
    expect(await reasonOf({ dir })).toMatch(/^EEXIST: .*storage/);
  });

  test('its directory cannot be made', async () => {
    expect(await reasonOf({ dir: '/sys/registry' })).toMatch(/^E(ROFS|ACCES|PERM): /);
  });

  test('its request log cannot be written', async () => {
    const requestLog = bench.dir('in-the-way');
    expect(await reasonOf({ requestLog })).toMatch(/^EISDIR: /);
    expect(await reasonOf({ requestLog: join(requestLog, 'not-there', 'requests.jsonl') })).toMatch(/^ENOENT: /);
  });

  test('its process ends; what it printed is beside the request log', async () => {
    const requestLog = join(bench.dir('evidence'), 'requests.jsonl');
    const env = { PATH: '', NODE_OPTIONS: '--require=/not/there' };
    expect(await reasonOf({ requestLog, env })).toBe('its process ended with exit 1');
    expect(readFileSync(join(dirname(requestLog), 'registry.log'), 'utf8')).toContain('/not/there');
  });

  test('its configuration is refused', async () => {
    expect(await reasonOf({ upstream: 'no url' })).toMatch(/url/i);
  });

  test('it takes too long', async () => {
    expect(await reasonOf({ readyWithinMs: 1 })).toBe('it did not listen within 1 ms');
  });
});

test('an interruption ends it while it comes up, with the reason of the interruption', async () => {
  const before = marked();
  const interruption = new AbortController();
  const starting = startRegistry(bench.registryOptions('@scope/x', { signal: interruption.signal }));
  starting.catch(() => undefined);
  await eventually('its process is there', () => marked().length > before.length);
  interruption.abort(new Error('enough'));
  await expect(starting).rejects.toThrow('enough');
  expect(marked()).toEqual(before);
});

test('an interruption that was there before starts nothing', async () => {
  const options = bench.registryOptions('@scope/x', { signal: AbortSignal.abort(new Error('enough')) });
  await expect(startRegistry(options)).rejects.toThrow('enough');
  expect(readFileSync(join(dirname(options.requestLog), 'registry.log'), 'utf8')).toBe('');
});

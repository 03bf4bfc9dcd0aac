import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRequestLog } from '../registry/request-log.ts';
import { exitOf, onlyReport, openWorkplace } from './workplace.ts';

/** A registry that nothing may be sent to: it notes whoever asks. */
async function trap(): Promise<AsyncDisposable & { url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

test('a poisoned environment changes nothing: the right bytes are verified, and nothing is sent elsewhere', async () => {
  await using place = await openWorkplace();
  await using elsewhere = await trap();
  const { url } = elsewhere;
  const source = await place.copyOfReference();
  const manifest = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
  manifest.publishConfig = { ...manifest.publishConfig, registry: url, '@kaelio:registry': url, provenance: true };
  await writeFile(join(source, 'package.json'), JSON.stringify(manifest, undefined, 2));
  const npmrc = `registry=${url}\n@kaelio:registry=${url}\n//${new URL(url).host}/:_authToken=canary\nignore-scripts=true\n`;
  for (const dir of [place.home, place.dir, place.tmp, source]) await writeFile(join(dir, '.npmrc'), npmrc);
  const projectAbove = { private: true, type: 'module', workspaces: ['**'], packageManager: 'pnpm@1.0.0' };
  await writeFile(join(place.tmp, 'package.json'), JSON.stringify(projectAbove));

  const result = await place.shakedown(['verify', source, '--json'], {
    env: {
      NPM_CONFIG_REGISTRY: url,
      npm_config_registry: url,
      'npm_config_@kaelio:registry': url,
      npm_config_cache: '/nonexistent',
      npm_config_dry_run: 'true',
      npm_config_min_release_age: '365',
      KTX_RUNTIME_ROOT: join(place.home, 'must-not-be-used'),
    },
  });

  expect(result.stderr).not.toContain('canary');
  expect(exitOf(result), result.stderr).toBe(0);
  expect(elsewhere.asked).toEqual([]);
  const report = await onlyReport(place);
  expect(report.handovers.map(({ same }) => same)).toEqual([true, true, true, true, true]);
  const requests = await readRequestLog(join(report.evidence.dir, 'registry', 'requests.jsonl'));
  const published = requests.filter(({ request }) => request.method === 'PUT');
  expect(new Set(published.map(({ request }) => request.url))).toEqual(new Set(['/@kaelio%2fktx']));
  expect(published.some(({ status }) => status === 201)).toBe(true);
});

test('NODE_OPTIONS of the caller reaches no command of the package', async () => {
  await using place = await openWorkplace();
  const spy = join(place.home, 'spy.cjs');
  const log = join(place.home, 'spied');
  await writeFile(
    spy,
    `require('node:fs').appendFileSync(${JSON.stringify(log)}, process.argv.slice(1).join(' ') + '\\n');\n`,
  );
  const result = await place.shakedown(['verify', '--only', 'install >'], {
    env: { NODE_OPTIONS: `--require ${spy}` },
  });
  expect(exitOf(result), result.stderr).toBe(0);
  const seen = (await readFile(log, 'utf8')).trim().split('\n');
  // Our own program was started by the caller, with the caller's options; nothing that we start is.
  expect(seen.filter((line) => !line.includes('shakedown.mjs'))).toEqual([]);
});

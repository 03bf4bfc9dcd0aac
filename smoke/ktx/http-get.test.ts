import { createServer, type RequestListener, type Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { httpGet } from './http-get.ts';
import { openElsewhere, reachableElsewhere } from './open-elsewhere.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

async function serve(host: string, answer: RequestListener): Promise<{ url: URL; port: number }> {
  const started = createServer(answer);
  server = started;
  const port = await new Promise<number>((resolve, reject) => {
    started.on('error', reject);
    started.listen(0, host, () => {
      const address = started.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
    });
  });
  return { url: new URL(`http://127.0.0.1:${port}/health`), port };
}

test('gives status and body', async () => {
  const { url } = await serve('127.0.0.1', (request, response) => response.writeHead(503).end(request.url));
  expect(await httpGet(url, 5000)).toEqual({ status: 503, body: '/health' });
});

test('a server that does not answer is given up', async () => {
  const { url } = await serve('127.0.0.1', () => undefined);
  await expect(httpGet(url, 100)).rejects.toThrow(/aborted/);
});

test('a port that listens on loopback is not open elsewhere, one that listens everywhere is', async () => {
  const loopback = await serve('127.0.0.1', () => undefined);
  expect(await openElsewhere([process], loopback.port)).toEqual([]);
  expect(await reachableElsewhere(loopback.port)).toEqual([]);
  server?.close();
  const everywhere = await serve('0.0.0.0', () => undefined);
  const others = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
  const reachable = others.filter(({ internal, family }) => !internal && family === 'IPv4');
  const addresses = reachable.map(({ address }) => address);
  expect(await reachableElsewhere(everywhere.port)).toEqual(addresses);
  const byKernel = process.platform === 'linux' ? [`0.0.0.0:${everywhere.port}`] : addresses;
  expect(await openElsewhere([process], everywhere.port)).toEqual(byKernel);
});

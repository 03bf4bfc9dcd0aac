import { createServer, type ListenOptions, type Server } from 'node:net';
import { expect, test } from 'vitest';
import { listeningAddresses } from './listening.ts';

function listen(options: ListenOptions): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(options, () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  return address.port;
}

test.runIf(process.platform === 'linux').for([
  ['127.0.0.1', (port: number) => `127.0.0.1:${port}`],
  ['127.1.2.3', (port: number) => `127.1.2.3:${port}`],
  ['0.0.0.0', (port: number) => `0.0.0.0:${port}`],
  ['::1', (port: number) => `[::1]:${port}`],
  ['::', (port: number) => `[::]:${port}`],
] as const)('a server on %s is found', async ([host, expected]) => {
  const server = await listen({ host, port: 0 });
  try {
    expect(listeningAddresses(process.pid)).toContain(expected(portOf(server)));
    expect(listeningAddresses(process.ppid)).not.toContain(expected(portOf(server)));
  } finally {
    server.close();
  }
});

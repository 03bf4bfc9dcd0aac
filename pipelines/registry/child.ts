/**
 * The throwaway registry's own process: Verdaccio on loopback, a port of its own, storage of its own.
 * A process of its own because Verdaccio's logger and search index are singletons and because a blocked
 * event loop on our side must not stop it. It ends when its parent does: the IPC channel closes.
 *
 * Parent sends one RegistryOrder, child answers one RegistryAnswer.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runServer } from 'verdaccio';

export interface RegistryOrder {
  /** Absolute; storage and configuration live here. */
  dir: string;
  /** Absolute; Verdaccio's request log, one JSON object a line. */
  requestLog: string;
  /** First path segment of the registry's URL: no cache entry of another run can be taken for ours. */
  prefix: string;
  /** The package under test: the only one that can be published. */
  packageName: string;
  /** Registry that other names are fetched from; absent: nothing is proxied. */
  upstream?: string;
  /** Whoever publishes must be logged in, as on the public registry; anybody can make an account. Absent: nobody has to. */
  accounts?: boolean;
}

export type RegistryAnswer = { kind: 'listening'; port: number } | { kind: 'failed'; reason: string };

function configFor(order: RegistryOrder): Record<string, unknown> {
  const others = order.upstream ? { access: '$all', proxy: 'upstream' } : { access: '$all' };
  return {
    configPath: join(order.dir, 'config.yaml'),
    storage: join(order.dir, 'storage'),
    url_prefix: `/${order.prefix}/`,
    auth: order.accounts ? { htpasswd: { file: join(order.dir, 'htpasswd'), max_users: 100 } } : {},
    uplinks: order.upstream ? { upstream: { url: order.upstream, cache: true } } : {},
    // No proxy for the package under test: a version that exists upstream could not be published, and must not be served.
    packages: {
      [order.packageName]: { access: '$all', publish: order.accounts ? '$authenticated' : '$all' },
      '**': others,
    },
    max_body_size: '200mb',
    web: { enable: false },
    log: { type: 'file', path: order.requestLog, format: 'json', level: 'http' },
  };
}

/**
 * Verdaccio puts `url_prefix` into the URLs that it hands out and leaves serving it to a proxy in front.
 * That proxy is this: below the prefix requests go on without it, elsewhere there is nothing.
 */
function mountAt(prefix: string, to: Server): void {
  const verdaccio = to.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
  to.removeAllListeners('request');
  to.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!request.url?.startsWith(`${prefix}/`)) {
      response.writeHead(404).end();
      return;
    }
    request.url = request.url.slice(prefix.length);
    for (const listener of verdaccio) listener.call(to, request, response);
  });
}

let server: Server | undefined;

function answer(message: RegistryAnswer): void {
  process.send?.(message);
}

process.once('message', async (order: RegistryOrder) => {
  try {
    server = (await runServer(configFor(order) as Parameters<typeof runServer>[0])) as Server;
    mountAt(`/${order.prefix}`, server);
    server.once('error', (error) => answer({ kind: 'failed', reason: error.message }));
    const listening = server;
    listening.listen(0, '127.0.0.1', () => {
      answer({ kind: 'listening', port: (listening.address() as AddressInfo).port });
    });
  } catch (error) {
    answer({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
  }
});

process.once('disconnect', () => {
  if (!server) process.exit(0);
  server.close(() => process.exit(0));
  server.closeAllConnections();
});

import { once } from 'node:events';
import { createServer } from 'node:http';

/** A server on loopback that answers whatever it is asked with this document, as a daemon answers for its health. */
export async function answering(document: object): Promise<AsyncDisposable & { port: number }> {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(document));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

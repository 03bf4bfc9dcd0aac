/** For tests: a server on loopback that answers as it is told, also as a registry would, and notes what it is asked. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { packageOf } from './npm-bench.ts';

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: string | Buffer | object;
  /** The connection is closed after the body, whatever the headers promised. */
  breaksOff?: true;
}

export interface AnsweringServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/` */
  url: string;
  /** `GET /path` of every request, in order */
  asked: string[];
  /** What it answers to a GET, by decoded path; 404 to everything else. */
  answers: Map<string, Answer>;
  /** Serves a package as a registry does. @returns its integrity */
  serve(
    packageJson: { name: string; version: string; [field: string]: unknown },
    dist?: { integrity?: string; tarball?: string },
  ): string;
}

export async function answeringServer(): Promise<AnsweringServer> {
  const asked: string[] = [];
  const answers: AnsweringServer['answers'] = new Map();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    asked.push(`${request.method} ${path}`);
    const found = request.method === 'GET' ? answers.get(path) : undefined;
    const { status = 200, headers = {}, body = '', breaksOff } = found ?? { status: 404, body: {} };
    const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    response.writeHead(status, headers);
    if (breaksOff) response.write(bytes, () => response.destroy());
    else response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const url = `http://127.0.0.1:${address.port}/`;
  return {
    url,
    asked,
    answers,
    serve(packageJson, dist) {
      const { name, version } = packageJson;
      const bytes = packageOf(packageJson);
      const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
      const path = `/${name}/-/${version}.tgz`;
      const document = { ...packageJson, dist: { integrity, tarball: `${url}${path.slice(1)}`, ...dist } };
      answers.set(path, { body: bytes });
      answers.set(`/${name}/${version}`, { body: document });
      answers.set(`/${name}`, {
        body: { name, 'dist-tags': { latest: version }, versions: { [version]: document } },
      });
      return integrity;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

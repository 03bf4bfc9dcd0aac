/** For tests: a registry in front of a real one, that has moods when something is sent to it. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Registry } from '../registry/registry.ts';

export type Mood =
  /** as the real one answers */
  | 'well'
  /** the real one has it, and its answer is lost */
  | 'forgets to answer'
  /** neither answers nor passes on, until it is disposed */
  | 'never answers'
  | { status: number; headers?: Record<string, string>; body?: object };

export interface MoodyRegistry extends AsyncDisposable {
  /** URL with a slash at its end */
  url: string;
  /** Its mood at each further sending; the last one stays. */
  moods: Mood[];
  /** What it was sent, `PUT /@scope%2fx`. */
  sent: string[];
  /** Called when something was sent to it, before it answers. */
  onSent: (() => void) | undefined;
  /** What it answers to a GET of this path instead of asking the real one. */
  answers: Map<string, Exclude<Mood, string>>;
}

export async function moodyRegistry(real: Registry): Promise<MoodyRegistry> {
  const { pathname } = new URL(real.url);
  const server = createServer((incoming, response) => {
    const path = (incoming.url ?? '').slice(pathname.length - 1);
    const reads = incoming.method === 'GET';
    const fixed = reads ? moody.answers.get(path) : undefined;
    if (fixed) return answer(response, fixed);
    if (reads) return forward(incoming, response, real.port, 'well');
    moody.sent.push(`${incoming.method} ${path}`);
    const mood = (moody.moods.length > 1 ? moody.moods.shift() : moody.moods[0]) ?? 'well';
    moody.onSent?.();
    if (mood === 'never answers') incoming.resume();
    else if (mood === 'well' || mood === 'forgets to answer') forward(incoming, response, real.port, mood);
    else incoming.resume().on('end', () => answer(response, mood));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the registry in the way has no port');
  const moody: MoodyRegistry = {
    url: `http://127.0.0.1:${address.port}${pathname}`,
    moods: [],
    sent: [],
    onSent: undefined,
    answers: new Map(),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return moody;
}

function answer(response: ServerResponse, { status, headers = {}, body = {} }: Exclude<Mood, string>): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  port: number,
  mood: 'well' | 'forgets to answer',
): void {
  const { method, url: path, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port, method, path, headers }, (answered) => {
    if (mood === 'well') {
      response.writeHead(answered.statusCode ?? 500, answered.headers);
      answered.pipe(response);
      return;
    }
    answered.resume().on('end', () => response.destroy());
  });
  onward.on('error', () => response.destroy());
  incoming.pipe(onward);
}

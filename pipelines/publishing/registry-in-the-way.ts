/** For tests: a registry in front of a real one, that has moods when something is sent to it. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Registry } from '../registry/registry.ts';

type Mood =
  /** as the real one answers */
  | 'well'
  /** the real one has it, and its answer is lost */
  | 'forgets to answer'
  /** the real one has it, and its answer does not come, until this is disposed or the asker is gone */
  | 'holds the answer back'
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
  /** Called when something was sent to it, before it answers; for an answer that is held back, when the real one has it. */
  onSent: (() => void) | undefined;
  /** What it answers to a GET of this path instead of asking the real one. */
  answers: Map<string, Exclude<Mood, string>>;
  /** Stands in front of another from now on, under the same URL. */
  goOnWith(another: Registry): void;
  /** Ends every connection, those that wait for an answer among them. */
  hangUp(): void;
}

export async function moodyRegistry(first: Registry): Promise<MoodyRegistry> {
  let real = first;
  const { pathname } = new URL(real.url);
  const server = createServer((incoming, response) => {
    const path = (incoming.url ?? '').slice(pathname.length - 1);
    const reads = incoming.method === 'GET';
    const fixed = reads ? moody.answers.get(path) : undefined;
    if (fixed) return answer(response, fixed);
    if (reads) return forward(incoming, response, real.port, 'well');
    moody.sent.push(`${incoming.method} ${path}`);
    const mood = (moody.moods.length > 1 ? moody.moods.shift() : moody.moods[0]) ?? 'well';
    if (mood === 'holds the answer back') return forward(incoming, response, real.port, mood, moody.onSent);
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
    goOnWith(another) {
      real = another;
    },
    hangUp: () => server.closeAllConnections(),
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
  mood: 'well' | 'forgets to answer' | 'holds the answer back',
  arrived?: () => void,
): void {
  const { method, url: path, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port, method, path, headers }, (answered) => {
    if (mood === 'well') {
      response.writeHead(answered.statusCode ?? 500, answered.headers);
      answered.pipe(response);
      return;
    }
    answered.resume().on('end', () => {
      if (mood === 'forgets to answer') response.destroy();
      arrived?.();
    });
  });
  onward.on('error', () => response.destroy());
  incoming.pipe(onward);
}

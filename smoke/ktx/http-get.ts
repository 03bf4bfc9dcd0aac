import { get } from 'node:http';

export interface HttpAnswer {
  status: number;
  body: string;
}

/**
 * GET over plain HTTP. Node's own client and not `fetch`, which takes 60 ms to load for one question.
 * @throws what the connection says (ECONNREFUSED), and a TimeoutError after `timeoutMs`
 */
export function httpGet(url: URL, timeoutMs: number): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    request.on('error', reject);
  });
}

/** Asks a registry as a stranger does: over HTTP, without credentials, past every cache. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { SchemaTypes } from '../../schemas/types.ts';
import { parseJson } from '../../smoke/schema/parse-json.ts';
import { check, describeProblem, type SchemaName } from '../../smoke/schema/validate.ts';
import type { Answer, RegistryReader } from './registry-reader.ts';
import { retryAfterMs } from './retry-after.ts';

/** One question; a tarball on a slow line takes longer than a document. */
const timeoutMs = { document: 30_000, tarball: 300_000 };

/** npm's shorter document of a package, and the whole one from a registry that has no shorter one. */
const accept = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8';

/**
 * @param registry URL with a slash at its end
 * @param signal ends every question; its reason is thrown
 */
export function httpReader(registry: string, signal: AbortSignal): RegistryReader {
  const at = (name: string): string => `${registry}${name.replace('/', '%2f')}`;
  return {
    version: (name, version) => documentAt('published-version', `${at(name)}/${encodeURIComponent(version)}`, signal),
    package: (name) => documentAt('published-package', at(name), signal, accept),
    delivered: ({ dist }, into) =>
      ask(dist.tarball, { accept: '*/*', timeoutMs: timeoutMs.tarball, signal }, async (response) => {
        const hash = createHash('sha512');
        await using file = into === undefined ? undefined : await open(into, 'w');
        for await (const chunk of response.body ?? []) {
          hash.update(chunk);
          await file?.writeFile(chunk);
        }
        return { kind: 'found', value: `sha512-${hash.digest('base64')}` };
      }),
  };
}

/** The document at `url`, of this schema. @throws the reason of `signal` */
export async function documentAt<N extends SchemaName>(
  schema: N,
  url: string,
  signal: AbortSignal,
  accept = 'application/json',
): Promise<Answer<SchemaTypes[N]>> {
  return await ask(url, { accept, timeoutMs: timeoutMs.document, signal }, async (response) => {
    const checked = check(schema, parseJson(await response.text()));
    if (checked.ok) return { kind: 'found', value: checked.value };
    return { kind: 'later', reason: `${url}: ${checked.problems.map(describeProblem).join('; ')}` };
  });
}

/** GETs `url`; whatever is no answer to the question is told as its kind. @throws the reason of `signal` */
async function ask<T>(
  url: string,
  options: { accept: string; timeoutMs: number; signal: AbortSignal },
  read: (response: Response) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const { signal } = options;
  try {
    const response = await fetch(url, {
      headers: { accept: options.accept, 'cache-control': 'no-cache' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)]),
    });
    if (response.ok) return await read(response);
    await response.body?.cancel();
    return refusal(url, response);
  } catch (error) {
    signal.throwIfAborted();
    const reason = networkReason(error);
    if (reason === undefined) throw error;
    return { kind: 'unreachable', reason: `${url}: ${reason}` };
  }
}

function refusal(url: string, { status, headers }: Response): Answer<never> {
  if (status === 404) return { kind: 'absent' };
  const reason = `${url}: HTTP ${status}`;
  if (status !== 429 && status < 500) return { kind: 'refused', reason };
  const after = retryAfterMs(headers.get('retry-after'), new Date());
  return { kind: 'later', reason, ...(after === undefined ? {} : { retryAfterMs: after }) };
}

/** In words, if it is the network's fault: so fetch says it, with the error of the system as its cause. */
function networkReason(error: unknown): string | undefined {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'no answer in time';
  if (!(error instanceof TypeError)) return undefined;
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readRequestLog } from './request-log.ts';

function log(...lines: (object | string)[]): string {
  const dir = mkdtempSync(join(tmpdir(), 'request-log-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const file = join(dir, 'requests.jsonl');
  writeFileSync(file, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  return file;
}

const request = (method: string, url: string, status: number) => ({ request: { method, url }, status });

test('has the finished requests in order, without the other lines of the log', async () => {
  const [first, second] = [request('GET', '/x', 404), request('PUT', '/x', 201)];
  const asked = { level: 30, req: { method: 'GET', url: '/x' }, msg: "127.0.0.1 requested 'GET /x'" };
  expect(await readRequestLog(log({ msg: 'up' }, asked, first, '', second, ''))).toMatchObject([first, second]);
});

test('a last line that was cut off by a kill is passed over', async () => {
  expect(await readRequestLog(log(request('GET', '/x', 200), '{"request":{"method":"PUT","ur'))).toHaveLength(1);
});

test('a log that is not there is an error, not an empty one', async () => {
  await expect(readRequestLog('/not/there')).rejects.toMatchObject({ code: 'ENOENT' });
});

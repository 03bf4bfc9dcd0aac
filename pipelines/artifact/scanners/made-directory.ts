/** Makes extracted packages for tests. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Finding } from '../../../schemas/types.ts';
import { type FindingCode, finding } from '../../findings/finding.ts';
import type { Report } from '../inspect/rule.ts';

/** Writes `files` into a new temporary directory, to be removed by the caller. */
export async function madeDirectory(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'scanned-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
  return dir;
}

/** Collects what `say` reports. */
export function findingsOf<C extends FindingCode>(say: (report: Report<C>) => void): Finding[] {
  const findings: Finding[] = [];
  say((code, args, where) => findings.push(finding(code, args, where)));
  return findings;
}

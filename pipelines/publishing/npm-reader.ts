/**
 * Asks a registry through npm, with the credentials, proxies and certificates that npm is configured with: for packages
 * that a stranger does not see, and for hosts that reach the network only as npm does.
 */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SchemaTypes } from '../../schemas/types.ts';
import { type CommandResult, describeEnd } from '../../smoke/process/command-result.ts';
import { parseJson } from '../../smoke/schema/parse-json.ts';
import { check, describeProblem } from '../../smoke/schema/validate.ts';
import { digestOf } from '../artifact/digest.ts';
import { readNpmError, readPacked } from '../npm/json.ts';
import type { Answer, RegistryReader } from './registry-reader.ts';
import { isTransient } from './transient.ts';

export interface NpmReaderOptions {
  /** Runs npm; the flags that name the registry are added here. */
  npm: (args: readonly string[]) => Promise<CommandResult>;
  /** flags that send npm to the registry */
  route: readonly string[];
  /** A directory for what is downloaded, absolute. */
  scratchDir: string;
}

export function npmReader({ npm, route, scratchDir }: NpmReaderOptions): RegistryReader {
  const view = async <N extends 'published-version' | 'published-package'>(
    schema: N,
    spec: string,
  ): Promise<Answer<SchemaTypes[N]>> => {
    const result = await npm(['view', spec, '--json', '--prefer-online', ...route]);
    if (result.kind !== 'exited' || result.code !== 0) return failure(result);
    const checked = check(schema, single(result.stdout));
    if (checked.ok) return { kind: 'found', value: checked.value };
    return { kind: 'unreachable', reason: `npm view ${spec}: ${checked.problems.map(describeProblem).join('; ')}` };
  };
  return {
    version: (name, version) => view('published-version', `${name}@${version}`),
    package: (name) => view('published-package', name),
    async delivered({ name, version }, into) {
      const dir = await mkdtemp(join(scratchDir, 'delivered-'));
      try {
        const result = await npm([
          'pack',
          `${name}@${version}`,
          `--pack-destination=${dir}`,
          '--json',
          '--prefer-online',
          ...route,
        ]);
        const packed = result.kind === 'exited' && result.code === 0 ? readPacked(result.stdout) : undefined;
        if (!packed) return failure(result);
        const file = join(dir, packed.filename);
        if (into !== undefined) await copyFile(file, into);
        return { kind: 'found', value: (await digestOf(file)).integrity };
      } finally {
        await rm(dir, { recursive: true, force: true });
      }
    },
  };
}

function failure(result: CommandResult): Answer<never> {
  const error = readNpmError(result.stdout);
  const code = String(error?.code ?? '');
  if (code === 'E404' || code === 'ETARGET' || code === 'ENOVERSIONS') return { kind: 'absent' };
  const reason = error
    ? [code, error.summary].filter(Boolean).join(' ')
    : result.stderr.trim().split('\n').at(-1) || describeEnd(result);
  return isTransient(code) || code === '' ? { kind: 'unreachable', reason } : { kind: 'refused', reason };
}

/** npm prints one package as an object, or as a list of one. */
function single(stdout: string): unknown {
  const document = parseJson(stdout);
  return Array.isArray(document) && document.length === 1 ? document[0] : document;
}

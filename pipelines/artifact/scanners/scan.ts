/** Starts a scanner in a process of its own, with little patience and memory: what it looks at is somebody else's. */
import { join } from 'node:path';
import type { ScanResult } from '../../../schemas/types.ts';
import { describeEnd } from '../../../smoke/process/command-result.ts';
import { run } from '../../../smoke/process/run.ts';
import { parseAs } from '../../../smoke/schema/validate.ts';
import type { Inspection } from '../inspect/rule.ts';

export interface ScanLimits {
  timeoutMs: number;
  /** for what the scanner keeps at a time; Node, its programs and the texts of large files come on top, up to 100 MB */
  heapMiB: number;
}

export type ScanOutcome<S extends ScanResult['scanner']> =
  | { finished: true; scan: Extract<ScanResult, { scanner: S }> }
  | { finished: false; how: string };

/**
 * The young generation counts besides, three times this. By itself it grows with what survives, to 100 MB and more, of
 * which V8 gives nothing back.
 */
const semiSpaceMiB = 2;

const program = join(import.meta.dirname, 'scan.program.ts');

/**
 * Runs one scanner over the extracted package. What it prints besides its result is dropped: it may quote the package.
 * @throws the signal's reason when it is aborted; what extracting throws
 */
export async function scan<S extends ScanResult['scanner']>(
  scanner: S,
  inspection: Pick<Inspection, 'extracted' | 'packageJson' | 'env' | 'signal'>,
  limits: ScanLimits,
): Promise<ScanOutcome<S>> {
  const { packageJson, env, signal } = inspection;
  const dir = await inspection.extracted();
  const result = await run(
    [
      process.execPath,
      ...loaderArgs(process.execArgv),
      `--max-old-space-size=${limits.heapMiB}`,
      `--max-semi-space-size=${semiSpaceMiB}`,
      program,
      scanner,
      dir,
      packageJson.name,
      packageJson.version,
    ],
    {
      cwd: import.meta.dirname,
      env,
      timeoutMs: limits.timeoutMs,
      graceMs: 100,
      ...(signal ? { signal } : {}),
    },
  );
  if (result.kind !== 'exited' || result.code !== 0) {
    // V8's last words.
    const isFull = result.kind !== 'timedOut' && /^FATAL ERROR: .*out of memory/m.test(result.stderr);
    const how = isFull
      ? `it needs more than the ${limits.heapMiB} MiB of memory that it may have`
      : describeEnd(result);
    return { finished: false, how };
  }
  if (result.truncated) return { finished: false, how: `more than ${result.stdout.length} characters of output` };
  const found = parseAs('scan-result', JSON.parse(result.stdout), `what the scanner ${scanner} says`);
  return isFrom(scanner, found)
    ? { finished: true, scan: found }
    : { finished: false, how: `it answered for ${found.scanner}` };
}

/** How this program was told to read TypeScript holds for its children too; which files of a package it takes does not. */
function loaderArgs(own: readonly string[]): string[] {
  return own.filter((arg, index) => !/^--(inspect|conditions)/.test(arg) && own[index - 1] !== '--conditions');
}

function isFrom<S extends ScanResult['scanner']>(
  scanner: S,
  found: ScanResult,
): found is Extract<ScanResult, { scanner: S }> {
  return found.scanner === scanner;
}

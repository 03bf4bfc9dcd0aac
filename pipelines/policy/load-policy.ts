/** Reads the release policy: KTX's version 1 as it is, or our version 2. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ReleasePolicy } from '../../schemas/types.ts';
import { check } from '../../smoke/schema/validate.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';

export interface LoadedPolicy {
  /** As given on the command line. */
  file: string;
  /** Of the file's bytes, hex: says by which policy a verdict was reached. */
  sha256: string;
  policy: ReleasePolicy;
}

/**
 * Loads and checks a policy.
 * @throws InputError when it cannot be read, is not JSON, or is not as schemas/release-policy.schema.json says (one finding a difference)
 */
export async function loadPolicy(file: string, cwd: string): Promise<LoadedPolicy> {
  const bytes = await readFile(resolve(cwd, file)).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(finding('policy-unreadable', { file, reason: error.code ?? error.message }, { file }));
  });
  const checked = check('release-policy', parseJson(file, bytes.toString('utf8')));
  if (checked.ok) return { file, sha256: createHash('sha256').update(bytes).digest('hex'), policy: checked.value };
  // A difference inside an if/then branch is reported by the branch and once more by the `if` that chose it.
  const told = checked.problems.filter((problem) => !/must match "(then|else)" schema/.test(problem.expected));
  const [first, ...others] = told.map((problem) =>
    finding('policy-invalid', { file, ...problem }, { file, pointer: problem.pointer }),
  );
  if (!first) throw new Error(`policy ${file} is invalid and no difference was reported`);
  throw new InputError(first, ...others);
}

/** @throws InputError when the policy speaks of other packages than `name` */
export function requirePolicyFor(loaded: LoadedPolicy, name: string): void {
  const { packages } = loaded.policy.npm;
  if (packages.includes(name)) return;
  throw new InputError(
    finding(
      'policy-for-another-package',
      { file: loaded.file, expected: packages.join(', '), found: name },
      { file: loaded.file, pointer: '/npm/packages' },
    ),
  );
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InputError(finding('policy-not-json', { file, reason: error.message }, { file }));
  }
}

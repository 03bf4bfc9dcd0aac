/** What a matrix is told on the command line or in a policy: `npm@11`, `pnpm`, `24`. */
import { nearest } from '../artifact/nearest-name.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';

const managerNames = ['npm', 'pnpm', 'yarn', 'bun'] as const;
export type ManagerName = (typeof managerNames)[number];

/** A package manager or a Node that is wanted; which version that is, the registry says. */
export interface ToolSpec {
  tool: ManagerName | 'node';
  /** As it was asked for: `11`, `12.2.0`, `next`; absent: the latest. Of a Node it is always there. */
  version?: string;
  /** An exact version of Node: the newest that runs on it is wanted, whatever `version` says. */
  runsOn?: string;
}

/** `npm@11`, `pnpm`, `node@24`: as people write it, and as a part of a cell's id. */
export function specText({ tool, version, runsOn }: ToolSpec): string {
  const text = version === undefined ? tool : `${tool}@${version}`;
  return runsOn === undefined ? text : `${text} on node@${runsOn}`;
}

/** A version or the beginning of one. */
const version = /^\d+(\.\d+(\.\d+(-[\w.]+)?)?)?$/;
const distTag = /^[a-z][a-z0-9-]*$/;

/**
 * @param where where it was asked for, for the finding
 * @throws InputError for a manager that there is no adapter for, and for what is no version
 */
export function parseManager(
  text: string,
  where: { file?: string; pointer?: string } = {},
): ToolSpec & { tool: ManagerName } {
  const [, name = '', wanted] = /^([^@]*)(?:@(.*))?$/s.exec(text) ?? [];
  const tool = managerNames.find((known) => known === name);
  const known = managerNames.join(', ');
  if (tool === undefined) {
    const meant = nearest(name, managerNames);
    throw new InputError(finding('manager-unknown', { found: text, known, ...(meant ? { meant } : {}) }, where));
  }
  if (wanted === undefined) return { tool };
  if (!version.test(wanted) && !distTag.test(wanted)) {
    throw new InputError(finding('tool-version-invalid', { tool, found: text }, where));
  }
  return { tool, version: wanted };
}

/** @throws InputError for what is neither a version nor the beginning of one */
export function parseNode(text: string, where: { file?: string; pointer?: string } = {}): ToolSpec & { tool: 'node' } {
  const wanted = text.replace(/^node@|^v/, '');
  if (version.test(wanted)) return { tool: 'node', version: wanted };
  throw new InputError(finding('tool-version-invalid', { tool: 'node', found: text }, where));
}

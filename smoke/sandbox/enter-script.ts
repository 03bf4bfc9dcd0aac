import { shellWord } from '../process/command-line.ts';

/**
 * The text of a sandbox's `enter`: somebody who looks into a failed smoke runs its commands as the smoke did, with this
 * environment and nothing of their own. sh(1), so that a value holds no control character in need of more.
 */
export function enterScript(env: Readonly<Record<string, string>>): string {
  const assignments = Object.entries(env).map(([name, value]) => `  ${shellWord(`${name}=${value}`)} \\`);
  return [
    '#!/bin/sh',
    '# Runs a command as this sandbox does: enter [NAME=VALUE ...] COMMAND [ARG ...]',
    'exec /usr/bin/env -i \\',
    ...assignments,
    '  "$@"',
    '',
  ].join('\n');
}

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The directory of this package, absolute. */
export const packageRoot = resolve(import.meta.dirname, '..');

/** Shakedown's own version. */
export const shakedownVersion: string = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
).version;

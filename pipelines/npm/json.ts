/**
 * What npm prints with --json, of npm 10, 11 and 12:
 * - pack: 10 and 11 an array, 12 an object keyed by package name;
 * - publish: 10 the item itself, 11 and 12 an object keyed by package name;
 * - a failure of any command: `{"error": {...}}`;
 * - before any of these, whatever lifecycle scripts print when they run in the foreground.
 */
import type { NpmError, NpmPacked } from '../../schemas/types.ts';
import { parseJson } from '../../smoke/schema/parse-json.ts';
import { check } from '../../smoke/schema/validate.ts';

/**
 * The package that `npm pack` or `npm publish` describes on its stdout.
 * @returns undefined when the output has no such description, or more than one
 */
export function readPacked(stdout: string): NpmPacked | undefined {
  for (const document of documentsAtEnd(stdout)) {
    for (const items of [itemsOf(document), [document]]) {
      const checked = items.length === 1 ? check('npm-pack', items[0]) : undefined;
      if (checked?.ok) return checked.value;
    }
  }
  return undefined;
}

/**
 * Why npm failed, from its stdout.
 * @returns undefined when npm did not say it as JSON, for example because it was killed
 */
export function readNpmError(stdout: string): NpmError['error'] | undefined {
  for (const document of documentsAtEnd(stdout)) {
    const checked = check('npm-error', document);
    if (checked.ok) return checked.value.error;
  }
  return undefined;
}

function itemsOf(document: object): unknown[] {
  return Array.isArray(document) ? document : Object.values(document);
}

/** Every JSON object or array that starts at the beginning of a line and is all of the rest, the longest first. */
function* documentsAtEnd(text: string): Generator<object> {
  for (const { index } of text.matchAll(/^[[{]/gm)) {
    const document = parseJson(text.slice(index));
    if (typeof document === 'object' && document !== null) yield document;
  }
}

/**
 * The one file that Vitest is given: it loads every smoke file, each as a suite of its own. So all smokes share one
 * worker, one module graph and one limit of how many run side by side, and their number is known before the first
 * one runs. Measured with 25 smokes on 2 cores: a file a suite needs 50 MB and half a second of CPU less than a file
 * a Vitest file, and no smoke waits for the slowest of another file.
 */
import { pathToFileURL } from 'node:url';
import { describe, inject, test } from 'vitest';
import type { SmokeFile } from './smoke-files.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The smoke files to be run, or only to be read for what is in them. */
    shakedownSmokes: SmokeFile[];
  }
}

for (const { stem, path } of inject('shakedownSmokes')) {
  describe(stem, async () => {
    try {
      await import(/* @vite-ignore */ pathToFileURL(path).href);
    } catch (error) {
      test('its file can be loaded', () => {
        throw error;
      });
    }
  });
}

import { inject } from 'vitest';
import type { SmokeContext, SmokeMeta } from '../schemas/types.ts';
import { parseAs } from './schema/validate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What the pipeline tells the smokes: SmokeContext. */
    shakedown: SmokeContext;
  }
  interface TaskMeta {
    /** What a smoke leaves for the pipeline, also when it fails. */
    shakedown?: SmokeMeta;
  }
}

/**
 * What the pipeline told this run of the smokes.
 * @throws SchemaError when nobody provided it
 */
export function smokeContext(): SmokeContext {
  return parseAs('smoke-context', inject('shakedown'), 'the context that the pipeline provides');
}

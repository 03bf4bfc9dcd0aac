import { inject } from 'vitest';
import type { SmokeContext, SmokeMeta } from '../schemas/types.ts';
import { parseAs } from './schema/validate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Name of the contract that the smokes hold the package to. */
    shakedownContract: string;
    /** What the pipeline tells the smokes: SmokeContext. Not there yet when they are only listed. */
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

/** In which order the differences of one document are told: what the others come from first. */
import type { ErrorObject } from 'ajv/dist/2020.js';

/** The value is another than the schema knows: it may be what chooses which others have to be there. */
const anotherValue = new Set(['type', 'const', 'enum', 'discriminator']);
/** The value is a right one for another document: there too little, here too much. */
const tooMuch = new Set(['additionalProperties', 'unevaluatedProperties', 'false schema']);
/** Only says that something above was not so. */
const summary = new Set(['oneOf', 'anyOf', 'not']);

/**
 * Another value first, that of the shallowest place before the others; then a right value of a wrong form; what is
 * missing; what is too much. As they were, otherwise: then the schema decides.
 */
export function causeFirst(errors: readonly ErrorObject[]): ErrorObject[] {
  return errors.toSorted((a, b) => rankOf(a) - rankOf(b) || (rankOf(a) === 0 ? depthOf(a) - depthOf(b) : 0));
}

function rankOf({ keyword, params, schemaPath }: ErrorObject): number {
  // Each item of a list that lacks one: none of them is wrong.
  if (schemaPath.includes('/contains/')) return 4;
  if (anotherValue.has(keyword)) return 0;
  if (keyword === 'required') return 2;
  if (tooMuch.has(keyword) || (keyword === 'maxItems' && params.limit === 0)) return 3;
  return summary.has(keyword) ? 4 : 1;
}

function depthOf({ instancePath }: ErrorObject): number {
  return instancePath.split('/').length;
}

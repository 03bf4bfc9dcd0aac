/**
 * The one door to JSON Schema: everything read from outside and everything written goes through here.
 * Schemas are JSON Schema 2020-12 files below schemas/, named by their path without `.schema.json`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';
import type { SchemaTypes } from '../../schemas/types.ts';
import { errorCode } from '../process/error-code.ts';
import { causeFirst } from './cause-first.ts';

export type SchemaName = keyof SchemaTypes;

/** One thing in a document that is not as its schema says. */
export interface SchemaProblem {
  /** JSON pointer to the value, `` for the whole document. */
  pointer: string;
  expected: string;
  /** The value found there, as JSON cut to 120 characters; `nothing` where it is missing. */
  found: string;
}

/** `problems`: what the others come from first. */
export type Checked<T> = { ok: true; value: T } | { ok: false; problems: SchemaProblem[] };

/** A document that is not as its schema says; `problems` has every difference, what the others come from first. */
export class SchemaError extends Error {
  override name = 'SchemaError';
  readonly schema: SchemaName;
  readonly problems: SchemaProblem[];
  constructor(schema: SchemaName, what: string, problems: SchemaProblem[]) {
    super(`${what} is not a valid ${schema}: ${problems.map(describeProblem).join('; ')}`);
    this.schema = schema;
    this.problems = problems;
  }
}

const schemasDir = join(import.meta.dirname, '../../schemas');
const extension = '.schema.json';
const nameShape = /^[a-z0-9-]+(?:\/[a-z0-9-]+)*$/;
const idOf = (name: string): string => `shakedown:///schemas/${name}${extension}`;

let loaded: Ajv2020 | undefined;
/** Names of schemas that were looked for, and whether they are there. */
const read = new Map<string, boolean>();

function ajv(): Ajv2020 {
  if (loaded) return loaded;
  const instance = new Ajv2020({
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    discriminator: true,
    // Measured: the rest of it halves what compiling costs. That every schema is itself valid is shown by a test.
    validateSchema: false,
    meta: false,
    inlineRefs: false,
    code: { optimize: false },
  });
  // ajv-formats is CommonJS whose default export Node shows one level deeper than its types say.
  (formats.default as unknown as { default: (to: Ajv2020) => void }).default(instance);
  loaded = instance;
  return instance;
}

/** Reads the schema `name` and those that it refers to, which is less than all of them. @returns false where there is none */
function isRead(name: string): boolean {
  const before = read.get(name);
  if (before !== undefined) return before;
  const text = nameShape.test(name) ? textOf(join(schemasDir, `${name}${extension}`)) : undefined;
  read.set(name, text !== undefined);
  if (text === undefined) return false;
  const schema: { $id?: string } = JSON.parse(text);
  if (schema.$id !== idOf(name)) throw new Error(`${name}${extension}: $id is ${schema.$id}, expected ${idOf(name)}`);
  ajv().addSchema(schema);
  for (const ref of new Set(refsIn(schema))) {
    if (!ref.startsWith('#')) isRead(new URL(ref, idOf(name)).pathname.slice('/schemas/'.length, -extension.length));
  }
  return true;
}

function refsIn(schema: object): string[] {
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key === '$ref' && typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? refsIn(value) : [];
  });
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether there is a schema of this name. */
export function isSchemaName(name: string): name is SchemaName {
  return isRead(name);
}

/** Checks `value` against the schema `name`; never throws for a bad document. */
export function check<N extends SchemaName>(name: N, value: unknown): Checked<SchemaTypes[N]> {
  const validate = isRead(name) ? ajv().getSchema(idOf(name)) : undefined;
  if (!validate) throw new Error(`no schema named ${name} below schemas/`);
  if (validate(value)) return { ok: true, value: value as SchemaTypes[N] };
  // An `if` error only says that its `then` or `else` failed, and what failed there is an error of its own.
  const errors = (validate.errors ?? []).filter((error) => error.keyword !== 'if');
  return { ok: false, problems: causeFirst(errors).map((error) => toProblem(error, value)) };
}

/**
 * Returns `value` with the type of the schema `name`.
 * @param what names the document in the error: a path, or a command
 * @throws SchemaError with every difference
 */
export function parseAs<N extends SchemaName>(name: N, value: unknown, what: string): SchemaTypes[N] {
  const checked = check(name, value);
  if (checked.ok) return checked.value;
  throw new SchemaError(name, what, checked.problems);
}

/** One line for one problem: `/kind: expected one of "missing", "ready", found "gone"`. */
export function describeProblem(problem: SchemaProblem): string {
  return `${problem.pointer || '(document)'}: expected ${problem.expected}, found ${problem.found}`;
}

function toProblem(error: ErrorObject, document: unknown): SchemaProblem {
  const params: Record<string, unknown> = error.params;
  const inside = (key: unknown): string =>
    `${error.instancePath}/${String(key).replace(/~/g, '~0').replace(/\//g, '~1')}`;
  const value = valueAt(document, error.instancePath);
  switch (error.keyword) {
    case 'required':
      return { pointer: inside(params.missingProperty), expected: 'a value', found: 'nothing' };
    case 'additionalProperties':
      return {
        pointer: inside(params.additionalProperty),
        expected: 'no such property',
        found: excerpt(valueAt(document, inside(params.additionalProperty))),
      };
    case 'enum':
      return {
        pointer: error.instancePath,
        expected: `one of ${(params.allowedValues as unknown[]).map((v) => JSON.stringify(v)).join(', ')}`,
        found: excerpt(value),
      };
    case 'const':
      return { pointer: error.instancePath, expected: JSON.stringify(params.allowedValue), found: excerpt(value) };
    case 'type':
      return { pointer: error.instancePath, expected: [params.type].flat().join(' or '), found: excerpt(value) };
    case 'pattern':
      return { pointer: error.instancePath, expected: `a string like /${params.pattern}/`, found: excerpt(value) };
    case 'format':
      return { pointer: error.instancePath, expected: `a ${params.format}`, found: excerpt(value) };
    case 'minimum':
    case 'maximum':
      return { pointer: error.instancePath, expected: `${params.comparison} ${params.limit}`, found: excerpt(value) };
    case 'minItems':
    case 'maxItems':
      return {
        pointer: error.instancePath,
        expected:
          params.limit === 0 ? 'no items' : `${error.keyword === 'minItems' ? '>=' : '<='} ${params.limit} items`,
        found: excerpt(value),
      };
    case 'false schema':
      return { pointer: error.instancePath, expected: 'no value here', found: excerpt(value) };
    case 'discriminator':
      return { pointer: inside(params.tag), expected: 'a kind that its schema has', found: excerpt(params.tagValue) };
    default:
      return { pointer: error.instancePath, expected: wordsOf(error), found: excerpt(value) };
  }
}

/** `must NOT have fewer than 1 characters`, as Ajv says it, as what follows on `expected`. */
function wordsOf({ message, keyword }: ErrorObject): string {
  return (message ?? keyword).replace(/^must NOT /, 'not to ').replace(/^must /, 'to ');
}

function valueAt(document: unknown, pointer: string): unknown {
  let at: unknown = document;
  for (const part of pointer.split('/').slice(1)) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string, unknown>)[part.replace(/~1/g, '/').replace(/~0/g, '~')];
  }
  return at;
}

function excerpt(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

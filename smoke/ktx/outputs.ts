import type { ExpectStatic } from 'vitest';
import type { SchemaTypes } from '../../schemas/types.ts';
import { parseAs, type SchemaName } from '../schema/validate.ts';
import { parsers, type TextName } from './text/parsers.ts';

/** The JSON documents of the contract, and the schema that says what every version of KTX puts into them. */
const documents = {
  'entry-point': 'ktx/entry-point',
  'asset-manifest': 'python-asset-manifest',
  'runtime-status': 'ktx/runtime-status',
  'status-checks': 'ktx/runtime-doctor',
  'runtime-doctor': 'ktx/runtime-doctor',
  'runtime-manifest': 'ktx/runtime-manifest',
  'daemon-state': 'ktx/daemon-state',
  health: 'ktx/health',
} as const satisfies Record<string, SchemaName>;

type DocumentName = keyof typeof documents;

/** Parses a text of the CLI and holds it against the contract. */
export function readText<N extends TextName>(expect: ExpectStatic, name: N, text: string): SchemaTypes[`ktx/${N}`] {
  const parsed = parsers[name](text);
  expect(parsed).toMatchContract(name);
  return parseAs(`ktx/${name}`, parsed, name);
}

/**
 * Parses a JSON document and holds it against the contract.
 * @throws Error that shows the text when it is not exactly one JSON document
 */
export function readDocument<N extends DocumentName>(
  expect: ExpectStatic,
  name: N,
  text: string,
): SchemaTypes[(typeof documents)[N]] {
  const value = jsonIn(text, name);
  expect(value).toMatchContract(name);
  return parseAs(documents[name], value, name);
}

function jsonIn(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const shown = text.length > 600 ? `${text.slice(0, 600)}...` : text;
    throw new Error(`${name}: expected one JSON document and nothing else, found:\n${shown}`);
  }
}

/** A place that states the version, or that should. */
import type { CoherencePlace, Finding } from '../../schemas/types.ts';
import type { Span } from './locate-in-json.ts';

export type PlaceSpot = Pick<CoherencePlace, 'kind' | 'where' | 'file' | 'line' | 'pointer'>;

export type Place = PlaceSpot &
  (StatedVersion | { state: 'not-applicable' | 'unknown'; note: string } | MissingVersion);

export interface StatedVersion {
  state: 'states';
  /** as it is written there */
  says: string;
  /** whether it may be written as Python does */
  asPython?: true;
  /** how `file` holds it; missing where no file does */
  written?: Writing;
  /** what is to be told of it besides */
  finding?: Finding;
}

/** How a file holds a version: as a part of its text, of its own name, or of the metadata of a wheel. */
export type Writing = { as: 'text'; span: Span } | { as: 'name'; manifest: string } | { as: 'metadata' };

/** It must state the version and does not. */
interface MissingVersion {
  state: 'missing';
  note: string;
  finding: Finding;
}

/** `package.json#/version`, `CHANGELOG.md:3`. */
export function whereIn(file: string, at: { line?: number; pointer?: string } = {}): string {
  if (at.pointer !== undefined) return `${file}#${at.pointer}`;
  return at.line === undefined ? file : `${file}:${at.line}`;
}

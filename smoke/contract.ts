/** The contracts that smokes hold packages to: documents smoke/<folder>/contracts/<name>.json. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Contract } from '../schemas/types.ts';
import { parseAs } from './schema/validate.ts';

export interface FoundContract {
  contract: Contract;
  /** The document as it was read, for the smokes to check against a schema of its own. */
  document: unknown;
}

const smokeDir = import.meta.dirname;

/**
 * Reads every contract there is, sorted by name.
 * @throws SchemaError when one is not as schemas/contract.schema.json says
 */
export function listContracts(): FoundContract[] {
  return readdirSync(smokeDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => contractFiles(join(smokeDir, entry.name, 'contracts')))
    .map(readContract)
    .toSorted((a, b) => (a.contract.name < b.contract.name ? -1 : 1));
}

/**
 * Finds the contract with this name.
 * @throws Error that names the contracts there are
 */
export function findContract(name: string): FoundContract {
  const known = listContracts();
  const found = known.find(({ contract }) => contract.name === name);
  if (found) return found;
  throw new Error(`contract ${name}: expected one of ${known.map(({ contract }) => contract.name).join(', ')}`);
}

function contractFiles(dir: string): string[] {
  try {
    return readdirSync(dir)
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(dir, name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function readContract(file: string): FoundContract {
  const document: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const contract = parseAs('contract', document, file);
  const wanted = `${contract.name}.json`;
  if (!file.endsWith(sep + wanted))
    throw new Error(`${file}: holds the contract ${contract.name}, expected in ${wanted}`);
  return { contract, document };
}

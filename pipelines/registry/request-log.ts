/** What was asked of the throwaway registry: evidence of what was published where. */
import { readFile } from 'node:fs/promises';
import type { RegistryRequest } from '../../schemas/types.ts';
import { parseJson } from '../../smoke/schema/parse-json.ts';
import { check } from '../../smoke/schema/validate.ts';

/** The finished requests in Verdaccio's log, in order; other lines of the log and a cut last line are passed over. */
export async function readRequestLog(file: string): Promise<RegistryRequest[]> {
  const requests: RegistryRequest[] = [];
  for (const line of (await readFile(file, 'utf8')).split('\n')) {
    const checked = check('registry-request', parseJson(line));
    if (checked.ok) requests.push(checked.value);
  }
  return requests;
}

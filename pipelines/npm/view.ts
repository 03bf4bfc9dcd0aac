/**
 * What `npm view name@range FIELD... --json` prints, of npm 10, 11 and 12: one object, or an array of them where several
 * versions are in the range (12: an array also of one).
 */
import type { NpmView } from '../../schemas/types.ts';
import { parseJson } from '../../smoke/schema/parse-json.ts';
import { check } from '../../smoke/schema/validate.ts';

/** The fields to ask for. */
export const viewedFields = ['name', 'version', 'dist.integrity', 'bin', 'engines', 'optionalDependencies'];

/** @returns undefined when the output is not that; what is published without an integrity is left out */
export function readViews(stdout: string): NpmView[] | undefined {
  const document = parseJson(stdout);
  const views = (Array.isArray(document) ? document : [document]).flatMap((each) => {
    const checked = check('npm-view', each);
    return checked.ok ? checked.value : [];
  });
  return views.length > 0 ? views : undefined;
}

import { differences } from './json-pointer.ts';
import { defineRule } from './rule.ts';

/** Other rules speak of these. */
const elsewhere = ['/name', '/version'];

/**
 * npm packs package.json as it lies there; what differs was changed by a script while packing. A policy with
 * `contents.manifestChanges` says where that is meant, with all that is below.
 */
export const manifestChanges = defineRule({
  codes: ['manifest-changed', 'manifest-change-not-allowed'],
  title: 'The packed package.json is that of the source, but for what the policy lets differ',
  check({ packageJson, subject, policy }, report) {
    if (subject?.kind !== 'directory') return;
    const allowed = policy.contents?.manifestChanges;
    const code = allowed === undefined ? 'manifest-changed' : 'manifest-change-not-allowed';
    for (const { pointer, from, to } of differences(subject.manifest, packageJson)) {
      if (elsewhere.includes(pointer)) continue;
      if (allowed?.some((place) => pointer === place || pointer.startsWith(`${place}/`))) continue;
      const args = { pointer, expected: cut(from), found: cut(to) };
      report(code, args, { file: 'package.json', pointer });
    }
  },
});

function cut(json: string | undefined): string {
  if (json === undefined) return 'nothing';
  return json.length <= 120 ? json : `${json.slice(0, 117)}...`;
}

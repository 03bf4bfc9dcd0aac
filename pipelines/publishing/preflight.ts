/** What stands in the way of a release: all of it, not the first. */
import type { Finding, Preflight } from '../../schemas/types.ts';
import { allBlockers } from './blockers/all.ts';
import { distTagThere } from './blockers/dist-tag.ts';
import { alreadyPublished, type ReleaseFacts } from './release-facts.ts';

export interface Judged {
  preflight: Preflight;
  /** the blockers, with where and severity */
  findings: Finding[];
}

/** Judges the facts. Once the registry has these very bytes nothing is sent, and only the dist-tag can still be missing. */
export function judge(facts: ReleaseFacts): Judged {
  const findings = (alreadyPublished(facts) ? [distTagThere] : allBlockers).flatMap((rule) => rule(facts));
  const blockers = findings.map(({ code, args, remediation }) => ({
    code,
    expected: inOneLine(args.expected),
    found: inOneLine(args.found),
    remediation,
  }));
  const [first] = blockers;
  return { preflight: { ready: !first, blockers, ...(first ? { blocker: first.code } : {}) }, findings };
}

/** Some of it is what npm, git or a registry said. */
function inOneLine(text: Finding['args'][string] | undefined): string {
  return (
    String(text ?? '')
      .replace(/\s+/g, ' ')
      .trim() || 'nothing'
  );
}

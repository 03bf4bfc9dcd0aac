/** Whether the registry can take the version: its dist-tag, and whether it is there already. */
import { lt, prerelease, valid } from 'semver';
import type { CoherenceRule, Finding, PublishedPackage, PublishedVersion } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';
import type { Answer } from '../publishing/registry-reader.ts';

export interface RegistryQuestion {
  name: string;
  version: string;
  /** where the release goes to; null: latest */
  tag: string | null;
  /** of the bytes that are to be released, if they are known */
  integrity?: string;
}

export interface RegistryAnswers {
  package: Answer<PublishedPackage>;
  version: Answer<PublishedVersion>;
}

export interface JudgedRules {
  rules: CoherenceRule[];
  findings: Finding[];
}

/** @param answers what the registry has said, or why it is not asked */
export function judgeRules(question: RegistryQuestion, answers: RegistryAnswers | { leftOut: string }): JudgedRules {
  const judged = [
    ownTag(question),
    ...('leftOut' in answers
      ? (['latest', 'unused'] as const).map((rule): Judged => ({ rule, state: 'left-out', note: answers.leftOut }))
      : [notLowered(question, answers.package), unused(question, answers.version)]),
  ];
  return {
    rules: judged.map(({ rule, state, note }) => ({ rule, state, note })),
    findings: judged.flatMap((each) => each.finding ?? []),
  };
}

type Judged = CoherenceRule & { finding?: Finding };

/** What everybody gets who asks for no version must not be a prerelease. */
function ownTag({ version, tag }: RegistryQuestion): Judged {
  const rule = 'dist-tag';
  const goesTo = tag ?? 'latest';
  if (goesTo !== 'latest' || prerelease(version) === null) {
    return { rule, state: 'holds', note: `${version} goes to ${goesTo}` };
  }
  const expected = `a tag other than latest for the prerelease ${version}`;
  const found = finding('dist-tag-for-prerelease', { expected, found: goesTo });
  return { rule, state: 'broken', note: `${version} would go to ${goesTo}`, finding: found };
}

function notLowered({ version, tag }: RegistryQuestion, answer: Answer<PublishedPackage>): Judged {
  const rule = 'latest';
  const reason = silence(answer);
  if (reason !== undefined) return { rule, state: 'unknown', note: reason };
  if (answer.kind !== 'found') return { rule, state: 'holds', note: 'nothing of this name is published yet' };
  const { latest } = answer.value['dist-tags'];
  if (latest === undefined || valid(latest) === null) return { rule, state: 'holds', note: 'there is no latest' };
  if ((tag ?? 'latest') !== 'latest') return { rule, state: 'holds', note: `latest stays ${latest}` };
  if (!lt(version, latest)) return { rule, state: 'holds', note: `latest goes from ${latest} to ${version}` };
  const found = finding('dist-tag-lowers-latest', { expected: `${latest} or higher`, found: version });
  return { rule, state: 'broken', note: `latest would go from ${latest} down to ${version}`, finding: found };
}

function unused({ name, version, integrity }: RegistryQuestion, answer: Answer<PublishedVersion>): Judged {
  const rule = 'unused';
  const reason = silence(answer);
  if (reason !== undefined) return { rule, state: 'unknown', note: reason };
  if (answer.kind !== 'found') return { rule, state: 'holds', note: `${name}@${version} is not published` };
  const published = answer.value.dist.integrity;
  if (integrity === undefined) {
    const note = `${name}@${version} is published, as ${published}: --tarball FILE tells whether these are the same bytes`;
    return { rule, state: 'unknown', note };
  }
  if (published === integrity) {
    return { rule, state: 'already-satisfied', note: `${name}@${version} is published with these bytes` };
  }
  const found = finding('version-taken', { expected: `no ${name}@${version}, or ${integrity}`, found: published });
  return { rule, state: 'broken', note: `${name}@${version} is published with other bytes`, finding: found };
}

function silence(answer: Answer<unknown>): string | undefined {
  return 'reason' in answer ? answer.reason : undefined;
}

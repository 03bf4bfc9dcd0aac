/** Findings are data; this module is the only place that turns them into words. */
import type { Finding } from '../../schemas/types.ts';
import type { FindingArgs } from './wording.ts';
import { againstWords } from './words/against.ts';
import { artifactWords } from './words/artifact.ts';
import { changesWords } from './words/changes.ts';
import { commandWords } from './words/command.ts';
import { defectsWords } from './words/defects.ts';
import { documentsWords } from './words/documents.ts';
import { inspectWords } from './words/inspect.ts';
import { matrixWords } from './words/matrix.ts';
import { policyWords } from './words/policy.ts';
import { preflightWords } from './words/preflight.ts';
import { publishedWords } from './words/published.ts';
import { publishingWords } from './words/publishing.ts';
import { readinessWords } from './words/readiness.ts';
import { registryWords } from './words/registry.ts';
import { reportWords } from './words/report.ts';
import { reproducibleWords } from './words/reproducible.ts';
import { roundsWords } from './words/rounds.ts';
import { runWords } from './words/run.ts';
import { scannersWords } from './words/scanners.ts';
import { scopeWords } from './words/scope.ts';
import { subjectWords } from './words/subject.ts';
import { tarballWords } from './words/tarball.ts';
import { versionsWords } from './words/versions.ts';
import { walkthroughWords } from './words/walkthrough.ts';

const words = {
  ...againstWords,
  ...artifactWords,
  ...changesWords,
  ...commandWords,
  ...defectsWords,
  ...documentsWords,
  ...inspectWords,
  ...matrixWords,
  ...policyWords,
  ...preflightWords,
  ...publishedWords,
  ...publishingWords,
  ...readinessWords,
  ...registryWords,
  ...reproducibleWords,
  ...roundsWords,
  ...reportWords,
  ...runWords,
  ...scannersWords,
  ...scopeWords,
  ...subjectWords,
  ...tarballWords,
  ...versionsWords,
  ...walkthroughWords,
};

export type FindingCode = keyof typeof words;
type ArgsOf<C extends FindingCode> = Parameters<(typeof words)[C]['message']>[0];

/** Makes a finding: the code decides which args it needs, its severity and its words. */
export function finding<C extends FindingCode>(code: C, args: ArgsOf<C>, where: Finding['where'] = {}): Finding {
  const { severity, message, remediation } = words[code];
  return {
    code,
    severity,
    where,
    args: { ...(args as FindingArgs) },
    // The union of all codes' argument types is not one type; `code` ties `args` to its own words.
    message: oneLine((message as (a: ArgsOf<C>) => string)(args)),
    remediation: oneLine((remediation as (a: ArgsOf<C>) => string)(args)),
  };
}

/** What a finding of this code is, unless a policy says otherwise. */
export function severityOf(code: FindingCode): Finding['severity'] {
  return words[code].severity;
}

/** `error subject-not-found: ... Next: ...` in one line, as diagnostics are printed. */
export function formatFinding(found: Finding): string {
  return `${found.severity} ${describeFinding(found)} Next: ${found.remediation}`;
}

/** `subject-not-found: <place>: <message>`: the line without severity and next step. */
export function describeFinding({ code, where, message }: Finding): string {
  const { file, line, pointer, smoke } = where;
  const place = smoke ?? (file ? `${file}${line ? `:${line}` : ''}${pointer ? `#${pointer}` : ''}` : '');
  return `${code}: ${place ? `${place}: ` : ''}${message}`;
}

/** Control characters of foreign text never reach a terminal. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is replaced
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
}

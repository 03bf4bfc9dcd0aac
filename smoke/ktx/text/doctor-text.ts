import { linesOf, type ParsedText } from './parsed-text.ts';

interface Check {
  status: string | undefined;
  label: string | undefined;
  detail: string | undefined;
  fix?: string;
}

/** Parses stdout of `doctor` without `--json`. */
export function parseDoctorText(text: string): ParsedText {
  const [headline, ...lines] = linesOf(text);
  const { checks, others } = checksIn(lines);
  const parsed = { checks, unexpected: others };
  return headline === undefined ? parsed : { headline, ...parsed };
}

/** The checks among these lines, one a line; a `Fix:` line belongs to the check above it. */
export function checksIn(lines: readonly string[]): { checks: Check[]; others: string[] } {
  const checks: Check[] = [];
  const others: string[] = [];
  let above: Check | undefined;
  for (const line of lines) {
    const [isCheck, status, label, detail] = /^(PASS|FAIL) ([^:]+): (.*)$/.exec(line) ?? [];
    const [, fix] = /^ {5}Fix: (.*)$/.exec(line) ?? [];
    if (isCheck !== undefined) {
      above = { status, label, detail };
      checks.push(above);
    } else if (fix !== undefined && above !== undefined) {
      above.fix = fix;
      above = undefined;
    } else {
      others.push(line);
    }
  }
  return { checks, others };
}

import { linesOf, type ParsedText } from './parsed-text.ts';

interface Check {
  status: string | undefined;
  label: string | undefined;
  detail: string | undefined;
  fix?: string;
}

/** Parses stdout of `doctor` without `--json`: a check a line; a `Fix:` line belongs to the check above it. */
export function parseDoctorText(text: string): ParsedText {
  const [headline, ...lines] = linesOf(text);
  const checks: Check[] = [];
  const unexpected: string[] = [];
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
      unexpected.push(line);
    }
  }
  return headline === undefined ? { checks, unexpected } : { headline, checks, unexpected };
}

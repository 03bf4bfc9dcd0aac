/** What one of our own commands printed with `--json`. */
import type { SchemaTypes } from '../../schemas/types.ts';
import { type CommandResult, describeEnd } from '../../smoke/process/command-result.ts';
import { parseJson } from '../../smoke/schema/parse-json.ts';
import { check, describeProblem, type SchemaName } from '../../smoke/schema/validate.ts';

/** The document, or how the command ended without one, one line. */
export function jsonOf<N extends SchemaName>(
  schema: N,
  result: CommandResult,
): { document?: SchemaTypes[N]; end: string } {
  const said = result.stderr.trim().split('\n').at(-1) ?? '';
  const end = `${describeEnd(result)}${said === '' ? '' : `: ${said}`}`;
  const value = parseJson(result.stdout);
  if (value === undefined) return { end };
  const checked = check(schema, value);
  if (checked.ok) return { document: checked.value, end };
  const failure = check('command-failure', value);
  if (failure.ok)
    return {
      end: failure.value.findings.map(({ message, remediation }) => `${message} Next: ${remediation}`).join('; '),
    };
  return { end: `${end}; its output is no ${schema}: ${checked.problems.slice(0, 3).map(describeProblem).join('; ')}` };
}

/** The verdict's line without its first word: the step says PASS or FAIL itself. */
export function verdictOf({ line }: { line: string }): string {
  return line.replace(/^[A-Z ]+ {2}/, '');
}

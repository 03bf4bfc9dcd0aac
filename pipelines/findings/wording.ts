import type { Finding } from '../../schemas/types.ts';

/** What varies in a finding, by name. */
export type FindingArgs = Readonly<Record<string, string | number | boolean>>;

/** The words of one finding code. `message` says what is wrong, what was expected and what was found, in one line. */
interface FindingWords<A extends FindingArgs> {
  severity: Finding['severity'];
  message: (args: A) => string;
  /** The reader's next step, one line. */
  remediation: (args: A) => string;
}

// biome-ignore lint/suspicious/noExplicitAny: the argument type differs by code; finding() restores it from the code.
export type Wording = Record<string, FindingWords<any>>;

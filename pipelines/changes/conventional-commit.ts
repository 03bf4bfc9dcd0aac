/** What a commit's message says of its kind. @see https://www.conventionalcommits.org/en/v1.0.0/ */
import type { Bump } from './next-version.ts';

export interface CommitMeaning {
  kind: 'breaking' | 'feature' | 'fix' | 'other';
  bump: Bump | 'none';
  /** the first line; of what is released for its kind, without the type */
  summary: string;
  scope?: string;
  /** what the footer says of the break */
  breaking?: string;
}

/** What the footer says, on its own line or on the next; it is one without a word too, and as people misspell it. */
function breakIn(body: readonly string[]): string | undefined {
  const at = body.findIndex((line) => marksBreak.test(line));
  if (at < 0) return undefined;
  const said = body.slice(at).map((line) => line.replace(marksBreak, '').trim());
  return said.find((line) => line !== '') ?? '';
}

const marksBreak = /^BREAKING[ -]CHANGES?\s*:/;

/** @param message all of it; only the first line and the footers are read */
export function meaningOf(message: string): CommitMeaning {
  const [header = '', ...body] = message.trim().split(/\r?\n/);
  const { type, scope, bang, text } =
    /^(?<type>[a-z]+)(?:\((?<scope>[^()]*)\))?(?<bang>!)?:\s+(?<text>\S.*)$/i.exec(header)?.groups ?? {};
  const footer = breakIn(body);
  const named = {
    summary: text ?? header,
    ...(scope ? { scope } : {}),
    ...(footer ? { breaking: footer } : {}),
  };
  if ((type !== undefined && bang !== undefined) || footer !== undefined)
    return { kind: 'breaking', bump: 'major', ...named };
  switch (type?.toLowerCase()) {
    case 'feat':
      return { kind: 'feature', bump: 'minor', ...named };
    case 'fix':
    case 'perf':
    case 'revert':
      return { kind: 'fix', bump: 'patch', ...named };
    default:
      return { kind: 'other', bump: 'none', ...named, summary: header };
  }
}

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

/** @param message all of it; only the first line and the footers are read */
export function meaningOf(message: string): CommitMeaning {
  const [header = '', ...body] = message.trim().split(/\r?\n/);
  const { type, scope, bang, text } =
    /^(?<type>[a-z]+)(?:\((?<scope>[^()]*)\))?(?<bang>!)?:\s+(?<text>\S.*)$/i.exec(header)?.groups ?? {};
  const footer = body.map((line) => /^BREAKING[ -]CHANGE: (.+)$/.exec(line)?.[1]).find((found) => found !== undefined);
  const named = {
    summary: text ?? header,
    ...(scope ? { scope } : {}),
    ...(footer === undefined ? {} : { breaking: footer }),
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

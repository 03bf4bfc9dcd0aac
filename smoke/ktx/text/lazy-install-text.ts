import { linesOf, type ParsedText } from './parsed-text.ts';

/** Parses stderr of a command that installed the runtime on first use. */
export function parseLazyInstallText(text: string): ParsedText {
  const parsed: ParsedText = { unexpected: [] };
  for (const line of linesOf(text)) {
    const [, features] = /^Installing KTX Python runtime \(([^()]+)\) with uv\.\.\.$/.exec(line) ?? [];
    const [, ready] = /^KTX Python runtime ready: (.+)$/.exec(line) ?? [];
    if (features !== undefined && parsed.installing === undefined) parsed.installing = features.split(', ');
    else if (ready !== undefined && parsed.installing !== undefined && parsed.ready === undefined) parsed.ready = ready;
    else parsed.unexpected.push(line);
  }
  return parsed;
}

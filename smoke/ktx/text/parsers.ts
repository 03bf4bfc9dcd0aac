import { parseDoctorText } from './doctor-text.ts';
import { parseErrorLine } from './error-line.ts';
import { parseInstallText } from './install-text.ts';
import { parseLazyInstallText } from './lazy-install-text.ts';
import type { ParsedText } from './parsed-text.ts';
import { parsePruneText } from './prune-text.ts';
import { parseStartText } from './start-text.ts';
import { parseStatusText } from './status-text.ts';
import { parseStopText } from './stop-text.ts';
import { parseVersionText } from './version-text.ts';

/** Every text of the CLI by the name of its schema, with its parser. */
export const parsers = {
  'version-text': parseVersionText,
  'install-text': parseInstallText,
  'status-text': parseStatusText,
  'doctor-text': parseDoctorText,
  'start-text': parseStartText,
  'stop-text': parseStopText,
  'prune-text': parsePruneText,
  'lazy-install-text': parseLazyInstallText,
  'error-line': parseErrorLine,
} satisfies Record<string, (text: string) => ParsedText>;

export type TextName = keyof typeof parsers;

import type { Wording } from '../wording.ts';

type Shown = { shown: string; of: string; found: string; known: string; meant?: string };

const instead = ({ meant }: { meant?: string }, otherwise: string): string =>
  meant === undefined ? otherwise : `Write ${meant}; ${otherwise.charAt(0).toLowerCase()}${otherwise.slice(1)}`;
const list = (known: string): string => (known === '' ? 'it has none' : `it has ${known}`);

/** Words for findings about the documents of a package and the help of its command. */
export const documentsWords = {
  'document-unreadable': {
    severity: 'error',
    message: (a: { document: string; found: string }) => `expected a document ${a.document}, found ${a.found}`,
    remediation: () => 'Write it, or correct "documents" in the policy: paths from the source directory.',
  },
  'document-shows-unknown-command': {
    severity: 'error',
    message: (a: Shown) => `shows "${a.shown}", and ${a.of} has no command ${a.found}: ${list(a.known)}`,
    remediation: (a: Shown) => instead(a, 'Correct the document, or bring the command back.'),
  },
  'document-shows-unknown-option': {
    severity: 'error',
    message: (a: Shown) => `shows "${a.shown}", and ${a.of} takes no ${a.found}: ${list(a.known)}`,
    remediation: (a: Shown) => instead(a, 'Correct the document, or bring the option back.'),
  },
  'documents-omit-command': {
    severity: 'error',
    message: (a: { documents: string; command: string; contract: string }) =>
      `${a.contract} requires "${a.command}" to be named in ${a.documents}, found nowhere there`,
    remediation: (a: { command: string }) => `Show \`${a.command}\` in a code span or a sh block, with what it does.`,
  },
  'help-omits-command': {
    severity: 'error',
    message: (a: { command: string; contract: string; of: string; found: string }) =>
      `${a.contract} requires "${a.command}", and "${a.of} --help" does not name ${a.found}`,
    remediation: () => 'Name it in the help, or correct the package: a user finds only what the help names.',
  },
  'help-fails': {
    severity: 'error',
    message: (a: { command: string; found: string }) => `"${a.command} --help": expected its help, found ${a.found}`,
    remediation: (a: { command: string }) =>
      `Make ${a.command} --help print its help and exit 0, or take the command out of the help above it.`,
  },
} satisfies Wording;

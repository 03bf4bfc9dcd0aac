import type { Wording } from '../wording.ts';

/** Words for findings about the subject as given on the command line, and about its package.json. */
export const subjectWords = {
  'subject-empty': {
    severity: 'error',
    message: (_: Record<string, never>) =>
      'the subject is an empty string, expected a path or a published name@version',
    remediation: () => 'Give a package directory, a tarball (./x.tgz) or a published name@version.',
  },
  'subject-not-found': {
    severity: 'error',
    message: (a: { subject: string; suggestion?: string }) => `subject ${a.subject}: no such file or directory`,
    remediation: (a: { suggestion?: string }) =>
      a.suggestion
        ? `Did you mean ${a.suggestion}?`
        : 'Give a package directory, a tarball (./x.tgz) or a published name@version.',
  },
  'subject-unreadable': {
    severity: 'error',
    message: (a: { subject: string; reason: string }) => `subject ${a.subject}: cannot be read (${a.reason})`,
    remediation: () => 'Check the permissions of the path and of the directories above it.',
  },
  'subject-not-a-package': {
    severity: 'error',
    message: (a: { subject: string; suggestion?: string }) =>
      `subject ${a.subject}: a directory without a package.json`,
    remediation: (a: { suggestion?: string }) =>
      a.suggestion
        ? `Did you mean ${a.suggestion}?`
        : 'Give the directory that holds the package.json to be published.',
  },
  'subject-is-package-json': {
    severity: 'error',
    message: (a: { subject: string; suggestion: string }) =>
      `subject ${a.subject}: expected a package directory or a tarball, found its package.json`,
    remediation: (a: { suggestion: string }) => `Did you mean its directory, ${a.suggestion}?`,
  },
  'subject-neither-file-nor-directory': {
    severity: 'error',
    message: (a: { subject: string; found: string }) =>
      `subject ${a.subject}: expected a directory or a file, found ${a.found}`,
    remediation: () => 'Give a package directory, a tarball (./x.tgz) or a published name@version.',
  },
  'subject-name-invalid': {
    severity: 'error',
    message: (a: { subject: string; name: string }) => `subject ${a.subject}: ${a.name} is not a valid package name`,
    remediation: () => 'Give name@version or @scope/name@version, or a path that starts with ./',
  },
  'subject-version-not-exact': {
    severity: 'error',
    message: (a: { subject: string; name: string; version: string; found: string }) =>
      `subject ${a.subject}: expected one exact version like 1.2.3, found the ${a.found}`,
    remediation: (a: { name: string; version: string }) =>
      `Look it up with: npm view ${a.name}@${a.version} version; then give ${a.name}@<that version>.`,
  },
  'subject-not-published': {
    severity: 'error',
    message: (a: { subject: string; name: string; summary: string }) =>
      `subject ${a.subject}: the registry has no such version (${a.summary})`,
    remediation: (a: { name: string }) =>
      `List what is published with: npm view ${a.name} versions; a fresh version may need some minutes to be visible.`,
  },
  'package-json-not-json': {
    severity: 'error',
    message: (a: { column: number; reason: string }) =>
      `package.json is not valid JSON at column ${a.column}: ${a.reason}`,
    remediation: () => 'Correct the file at that place.',
  },
  'package-json-invalid': {
    severity: 'error',
    message: (a: { pointer: string; expected: string; found: string }) =>
      `package.json ${a.pointer || '(document)'}: expected ${a.expected}, found ${a.found}`,
    remediation: () => 'Correct this field of package.json.',
  },
  'package-name-invalid': {
    severity: 'error',
    message: (a: { name: string }) => `package.json /name: ${JSON.stringify(a.name)} is not a valid package name`,
    remediation: () =>
      'Use name or @scope/name: at most 214 characters, letters, digits, - . _ ~, not starting with a dot or _.',
  },
  'package-version-invalid': {
    severity: 'error',
    message: (a: { version: string; suggestion?: string }) =>
      `package.json /version: expected an exact semantic version without build metadata, found ${JSON.stringify(a.version)}`,
    remediation: (a: { suggestion?: string }) =>
      a.suggestion ? `Use "${a.suggestion}", which is what a registry would make of it.` : 'Use a version like 1.2.3.',
  },
  'package-private': {
    severity: 'error',
    message: (a: { name: string }) => `${a.name} has "private": true in its package.json, so npm refuses to publish it`,
    remediation: () => 'Remove "private" from package.json if it is to be published, or give another package.',
  },
} satisfies Wording;

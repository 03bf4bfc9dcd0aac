import type { Wording } from '../wording.ts';

/** Words for findings about the subject as given on the command line. */
export const subjectWords = {
  'subject-not-found': {
    severity: 'error',
    message: (a: { subject: string }) => `subject ${a.subject}: no such file or directory`,
    remediation: () => 'Give a package directory, a tarball (./x.tgz) or a published name@version.',
  },
} satisfies Wording;

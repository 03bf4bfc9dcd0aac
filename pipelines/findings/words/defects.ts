import type { Wording } from '../wording.ts';

/** Words for findings about the defects kit, and about what keeps it from being run. */
export const defectsWords = {
  'defect-unreadable': {
    severity: 'error',
    message: (a: { reason: string }) => `expected a defect as JSON, found ${a.reason}`,
    remediation: () => 'Correct the file: schemas/defect.schema.json says what a defect is.',
  },
  'defect-invalid': {
    severity: 'error',
    message: (a: { pointer: string; expected: string; found: string }) =>
      `${a.pointer || '(document)'}: expected ${a.expected}, found ${a.found}`,
    remediation: () => 'Correct the file: schemas/defect.schema.json says what a defect is.',
  },
  'defect-stale': {
    severity: 'error',
    message: (a: { target: string; expected: string; found: string }) =>
      `it no longer fits the reference package: expected ${a.expected} in ${a.target}, found ${a.found}`,
    remediation: () => 'Change the defect so that it breaks the package as it is now, in the same way.',
  },
  'defect-changes-nothing': {
    severity: 'error',
    message: (a: { integrity: string }) =>
      `the package that it makes is the healthy one: expected other bytes, found ${a.integrity}`,
    remediation: () => 'Let it change a file that is packed.',
  },
  'defect-expects-nobody': {
    severity: 'error',
    message: (a: { smoke: string; known: number }) =>
      `expected the name of one of ${a.known} smokes, found "${a.smoke}"`,
    remediation: () => 'Name the smoke as `shakedown verify` lists it.',
  },
  'defect-none-chosen': {
    severity: 'error',
    message: (a: { only: string; count: number }) =>
      `--only ${a.only}: none of ${a.count} defects has that in its id, its area or its title`,
    remediation: () => 'ls fixtures/defects lists them.',
  },
  'defects-not-ready': {
    severity: 'error',
    message: (a: { expected: string; found: string; advice: string }) => `expected ${a.expected}, found ${a.found}`,
    remediation: (a: { expected: string; found: string; advice: string }) => a.advice,
  },
} satisfies Wording;

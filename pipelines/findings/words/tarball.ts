import type { Wording } from '../wording.ts';

const packAgain = 'Pack it again with `npm pack`, which makes none of these.';

/** `more` counts further entries with the same fault. */
const others = (more: number): string => (more > 0 ? ` (and ${more} more like it)` : '');

/** Words for findings about a tarball as an archive, whatever is in it. */
export const tarballWords = {
  'tarball-empty': {
    severity: 'error',
    message: (a: { found: string }) => `expected a packed npm package, found ${a.found}`,
    remediation: () => 'Pack the package again with `npm pack` and check that the file was copied in full.',
  },
  'tarball-not-gzip': {
    severity: 'error',
    message: (a: { found: string }) => `expected a gzip file (first bytes 1f 8b), found ${a.found}`,
    remediation: () => 'Give a .tgz made by `npm pack`, or the package directory.',
  },
  'tarball-truncated': {
    severity: 'error',
    message: (a: { detail: string }) => `the tarball ends too early: ${a.detail}`,
    remediation: () => 'Copy or download it again; compare its size and sha256 with the original.',
  },
  'tarball-corrupt': {
    severity: 'error',
    message: (a: { detail: string }) => `the tarball is damaged: ${a.detail}`,
    remediation: () => 'Copy or download it again; compare its size and sha256 with the original.',
  },
  'tarball-trailing-data': {
    severity: 'error',
    message: (a: { detail: string }) => `the tarball has data after its end: ${a.detail}`,
    remediation: () => packAgain,
  },
  'tarball-too-large': {
    severity: 'error',
    message: (a: { what: string; limit: string; found: string }) =>
      `the tarball is beyond a limit: ${a.what} at most ${a.limit}, found ${a.found}; it was not read further`,
    remediation: () =>
      'Look for files packed by mistake with `npm pack --dry-run`; do not unpack a tarball you do not know.',
  },
  'tarball-path-unsafe': {
    severity: 'error',
    message: (a: { entry: string; reason: string; more: number }) =>
      `entry ${JSON.stringify(a.entry)} ${a.reason}${others(a.more)}`,
    remediation: () => packAgain,
  },
  'tarball-link-outside': {
    severity: 'error',
    message: (a: { entry: string; target: string; more: number }) =>
      `entry ${a.entry} is a link to ${JSON.stringify(a.target)}, outside the package${others(a.more)}`,
    remediation: () => packAgain,
  },
  'tarball-link': {
    severity: 'error',
    message: (a: { entry: string; target: string; more: number }) =>
      `entry ${a.entry} is a link to ${a.target}; npm leaves links out when it installs${others(a.more)}`,
    remediation: () => 'Put the file itself in its place.',
  },
  'tarball-special-entry': {
    severity: 'error',
    message: (a: { entry: string; type: string; more: number }) =>
      `entry ${a.entry} is neither file nor directory but ${a.type}${others(a.more)}`,
    remediation: () => packAgain,
  },
  'tarball-entry-twice': {
    severity: 'error',
    message: (a: { entry: string; more: number }) =>
      `entry ${a.entry} is there twice, so what is installed depends on the tool${others(a.more)}`,
    remediation: () => packAgain,
  },
  'tarball-several-roots': {
    severity: 'error',
    message: (a: { roots: string }) => `expected one directory (package/) around all entries, found ${a.roots}`,
    remediation: () => packAgain,
  },
  'tarball-entry-outside-root': {
    severity: 'error',
    message: (a: { entry: string; more: number }) =>
      `entry ${a.entry} is not inside a directory (package/), so npm does not install it${others(a.more)}`,
    remediation: () => packAgain,
  },
  'tarball-names-collide': {
    severity: 'error',
    message: (a: { entry: string; other: string; more: number }) =>
      `${a.entry} and ${a.other} are one name where capitals do not count (macOS, Windows)${others(a.more)}`,
    remediation: () => 'Rename one of them.',
  },
  'tarball-name-windows': {
    severity: 'warning',
    message: (a: { entry: string; reason: string; more: number }) =>
      `entry ${a.entry} ${a.reason}, which Windows does not allow: installing fails there or leaves it out${others(a.more)}`,
    remediation: () => 'Rename it.',
  },
  'tarball-name-not-normal': {
    severity: 'warning',
    message: (a: { entry: string; reason: string; more: number }) =>
      `the name of entry ${JSON.stringify(a.entry)} ${a.reason}, so that it is not found on every system under the name that people type${others(a.more)}`,
    remediation: () => 'Rename it to ASCII letters, or to the composed form.',
  },
  'tarball-headers-differ': {
    severity: 'error',
    message: (a: { entry: string; what: string; one: string; other: string; more: number }) =>
      `the headers of entry ${a.entry} name two ${a.what}s, ${JSON.stringify(a.one)} and ${JSON.stringify(a.other)}: what is in the package depends on the tool${others(a.more)}`,
    remediation: () => packAgain,
  },
  'tarball-several-members': {
    severity: 'error',
    message: (a: { members: number }) =>
      `expected one gzip member, found ${a.members}: tools that read only the first see another package`,
    remediation: () => packAgain,
  },
  'tarball-mode-writable': {
    severity: 'info',
    message: (a: { entry: string; mode: string; more: number }) =>
      `entry ${a.entry} may be written by everybody (mode ${a.mode}); npm takes that bit away, other tools may keep it${others(a.more)}`,
    remediation: (a: { entry: string }) => `Pack with umask 022, or: chmod o-w ${a.entry}`,
  },
  'tarball-mode-privileged': {
    severity: 'error',
    message: (a: { entry: string; mode: string; more: number }) =>
      `entry ${a.entry} has a setuid, setgid or sticky bit (mode ${a.mode})${others(a.more)}`,
    remediation: (a: { entry: string }) => `Remove it: chmod u-s,g-s,-t ${a.entry}; then pack again.`,
  },
} satisfies Wording;

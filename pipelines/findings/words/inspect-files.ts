import type { Wording } from '../wording.ts';

/** `more` counts further files of the kind. */
const others = (more: number): string => (more > 0 ? ` (and ${more} more of its kind)` : '');
const takeOut = ({ path }: { path: string }): string =>
  `Keep it out with "files" in package.json or .npmignore; if it is meant, allow it: {"contents": {"allowed": ["${path}"]}}.`;

/** Words for findings about files that should not be in a package. */
export const forbiddenWords = {
  'secret-file-packed': {
    severity: 'error',
    message: (a: { path: string; more: number }) =>
      `${a.path} is packed, a file that holds passwords or tokens${others(a.more)}`,
    remediation: (a: { path: string }) => `${takeOut(a)} If it was published before, revoke what is in it.`,
  },
  'private-key-packed': {
    severity: 'error',
    message: (a: { path: string; more: number }) => `${a.path} is packed, and it is a private key${others(a.more)}`,
    remediation: (a: { path: string }) => `${takeOut(a)} If it was published before, replace the key.`,
  },
  'archive-packed': {
    severity: 'error',
    message: (a: { path: string; more: number }) =>
      `${a.path} is packed, an archive, which nobody looks into: often the result of an earlier npm pack${others(a.more)}`,
    remediation: takeOut,
  },
  'repository-packed': {
    severity: 'error',
    message: (a: { path: string; more: number }) =>
      `${a.path} is packed: the repository with its history${others(a.more)}`,
    remediation: takeOut,
  },
  'leftover-packed': {
    severity: 'warning',
    message: (a: { path: string; more: number }) =>
      `${a.path} is packed, which a tool or a system left lying there${others(a.more)}`,
    remediation: takeOut,
  },
  'forbidden-file-packed': {
    severity: 'error',
    message: (a: { path: string; more: number }) =>
      `${a.path} is packed, which the policy forbids (contents.forbidden)${others(a.more)}`,
    remediation: takeOut,
  },
} satisfies Wording;

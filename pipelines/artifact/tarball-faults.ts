/** What is wrong with the entries of a tarball, judged by their names and types alone: one finding a kind. */
import { posix } from 'node:path';
import type { Finding } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';

/** An entry as its headers describe it, nothing cleaned. */
export interface RawEntry {
  archivePath: string;
  /** as `tar` names it: File, Directory, SymbolicLink, Link, CharacterDevice ... */
  type: string;
  /** permission, setuid, setgid and sticky bits */
  mode: number;
  linkTarget?: string;
}

const types: Record<string, 'file' | 'directory' | 'link'> = {
  File: 'file',
  OldFile: 'file',
  ContiguousFile: 'file',
  Directory: 'directory',
  SymbolicLink: 'link',
  Link: 'link',
};

/**
 * @returns `refused`: what `npm pack` never makes; `suspect`: what it can make and no package should have.
 * Many entries with the same fault are one finding with the first of them and a count.
 */
export function judgeEntries(entries: readonly RawEntry[]): { refused: Finding[]; suspect: Finding[] } {
  const unsafe: { entry: string; reason: string }[] = [];
  const outside: { entry: string; target: string }[] = [];
  const links: { entry: string; target: string }[] = [];
  const special: { entry: string; type: string }[] = [];
  const rootless: { entry: string }[] = [];
  const privileged: { entry: string; mode: string }[] = [];
  const roots = new Set<string>();
  const paths: { path: string; isDirectory: boolean }[] = [];

  for (const { archivePath, type, mode, linkTarget } of entries) {
    const kind = types[type];
    const reason = whyUnsafe(archivePath, kind === 'directory');
    if (reason) unsafe.push({ entry: archivePath, reason });
    else {
      const [root = '', ...inside] = archivePath.replace(/\/$/, '').split('/');
      if (inside.length > 0) paths.push({ path: inside.join('/'), isDirectory: kind === 'directory' });
      if (inside.length > 0 || kind === 'directory') roots.add(root);
      else rootless.push({ entry: archivePath });
    }
    if (kind === undefined) special.push({ entry: archivePath, type });
    if (kind === 'link') {
      const target = linkTarget ?? '';
      (leaves(archivePath, type, target) ? outside : links).push({ entry: archivePath, target });
    }
    if (mode & 0o7000) privileged.push({ entry: archivePath, mode: mode.toString(8) });
  }

  const { twice, colliding } = namesakes(paths);
  const refused = [
    ...first(unsafe, (args) => finding('tarball-path-unsafe', args)),
    ...first(outside, (args) => finding('tarball-link-outside', args)),
    ...first(special, (args) => finding('tarball-special-entry', args)),
    ...first(rootless, (args) => finding('tarball-entry-outside-root', args)),
    ...first(twice, (args) => finding('tarball-entry-twice', args)),
  ];
  if (roots.size > 1) {
    const shown = [...roots].slice(0, 5).join(', ');
    refused.push(finding('tarball-several-roots', { roots: `${roots.size}: ${shown}` }));
  }
  const suspect = [
    ...first(links, (args) => finding('tarball-link', args)),
    ...first(colliding, (args) => finding('tarball-names-collide', args)),
    ...first(privileged, (args) => finding('tarball-mode-privileged', args)),
  ];
  return { refused, suspect };
}

function first<A>(faults: readonly A[], toFinding: (args: A & { more: number }) => Finding): Finding[] {
  const [fault] = faults;
  return fault === undefined ? [] : [toFinding({ ...fault, more: faults.length - 1 })];
}

function whyUnsafe(path: string, isDirectory: boolean): string | undefined {
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'has an absolute path';
  if (path.includes('\\')) return 'has a backslash, which is a separator on Windows';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'has a control character in its name';
  const parts = (isDirectory ? path.replace(/\/$/, '') : path).split('/');
  if (parts.includes('..')) return 'leaves the package with ..';
  // `./package/x` is common; npm takes the `.` for the directory around all entries.
  if (parts.slice(1).some((part) => part === '' || part === '.')) return 'has an empty or . part in its path';
  return undefined;
}

/** A symbolic link is relative to its own directory, a hard link to the archive's root. */
function leaves(archivePath: string, type: string, target: string): boolean {
  if (target === '' || target.includes('\\') || /^([a-z]:|\/)/i.test(target)) return true;
  const from = type === 'Link' ? '' : posix.dirname(archivePath);
  const [root, ...inside] = posix.join(from, target).split('/');
  return inside.length === 0 || root === '..' || root !== archivePath.split('/')[0];
}

/** Entries of the same path, and paths that differ by capitals or by Unicode composition only. */
function namesakes(paths: readonly { path: string; isDirectory: boolean }[]) {
  const twice: { entry: string }[] = [];
  const colliding: { entry: string; other: string }[] = [];
  const files = new Set<string>();
  const folders = new Set<string>();
  const spellings = new Map<string, string>();
  for (const { path, isDirectory } of paths) {
    const parts = path.split('/');
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const here = parts.slice(0, depth).join('/');
      if (depth < parts.length) folders.add(here);
      const folded = here.normalize('NFC').toLowerCase();
      const other = spellings.get(folded) ?? here;
      spellings.set(folded, other);
      if (other !== here) {
        colliding.push({ entry: here, other });
        break;
      }
    }
    if (isDirectory) folders.add(path);
    else if (files.has(path)) twice.push({ entry: path });
    else files.add(path);
  }
  for (const path of files) if (folders.has(path)) twice.push({ entry: path });
  return { twice, colliding };
}

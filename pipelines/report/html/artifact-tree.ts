/** The packed files as a tree of directories with their sizes, the largest first. */
import type { ArtifactManifest } from '../../../schemas/types.ts';
import { formatBytes, plural } from '../quantities.ts';
import { html, type Markup } from './markup.ts';

interface Directory {
  name: string;
  size: number;
  files: number;
  directories: Map<string, Directory>;
  own: { name: string; size: number; mode: number }[];
}

export function artifactTree({ entries, unpackedSize }: ArtifactManifest): Markup {
  const root = directory('');
  for (const { path, size, mode } of entries) {
    const names = path.split('/');
    const name = names.pop() ?? path;
    let at = root;
    count(at, size);
    for (const each of names) {
      const next = at.directories.get(each) ?? directory(each);
      at.directories.set(each, next);
      at = next;
      count(at, size);
    }
    at.own.push({ name, size, mode });
  }
  return html`<ul class="tree">${contents(root, Math.max(unpackedSize, 1))}</ul>`;
}

function contents({ directories, own }: Directory, total: number): Markup[] {
  const items = [
    ...[...directories.values()].map((each) => ({ size: each.size, item: () => directoryItem(each, total) })),
    ...own.map((file) => ({ size: file.size, item: () => fileItem(file, total) })),
  ];
  return items.toSorted((a, b) => b.size - a.size).map(({ item }) => item());
}

function directoryItem(each: Directory, total: number): Markup {
  return html`<li><details><summary>${sized(`${each.name}/`, each.size, total)}<span class="note">${plural(each.files, 'file')}</span></summary><ul>${contents(each, total)}</ul></details></li>`;
}

function fileItem({ name, size, mode }: Directory['own'][number], total: number): Markup {
  return html`<li class="file">${sized(name, size, total)}${(mode & 0o111) !== 0 && html`<span class="note">executable</span>`}</li>`;
}

function sized(name: string, size: number, total: number): Markup {
  return html`<span class="size">${formatBytes(size)}</span><meter min="0" max="${total}" value="${size}" aria-hidden="true"></meter><span class="path">${name}</span>`;
}

function directory(name: string): Directory {
  return { name, size: 0, files: 0, directories: new Map(), own: [] };
}

function count(at: Directory, size: number): void {
  at.size += size;
  at.files += 1;
}

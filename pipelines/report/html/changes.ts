/** What has changed in the package since the version that it was compared with. */
import type { BeforeAndAfter, PackageComparison, Report } from '../../../schemas/types.ts';
import { stepWords } from '../../artifact/against/comparison-lines.ts';
import { formatBytes, formatInteger, plural } from '../quantities.ts';
import { html, type Markup } from './markup.ts';

/** Of a longer list so many are shown; report.json has all. */
const most = 200;
/** A longer list is closed at first. */
const open = 12;

export function changes({ previous, comparison }: Report): Markup {
  if (!previous || !comparison)
    return html`<p class="note">Not compared with an earlier version: <code>shakedown verify --against NAME@VERSION</code> does that.</p>`;
  const { added, removed, renamed, changed, same } = comparison.files;
  const bySize = added.toSorted((a, b) => b.size - a.size);
  const byGrowth = changed.toSorted((a, b) => b.after - b.before - (a.after - a.before));
  const grown = byGrowth.filter(({ before, after }) => after > before);
  const others = byGrowth.filter(({ before, after }) => after <= before);
  return html`<h3>Changed since ${previous.name} ${previous.version}</h3>
<p>${stepWords(comparison)}. <span class="note">Compared with ${previous.spec}, sha256 <code>${previous.sha256}</code></span></p>
${sizes(comparison)}
${list('Added', bySize, ({ path, size }) => html`${amount(formatBytes(size))} <span class="path">${path}</span>`)}
${list('Removed', removed, ({ path, size }) => html`${amount(formatBytes(size))} <span class="path">${path}</span>`)}
${list('Renamed', renamed, ({ path, from, before, after }) => html`${amount(difference({ before, after }, formatBytes))} <span class="path">${from} → ${path}</span>`)}
${list('Grown', grown, changedFile)}
${list('Changed otherwise', others, changedFile)}
${dependencies(comparison)}
<p class="note">${plural(same, 'file')} the same byte for byte.</p>`;
}

function changedFile({ path, before, after, mode }: PackageComparison['files']['changed'][number]): Markup {
  return html`${amount(difference({ before, after }, formatBytes))} <span class="path">${path}</span>${before !== after && html` <span class="note">${formatBytes(before)} → ${formatBytes(after)}</span>`}${mode && html` <span class="note">mode ${mode.before} → ${mode.after}</span>`}`;
}

function sizes({ sizes: { packed, unpacked, files } }: PackageComparison): Markup {
  const row = (name: string, of: BeforeAndAfter, words: (value: number) => string) =>
    html`<tr><th scope="row">${name}</th><td>${words(of.before)}</td><td>${words(of.after)}</td><td>${difference(of, words)}</td></tr>`;
  return html`<div class="scroll"><table class="sizes"><thead><tr><td></td><th scope="col">Before</th><th scope="col">Now</th><th scope="col">Difference</th></tr></thead><tbody>${row('Packed', packed, formatBytes)}${row('Unpacked', unpacked, formatBytes)}${row('Files', files, formatInteger)}</tbody></table></div>`;
}

function dependencies({ dependencies: all }: PackageComparison): Markup | false {
  return list(
    'Dependencies',
    all,
    ({ field, name, before, after }) =>
      html`<span class="path">${name}</span> ${before ?? 'new'} → ${after ?? 'gone'}${field !== 'dependencies' && html` <span class="note">${field}</span>`}`,
  );
}

function list<T>(title: string, all: readonly T[], item: (one: T) => Markup): Markup | false {
  if (all.length === 0) return false;
  const left = all.length - most;
  return html`<details class="changes"${all.length <= open && html` open`}><summary>${title} <span class="count">${formatInteger(all.length)}</span></summary><ul>${all.slice(0, most).map((each) => html`<li>${item(each)}</li>`)}${left > 0 && html`<li class="note">and ${formatInteger(left)} more: all are in report.json</li>`}</ul></details>`;
}

function amount(words: string): Markup {
  return html`<span class="size">${words}</span>`;
}

function difference({ before, after }: { before: number; after: number }, words: (value: number) => string): string {
  const change = after - before;
  return change === 0 ? 'same' : `${change > 0 ? '+' : '−'}${words(Math.abs(change))}`;
}

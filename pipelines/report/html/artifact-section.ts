/** The packed bytes: what they hold, and what has changed in them. */
import type { Report } from '../../../schemas/types.ts';
import { formatBytes, plural } from '../quantities.ts';
import { artifactTree } from './artifact-tree.ts';
import { changes } from './changes.ts';
import { html, type Markup } from './markup.ts';
import { hrefOf } from './outputs.ts';

/** Nothing where nothing was packed. */
export function artifactSection(report: Report): Markup | undefined {
  const { artifact } = report;
  if (!artifact) return undefined;
  const { file, size, unpackedSize, entries } = artifact;
  return html`<section aria-labelledby="artifact"><h2 id="artifact">Artifact</h2>
<p><a href="${hrefOf(`artifact/${file}`)}">${file}</a>: ${formatBytes(size)} packed, ${formatBytes(unpackedSize)} unpacked, ${plural(entries.length, 'file')}</p>
${artifactTree(artifact)}
${changes(report)}
</section>
`;
}

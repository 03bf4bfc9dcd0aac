import { waysIn } from '../against/ways-in.ts';
import { defineRule } from './rule.ts';

const typeScript = /(?<!\.d)\.[cm]?tsx?$/;

/**
 * Node strips types from the program of whoever wrote it, and refuses to below node_modules. In the project itself the
 * command runs, so that nobody notices before it is installed.
 * @see https://nodejs.org/api/typescript.html#type-stripping-in-dependencies
 */
export const typescriptPrograms = defineRule({
  codes: ['bin-typescript', 'entry-point-typescript'],
  title: 'Node can run what commands and entry points name',
  check(inspection, report) {
    for (const [command, path] of Object.entries(inspection.bins)) {
      const head = inspection.files.get(path)?.head.toString('utf8') ?? '';
      const [line = ''] = head.split('\n');
      // deno, bun and others run it as it is; which users have those is said by another rule.
      if (typeScript.test(path) && /\bnode\b/.test(line)) report('bin-typescript', { command, path }, { file: path });
    }
    const way = waysIn(inspection).get('.');
    const loaded = Object.entries({ import: way?.import, require: way?.require });
    const [first] = loaded.filter((entry): entry is [string, string] => typeScript.test(entry[1] ?? ''));
    if (first) report('entry-point-typescript', { how: first[0], path: first[1] }, { file: first[1] });
  },
});

import { defineRule } from './rule.ts';

/** Programs other than node that a command can sensibly be written for; whether a user has them is another question. */
const otherInterpreters = new Set([
  'sh',
  'bash',
  'dash',
  'zsh',
  'fish',
  'deno',
  'bun',
  'python3',
  'perl',
  'ruby',
  'pwsh',
]);

/** Without `#!` a shell runs a JavaScript file as a shell script; with CRLF the kernel looks for a program `node\r`. */
export const binShebang = defineRule({
  codes: [
    'bin-shebang-missing',
    'bin-shebang-crlf',
    'bin-shebang-interpreter',
    'bin-shebang-arguments',
    'bin-shebang-not-node',
  ],
  title: 'Every command begins with a #! line for node',
  check({ bins, files }, report) {
    for (const [command, path] of Object.entries(bins)) {
      const head = files.get(path)?.head;
      if (!head) continue;
      const [line = ''] = head.toString('utf8').split('\n');
      const where = { file: path, line: 1 };
      if (!line.startsWith('#!')) {
        report('bin-shebang-missing', { command, found: describe(line, head.length) }, where);
        continue;
      }
      if (line.endsWith('\r')) report('bin-shebang-crlf', { command }, where);
      const shebang = line.trimEnd();
      const interpreter = interpreterOf(shebang);
      if (interpreter === 'node') {
        if (/^#!\s*\S*\/env\s+(?!-)\S+\s+\S/.test(shebang)) {
          const meant = shebang.replace(/^#!\s*\S*\/env\s+/, '#!/usr/bin/env -S ');
          report('bin-shebang-arguments', { command, found: shebang, meant }, where);
          continue;
        }
        if (!isOfOneMachine(shebang)) continue;
      }
      const code = otherInterpreters.has(interpreter) ? 'bin-shebang-not-node' : 'bin-shebang-interpreter';
      report(code, { command, found: shebang }, where);
    }
  },
});

/** Whether node is named by a path at which a version manager or somebody's own hand has put it. */
function isOfOneMachine(shebang: string): boolean {
  const [program = ''] = shebang.slice(2).trim().split(/\s+/);
  return baseName(program) === 'node' && !/^(\/usr(\/local)?)?\/bin\/node$/.test(program);
}

/** `#!/usr/bin/env -S node --flag` and `#!/usr/bin/node` -> `node` */
function interpreterOf(shebang: string): string {
  const [program = '', ...args] = shebang.slice(2).trim().split(/\s+/);
  const name = baseName(program);
  if (name !== 'env') return name;
  return baseName(args.find((arg) => !arg.startsWith('-') && !arg.includes('=')) ?? '');
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function describe(line: string, size: number): string {
  if (size === 0) return 'an empty file';
  if (line.startsWith('\ufeff#!')) return 'a byte order mark before it';
  return JSON.stringify(line.slice(0, 40).trimEnd());
}

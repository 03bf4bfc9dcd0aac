/**
 * Writes schemas/types.ts from the JSON Schemas: `npm run types`; with `--check` it only compares.
 * Exit 1 when the committed file is not what the schemas say.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { compile } from 'json-schema-to-typescript';

const schemasDir = resolve(import.meta.dirname, '../../schemas');
const target = join(schemasDir, 'types.ts');

async function schemaFiles(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.schema.json'))
    .map((entry) => relative(schemasDir, join(entry.parentPath, entry.name)))
    .sort();
}

/** One root that refers to every schema, so that a shared definition becomes one type. */
async function generate(): Promise<string> {
  const files = await schemaFiles(schemasDir);
  const root = {
    title: 'SchemaTypes',
    description: 'Every schema by its file name below schemas/, without .schema.json.',
    type: 'object',
    additionalProperties: false,
    required: files.map((file) => file.replace('.schema.json', '')),
    properties: Object.fromEntries(files.map((file) => [file.replace('.schema.json', ''), { $ref: file }])),
  };
  return compile(structuredClone(root) as Parameters<typeof compile>[0], 'SchemaTypes', {
    cwd: `${schemasDir}/`,
    additionalProperties: false,
    unknownAny: true,
    $refOptions: { parse: { json: { order: 1, canParse: '.json', parse: readSchema } } },
    bannerComment: '// Generated from schemas/**/*.schema.json by `npm run types`. Do not edit.',
    style: { singleQuote: true, printWidth: 120 },
  });
}

function readSchema({ data }: { data: unknown }): unknown {
  return apart(JSON.parse(String(data)));
}

/** The schema with what stands beside a `$ref` apart from it: of both together a type of its own would be made. */
function apart(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(apart);
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.entries(schema).map(([name, value]) => [name, apart(value)] as const);
  const { $ref, ...beside } = Object.fromEntries(members);
  if (typeof $ref !== 'string' || Object.keys(beside).length === 0) return Object.fromEntries(members);
  return { ...beside, allOf: [{ $ref }] };
}

const wanted = await generate();
const found = await readFile(target, 'utf8').catch((error: NodeJS.ErrnoException) => {
  if (error.code === 'ENOENT') return '';
  throw error;
});
if (!process.argv.includes('--check')) {
  if (found !== wanted) await writeFile(target, wanted);
} else if (found !== wanted) {
  process.stderr.write('schemas/types.ts is not what the schemas say. Run: npm run types\n');
  process.exitCode = 1;
}

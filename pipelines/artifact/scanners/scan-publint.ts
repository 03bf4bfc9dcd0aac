/** Runs in the scanner's own process: asks publint about the package as it is packed. */
import { compileFunction } from 'node:vm';
import type { Message } from 'publint';
import type { PublintMessage, PublintScan } from '../../../schemas/types.ts';
import { type ExtractedFile, extractedFiles } from './extracted-files.ts';
import { valueAt } from './package-place.ts';

/** The package's directory in publint's eyes; nothing is read from a place of that name. */
const root = '/package';

/** Asks about the extracted package in `dir`, and leaves out what is not so on a second look. */
export async function scanByPublint(dir: string): Promise<PublintScan> {
  const { publint } = await import('publint');
  const files = extractedFiles(dir);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const { messages, pkg } = await publint({ pkgDir: root, pack: { files: files.map(asPacked) } });
  const said = new Map<string, PublintMessage>();
  const misread = new Set<string>();
  for (const message of messages) {
    if (!isSo(message, pkg, byPath)) continue;
    // Without "exports" every file is a way in, and those that a field names are said once more.
    const file = misreadFile(message, pkg);
    if (file !== undefined && misread.has(file)) continue;
    if (file !== undefined) misread.add(file);
    const key = `${message.code} ${message.path.join('\0')}`;
    const before = said.get(key);
    if (before) before.times += 1;
    else said.set(key, { code: message.code, path: message.path, args: plain(message.args), times: 1 });
  }
  return { scanner: 'publint', messages: [...said.values()] };
}

/** publint reads what it needs, when it needs it. */
function asPacked(file: ExtractedFile) {
  return {
    name: `${root}/${file.path}`,
    get data() {
      return file.read();
    },
  };
}

/** Conditions that TypeScript takes when it is not told of others. */
const seenByTypeScript = new Set(['import', 'require', 'node', 'default']);

/**
 * publint tells ES modules from CommonJS by patterns, which a bundle with such a line in one of its strings deceives;
 * whether a file can be read as CommonJS is what the parser says. A pattern that takes any file, whatever its ending,
 * says nothing about how one of them is imported. "types" may stand behind conditions of the
 * package's own. And a package that was copied into this one is imported by its files.
 */
function isSo(message: Message, pkg: Record<string, unknown>, files: ReadonlyMap<string, ExtractedFile>): boolean {
  if (message.code === 'CJS_WITH_ESMODULE_DEFAULT_EXPORT') {
    const target = valueAt(pkg, message.path);
    return !(typeof target === 'string' && target.endsWith('*'));
  }
  if (message.code === 'EXPORTS_TYPES_SHOULD_BE_FIRST') {
    const keys = Object.keys(Object(valueAt(pkg, message.path.slice(0, -1))));
    return keys.slice(0, keys.indexOf('types')).some((key) => seenByTypeScript.has(key));
  }
  if (message.code === 'NESTED_PACKAGE_JSON_FIELD_IGNORED') {
    const nested = files.get(message.args.filePath.replace(/^(\.?\/)+/, ''));
    return nested === undefined || !isPackage(JSON.parse(nested.read().toString('utf8')));
  }
  const misread = misreadFile(message, pkg);
  const file = misread === undefined ? undefined : files.get(misread);
  if (file === undefined || !('actualFormat' in message.args) || message.args.actualFormat !== 'ESM') return true;
  return !isCommonJs(file.read().toString('utf8'));
}

/** A copy of another package has a name and a version of its own. */
function isPackage(json: unknown): boolean {
  return ['name', 'version'].every((key) => typeof valueAt(json, [key]) === 'string');
}

/** The file of a message that says that a file is read as what it is not. */
function misreadFile(message: Message, pkg: Record<string, unknown>): string | undefined {
  switch (message.code) {
    case 'IMPLICIT_INDEX_JS_INVALID_FORMAT':
      return 'index.js';
    case 'FILE_INVALID_FORMAT':
    case 'FILE_INVALID_EXPLICIT_FORMAT': {
      const named = message.args.actualFilePath ?? valueAt(pkg, message.path);
      return typeof named === 'string' ? named.replace(/^(\.?\/)+/, '') : undefined;
    }
    default:
      return undefined;
  }
}

/** Parses only, nothing is run. */
function isCommonJs(code: string): boolean {
  try {
    compileFunction(code.replace(/^\ufeff?#!.*/, ''), ['exports', 'require', 'module', '__filename', '__dirname']);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function plain(args: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(args).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : String(value)]],
    ),
  );
}

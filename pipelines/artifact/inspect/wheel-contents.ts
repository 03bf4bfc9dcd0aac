import { posix } from 'node:path';
import type { WheelReading } from '../wheel/read-wheel.ts';
import { recordFaults } from '../wheel/record.ts';
import { foldName, foldVersion, readWheelName, type WheelName } from '../wheel/wheel-name.ts';
import { defineRule } from './rule.ts';
import { otherWheels } from './wheel-manifests.ts';
import { consoleScriptsOf, readWheels } from './wheels.ts';

const compiled = /\.(so(\.\d+)*|pyd|dylib|dll|pyc|pyo|a|lib|exe)$/i;
/** What every Python 3 of a version takes, wherever it runs; `cp311-none-any` is for CPython 3.11 alone. */
const forEverybody = /^py3\d*-none-any$/;
/** Faults of one kind that are told; the rest is counted. */
const maxTold = 5;

/** Every wheel in the package, whether something names it or not: whoever installs it believes what it says of itself. */
export const wheelContents = defineRule({
  codes: [
    'wheel-unreadable',
    'wheel-entry-unsafe',
    'wheel-record-mismatch',
    'wheel-metadata-mismatch',
    'wheel-tag-mismatch',
    'wheel-console-script-broken',
    'wheel-compiled-code',
    'wheel-platform-bound',
  ],
  title: 'A bundled Python wheel is whole, and is what its name says',
  async check(inspection, report) {
    const others = otherWheels(inspection);
    for (const [path, reading] of await readWheels(inspection)) {
      if (others.has(path)) continue;
      const where = { file: path };
      if (typeof reading === 'string') {
        report('wheel-unreadable', { path, detail: reading }, where);
        continue;
      }
      // What its entries are called decides what an installer writes, and where: nothing else counts then.
      const unsafe = unsafeEntries(reading);
      for (const each of unsafe) report('wheel-entry-unsafe', { path, ...each }, where);
      if (unsafe.length > 0) continue;
      for (const fault of first(recordFaults(reading.texts.get('RECORD') ?? '', reading.files))) {
        report('wheel-record-mismatch', { path, ...fault }, where);
      }
      const named = readWheelName(posix.basename(path));
      if (named) {
        for (const each of metadataFaults(reading, named)) report('wheel-metadata-mismatch', { path, ...each }, where);
        for (const each of tagFaults(reading, named)) report('wheel-tag-mismatch', { path, ...each }, where);
      }
      for (const each of brokenScripts(reading)) report('wheel-console-script-broken', { path, ...each }, where);
      if (inspection.policy.contents?.compiledPython) continue;
      const [code, ...more] = reading.files.filter(({ name }) => compiled.test(name));
      if (code) report('wheel-compiled-code', { path, entry: code.name, more: more.length }, where);
      else if (named && !named.tags.some((tag) => forEverybody.test(tag))) {
        report('wheel-platform-bound', { path, found: named.tags.slice(0, 3).join(', ') }, where);
      }
    }
  },
});

function unsafeEntries({ entries }: WheelReading): { entry: string; reason: string }[] {
  const seen = new Map<string, string>();
  return first(
    entries.flatMap(({ name, mode }) => {
      const reason = whyUnsafe(name, mode);
      if (reason !== undefined) return [{ entry: name, reason }];
      const folded = name.normalize('NFC').toLowerCase();
      const other = seen.get(folded);
      seen.set(folded, name);
      if (other === undefined) return [];
      return [
        {
          entry: name,
          reason: other === name ? 'is there twice' : `is one name with ${other} where capitals do not count`,
        },
      ];
    }),
  );
}

function whyUnsafe(name: string, mode: number): string | undefined {
  if (name.startsWith('/') || /^[a-z]:/i.test(name)) return 'has an absolute path';
  if (name.includes('\\')) return 'has a backslash, which is a separator on Windows';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  if (/[\u0000-\u001f\u007f-\u009f]/.test(name)) return 'has a control character in its name';
  const parts = name.replace(/\/$/, '').split('/');
  if (parts.includes('..')) return 'leaves the wheel with ..';
  if (parts.some((part) => part === '' || part === '.')) return 'has an empty or . part in its path';
  const type = mode & 0o170000;
  if (type === 0o120000) return 'is a link';
  return type === 0 || type === 0o100000 || type === 0o040000 ? undefined : 'is neither file nor directory';
}

function metadataFaults({ texts, infoDirs }: WheelReading, named: WheelName) {
  const faults: { what: string; expected: string; found: string }[] = [];
  const expect = (what: string, expected: string, found: string, same: boolean): void => {
    if (!same) faults.push({ what, expected, found });
  };
  const { name, version } = named;
  const dir = /^(.*)-([^-]*)\.dist-info$/.exec(infoDirs[0] ?? '');
  const isOwn = foldName(dir?.[1] ?? '') === foldName(name) && foldVersion(dir?.[2] ?? '') === foldVersion(version);
  const own = `${name}-${version}.dist-info`;
  expect('its directory of metadata', own, infoDirs.slice(0, 3).join(', ') || 'none', infoDirs.length === 1 && isOwn);
  for (const file of ['METADATA', 'WHEEL', 'RECORD']) expect(file, 'a file', 'none', texts.has(file));
  const metadata = texts.get('METADATA');
  if (metadata === undefined) return faults;
  const [said = 'none'] = fieldsOf(metadata, 'Name');
  const [stated = 'none'] = fieldsOf(metadata, 'Version');
  expect('Name in METADATA', name, said, foldName(said) === foldName(name));
  expect('Version in METADATA', version, stated, foldVersion(stated) === foldVersion(version));
  return faults;
}

/** An installer goes by the tags in the name when it chooses, and by those in WHEEL when it records. */
function tagFaults({ texts }: WheelReading, { tags }: WheelName): { expected: string; found: string }[] {
  const wheel = texts.get('WHEEL');
  if (wheel === undefined) return [];
  const said = fieldsOf(wheel, 'Tag');
  const [expected, found] = [tags, said].map((each) => [...new Set(each)].sort().join(', '));
  return expected === found ? [] : [{ expected: expected ?? '', found: found || 'none' }];
}

/** A console script is installed whatever it names, and fails when somebody runs it. */
function brokenScripts(reading: WheelReading): { script: string; object: string; found: string }[] {
  const names = new Set(reading.files.map(({ name }) => name.replace(/^[^/]+\.data\/(purelib|platlib)\//, '')));
  const extensions = new Set(
    [...names].filter((name) => compiled.test(name)).map((name) => name.replace(/\.[^/]*$/, '')),
  );
  return first([...consoleScriptsOf(reading)]).flatMap(([script, object]) => {
    const [module = '', attribute = ''] = object.split(':', 2).map((part) => part.trim());
    if (module === '' || attribute === '') return [{ script, object, found: 'no module:function' }];
    const path = module.replaceAll('.', '/');
    const isThere = [`${path}.py`, `${path}/__init__.py`].some((name) => names.has(name)) || extensions.has(path);
    return isThere ? [] : [{ script, object, found: `no module ${module}` }];
  });
}

/** The values of a field in the header of METADATA or WHEEL, which ends at the first empty line. */
function fieldsOf(text: string, field: string): string[] {
  const [header = ''] = text.split(/\r?\n\r?\n/, 1);
  return header.split(/\r?\n/).flatMap((line) => {
    const at = line.indexOf(':');
    return line.slice(0, at).toLowerCase() === field.toLowerCase() ? [line.slice(at + 1).trim()] : [];
  });
}

const first = <F>(faults: readonly F[]): F[] => faults.slice(0, maxTold);

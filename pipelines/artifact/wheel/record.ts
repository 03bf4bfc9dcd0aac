/** What RECORD says against what is in the wheel. @see https://packaging.python.org/en/latest/specifications/recording-installed-packages/ */
import type { WheelFile } from './read-wheel.ts';

export interface RecordFault {
  entry: string;
  expected: string;
  found: string;
}

/** Of RECORD itself, and of its signatures, no hash can be in it. */
const unhashed = /\.dist-info\/(RECORD|RECORD\.jws|RECORD\.p7s)$/;

/** Everything in which RECORD and the wheel differ. Python's installers refuse such a wheel, or install what nobody hashed. */
export function recordFaults(record: string, files: readonly WheelFile[]): RecordFault[] {
  const faults: RecordFault[] = [];
  const said = new Map<string, { hash: string; size: string }>();
  for (const line of record.split(/\r?\n/)) {
    if (line === '') continue;
    const [path, hash, size, ...rest] = fieldsOf(line);
    if (path === undefined || hash === undefined || size === undefined || rest.length > 0) {
      faults.push({ entry: line.slice(0, 80), expected: 'a line path,hash,size', found: 'another' });
    } else if (said.has(path)) faults.push({ entry: path, expected: 'one line', found: 'several' });
    else said.set(path, { hash, size });
  }
  for (const file of files) {
    const line = said.get(file.name);
    said.delete(file.name);
    if (unhashed.test(file.name)) continue;
    if (!line) faults.push({ entry: file.name, expected: 'a line in RECORD', found: 'none' });
    else faults.push(...differences(file, line));
  }
  for (const path of said.keys()) {
    if (!unhashed.test(path)) faults.push({ entry: path, expected: 'a file in the wheel', found: 'none' });
  }
  return faults;
}

function differences(file: WheelFile, { hash, size }: { hash: string; size: string }): RecordFault[] {
  const [algorithm = '', digest = ''] = hash.split('=');
  const found = Object.entries(file.digests).find(([name]) => name === algorithm)?.[1];
  if (found === undefined) {
    return [{ entry: file.name, expected: 'a sha256, sha384 or sha512', found: algorithm || 'no hash' }];
  }
  if (digest !== found) return [{ entry: file.name, expected: `${algorithm} ${digest}`, found }];
  if (size !== '' && Number(size) !== file.size) {
    return [{ entry: file.name, expected: `${size} bytes`, found: `${file.size}` }];
  }
  return [];
}

/** One line of CSV: a field in quotes may hold commas, and two quotes for one. */
function fieldsOf(line: string): string[] {
  const fields: string[] = [];
  for (let at = 0; ; ) {
    if (line[at] !== '"') {
      const comma = line.indexOf(',', at);
      fields.push(line.slice(at, comma < 0 ? undefined : comma));
      if (comma < 0) return fields;
      at = comma + 1;
      continue;
    }
    let end = line.indexOf('"', at + 1);
    while (end >= 0 && line[end + 1] === '"') end = line.indexOf('"', end + 2);
    const behind = end < 0 ? line.length : end + 1;
    fields.push(line.slice(at + 1, end < 0 ? undefined : end).replaceAll('""', '"'));
    if (line[behind] !== ',') return behind < line.length ? [...fields, line.slice(behind)] : fields;
    at = behind + 1;
  }
}

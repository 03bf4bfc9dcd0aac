/** Changes to a wheel, by whoever knows what a zip file and RECORD are. */
import { type MadeWheel, type MadeZipEntry, wheel, type ZipChanges, zip } from '../wheel/wheel-maker.ts';
import { byteMutations } from './mutate-bytes.ts';
import type { Random } from './random.ts';

/** @param names what entries are called */
export function mutateWheel(bytes: Buffer, random: Random, names: readonly string[]): Buffer {
  const bytewise = Object.values(byteMutations);
  return random.pick<() => Buffer>([
    () => random.pick(bytewise)(bytes, random),
    () => random.pick(bytewise)(random.pick(bytewise)(bytes, random), random),
    () => atEnd(bytes, random),
    () => wheel(changed(random, names)),
    () => wheel({ ...changed(random, names), more: [zipEntry(random, names), zipEntry(random, names)] }),
    () => wheel({ changes: zipChanges(random) }),
    () =>
      zip(
        Array.from({ length: random.below(40) }, () => zipEntry(random, names)),
        zipChanges(random),
      ),
    () => zip([{ name: 'zeros', content: Buffer.alloc(random.below(40) * 1024 ** 2) }]),
  ])();
}

/** The end record and the directory decide what a zip is: they are hit more often than by chance. */
function atEnd(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  for (let left = 1 + random.below(4); left > 0; left -= 1) {
    const at = copy.length - 1 - random.below(Math.min(copy.length, 400));
    copy[at] = random.pick([0, 0xff, random.below(256)]);
  }
  return copy;
}

function changed(random: Random, names: readonly string[]): MadeWheel {
  const text = (): string =>
    random.pick([
      '',
      `Name: ${random.pick(names)}\nVersion: 9\n`,
      'Tag: '.repeat(1000),
      `${' '.repeat(30_000)}:`,
      `[console_scripts]\n${'a = '.repeat(3000)}`,
      `[console_scripts]\nx = ${random.pick(names)}:y\n`,
      `${'"'.repeat(random.below(5000))},sha256=x,1`,
      `x,${'sha256='.repeat(500)},1\n`,
      `${random.pick(names)},sha256=abc,-1\n`.repeat(1 + random.below(300)),
      random.bytes(random.below(3000)).toString('latin1'),
    ]);
  const file = random.pick(['RECORD', 'METADATA', 'WHEEL', 'entry_points.txt']);
  return {
    name: 'x',
    version: random.pick(['1.0.0', '1', '']),
    info: { [file]: random.pick([undefined, text()]) },
    modules: { 'x/cli.py': '', [random.pick(names)]: 'x' },
    scripts: text(),
  };
}

function zipEntry(random: Random, names: readonly string[]): MadeZipEntry {
  const odd = (): number => random.pick([0, 1, 0xff, 0xfffe, random.below(70_000), 0xfffffffe]);
  return {
    name: random.pick(names),
    content: random.bytes(random.below(300)),
    stored: random.next() < 0.5,
    ...(random.next() < 0.2 ? { size: odd() } : {}),
    ...(random.next() < 0.2 ? { packed: odd() } : {}),
    ...(random.next() < 0.2 ? { at: odd() } : {}),
    ...(random.next() < 0.2 ? { mode: random.pick([0o120777, 0o040755, 0o020644, 0]) } : {}),
    ...(random.next() < 0.1 ? { method: random.below(20) } : {}),
    ...(random.next() < 0.1 ? { flags: random.below(0x10000) } : {}),
    ...(random.next() < 0.1 ? { crc: odd() } : {}),
    ...(random.next() < 0.1 ? { extra: random.bytes(random.below(60)) } : {}),
    ...(random.next() < 0.1 ? { localName: random.pick(names) } : {}),
    ...(random.next() < 0.1 ? { localSize: odd() } : {}),
  };
}

function zipChanges(random: Random): ZipChanges {
  return {
    ...(random.next() < 0.2 ? { comment: 'PK\u0005\u0006'.repeat(random.below(1000)) } : {}),
    ...(random.next() < 0.2 ? { prefix: random.bytes(random.below(300)) } : {}),
    ...(random.next() < 0.2 ? { gap: random.bytes(random.below(300)) } : {}),
    ...(random.next() < 0.2 ? { behind: random.bytes(random.below(300)) } : {}),
    ...(random.next() < 0.2 ? { count: random.below(0x10000) } : {}),
    ...(random.next() < 0.1 ? { disks: 1 } : {}),
  };
}

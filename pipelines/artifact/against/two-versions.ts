/** For tests of the rules about two versions: one package, and the next version of it. */
import type { Finding, PolicyContents } from '../../../schemas/types.ts';
import { type MadePackage, packageMaker } from '../made-package.ts';
import { againstRules } from './rules.ts';

export const js = 'exports.a = 1;\n';
export const main = { main: './a.js' };
export const commands = { bin: { x: './a.js', y: './b.js' } };
export const both = { 'a.js': js, 'b.js': js };

/** What is found when `current` follows `previous`, which is 1.2.3; a patch if `to` says nothing else. */
export async function compare(
  previous: MadePackage,
  current: MadePackage,
  { to = '1.2.4', contents }: { to?: string; contents?: PolicyContents } = {},
): Promise<Finding[]> {
  await using maker = await packageMaker();
  const before = await maker.make({ ...previous, json: { version: '1.2.3', ...previous.json } });
  return await maker.inspect(
    { ...current, json: { version: to, ...current.json } },
    { previous: before, rules: againstRules, ...(contents ? { policy: { contents } } : {}) },
  );
}

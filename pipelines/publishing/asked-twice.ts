/** A registry that is asked as a stranger first, and through npm where a stranger gets no answer. */
import type { Answer, RegistryReader } from './registry-reader.ts';

/** @param restricted strangers are told that a package does not exist which they may not see */
export function askedTwice(stranger: RegistryReader, known: RegistryReader, restricted: boolean): RegistryReader {
  const settled = ({ kind }: Answer<unknown>): boolean =>
    kind === 'found' || kind === 'later' || (kind === 'absent' && !restricted);
  const both = async <T>(ask: (reader: RegistryReader) => Promise<Answer<T>>): Promise<Answer<T>> => {
    const answer = await ask(stranger);
    return settled(answer) ? answer : await ask(known);
  };
  return {
    version: (name, version) => both((reader) => reader.version(name, version)),
    package: (name) => both((reader) => reader.package(name)),
    delivered: (document, into) => both((reader) => reader.delivered(document, into)),
  };
}

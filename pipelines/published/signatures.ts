/**
 * Whether the registry's signature of a version holds, where the registry signs: over `name@version:integrity`, by one of
 * its keys.
 * @see https://docs.npmjs.com/about-registry-signatures
 */
import { createPublicKey, createVerify, type KeyObject } from 'node:crypto';
import type { Attested, PublishedVersion, RegistryKey } from '../../schemas/types.ts';
import { documentAt } from '../publishing/http-reader.ts';

export async function checkSignatures(
  registry: string,
  document: PublishedVersion,
  signal: AbortSignal,
): Promise<Attested> {
  const answer = await documentAt('registry-keys', `${registry}-/npm/v1/keys`, signal);
  if (answer.kind === 'unreachable' || answer.kind === 'later')
    return { outcome: 'not-checked', detail: answer.reason };
  const { signatures = [] } = document.dist;
  if (answer.kind !== 'found' || answer.value.keys.length === 0) {
    // A mirror hands on what another registry has signed.
    if (signatures.length > 0)
      return { outcome: 'not-checked', detail: 'it has a signature, and the registry has no keys to check it with' };
    return { outcome: 'not-offered', detail: 'the registry has no keys to sign with' };
  }
  if (signatures.length === 0) return { outcome: 'missing', detail: 'the registry signs versions, and not this one' };
  const { keys } = answer.value;
  const checked = signatures.map(({ keyid, sig }) => {
    const key = keys.find((each) => each.keyid === keyid);
    if (!key) return { holds: false, detail: `it is by the key ${keyid}, which the registry does not have` };
    return { holds: holds(document, key, sig), detail: `it is not of ${document.dist.integrity} by the key ${keyid}` };
  });
  const broken = checked.find((each) => !each.holds);
  if (broken) return { outcome: 'invalid', detail: broken.detail };
  return { outcome: 'verified', detail: `by the key ${signatures.map(({ keyid }) => keyid).join(', ')}` };
}

function holds({ name, version, dist }: PublishedVersion, { key }: RegistryKey, sig: string): boolean {
  const publicKey = publicKeyIn(key);
  if (!publicKey) return false;
  return createVerify('SHA256').update(`${name}@${version}:${dist.integrity}`).verify(publicKey, sig, 'base64');
}

/** undefined for what is no key: nothing else makes this throw. */
function publicKeyIn(key: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

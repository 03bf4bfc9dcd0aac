/**
 * What may go away by itself, by the code field of npm's error: never by its words, which change.
 * E409 is a registry that is still busy with the package, or a version that is there already: who retries asks first.
 */
const transport = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ERR_SOCKET_TIMEOUT',
  'ECONNECTIONTIMEOUT',
  'EIDLETIMEOUT',
  'ERESPONSETIMEOUT',
  'ETRANSFERTIMEOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_SOCKET',
]);

export function isTransient(code: string): boolean {
  return code === 'E409' || code === 'E429' || /^E5\d\d$/.test(code) || transport.has(code);
}

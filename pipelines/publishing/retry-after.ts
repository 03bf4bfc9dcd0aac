/**
 * How long a registry asks to be left alone, in milliseconds: the header Retry-After, in seconds or as a date.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 * @returns undefined when it does not say, or says nothing that can be understood
 */
export function retryAfterMs(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}

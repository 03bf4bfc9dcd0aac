import { readFileSync } from 'node:fs';
import { errorCode } from './error-code.ts';
import { processFiles } from './proc-files.ts';

/**
 * The addresses at which a process takes TCP connections, for example `127.0.0.1:8080` and `[::]:8080`, by what the
 * kernel says of its sockets. Linux only; none for a process that is gone.
 */
export function listeningAddresses(pid: number): string[] {
  const sockets = new Set(processFiles(pid).openFiles());
  return ['tcp', 'tcp6']
    .flatMap((table) => linesOf(`/proc/${pid}/net/${table}`).slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && sockets.has(`socket:[${inode}]`))
    .map(([, local = '']) => addressIn(local));
}

/** None of what is not there: a kernel without IPv6 has no tcp6. */
function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'latin1').split('\n');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'EINVAL') return [];
    throw error;
  }
}

/** `0100007F:1F90` is 127.0.0.1:8080: words of 32 bits in the byte order of the machine, then the port (proc_net_tcp). */
function addressIn(text: string): string {
  const [hex = '', port = ''] = text.split(':');
  const words = (hex.match(/.{8}/g) ?? []).map((word) => Number.parseInt(word, 16));
  const bytes = words.flatMap((word) => [...new Uint8Array(new Uint32Array([word]).buffer)]);
  const address = bytes.length === 4 ? bytes.join('.') : `[${ipv6(bytes)}]`;
  return `${address}:${Number.parseInt(port, 16)}`;
}

function ipv6(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, at) => ((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0));
  return new URL(`http://[${groups.map((group) => group.toString(16)).join(':')}]/`).hostname.slice(1, -1);
}

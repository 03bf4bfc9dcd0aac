import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { ProcessIdentity } from '../process/identity.ts';
import { listeningAddresses } from '../process/listening.ts';

/** Where these processes take connections, loopback apart: by the kernel's word where it gives one, else by trying. */
export async function openElsewhere(daemons: readonly Pick<ProcessIdentity, 'pid'>[], port: number): Promise<string[]> {
  if (process.platform !== 'linux') return await reachableElsewhere(port);
  return daemons.flatMap(({ pid }) => listeningAddresses(pid)).filter((address) => !/^(127\.|\[::1\])/.test(address));
}

/** The addresses of this machine, loopback apart, at which the port takes connections. */
export async function reachableElsewhere(port: number): Promise<string[]> {
  const addresses = Object.values(networkInterfaces())
    .flatMap((found) => found ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address);
  const open = await Promise.all(addresses.map((address) => takesConnections(address, port)));
  return addresses.filter((_, at) => open[at]);
}

function takesConnections(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const done = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
    socket.once('timeout', () => done(false));
  });
}

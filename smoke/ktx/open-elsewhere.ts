import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';

/** The addresses of this machine, loopback apart, at which the port takes connections. */
export async function openElsewhere(port: number): Promise<string[]> {
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

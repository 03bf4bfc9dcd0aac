/** For sequential.sh: a throwaway Verdaccio as somebody would start it by hand. Prints its URL. Argument: a directory. */
import { join } from 'node:path';
import { runServer } from 'verdaccio';

const dir = process.argv[2] ?? '.';
const server = await runServer({
  configPath: join(dir, 'verdaccio.yaml'),
  storage: join(dir, 'storage'),
  uplinks: {},
  packages: { '**': { access: '$all', publish: '$all' } },
  web: { enable: false },
  log: { type: 'file', path: join(dir, 'verdaccio.log'), format: 'json', level: 'http' },
});
server.listen(0, '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}/`),
);

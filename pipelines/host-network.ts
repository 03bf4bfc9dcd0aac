/** What a command needs of the host's environment to reach a network from here; the rest of it is not passed on. */

const trusted = ['NODE_EXTRA_CA_CERTS', 'NODE_USE_SYSTEM_CA', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];
const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];

/** The allow-listed variables that are set. With a proxy, loopback is exempted: the throwaway registry is there. */
export function hostNetwork(env: NodeJS.ProcessEnv): Record<string, string> {
  const chosen: Record<string, string> = {};
  for (const name of [...trusted, ...proxies]) {
    const value = env[name];
    if (value) chosen[name] = value;
  }
  if (proxies.some((name) => name in chosen)) {
    const exempted = [env.NO_PROXY || env.no_proxy, '127.0.0.1', 'localhost'].filter(Boolean).join(',');
    chosen.NO_PROXY = exempted;
    chosen.no_proxy = exempted;
  }
  return chosen;
}

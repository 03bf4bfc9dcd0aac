import { expect, test } from 'vitest';
import { hostNetwork } from './host-network.ts';

test('passes on what leads to a network, and nothing else of the host', () => {
  const network = { NODE_EXTRA_CA_CERTS: '/ca.pem', SSL_CERT_FILE: '/cert.pem', SSL_CERT_DIR: '/certs' };
  const others = { PATH: '/bin', NPM_TOKEN: 'secret', NODE_OPTIONS: '--require=x', npm_config_proxy: 'http://p:1' };
  expect(hostNetwork({ ...network, ...others, HTTP_PROXY: '' })).toEqual(network);
});

test('without a proxy nothing needs an exemption', () => {
  expect(hostNetwork({ NO_PROXY: 'example.com' })).toEqual({});
});

test('whatever name a proxy has, loopback goes past it, because the throwaway registry is there', () => {
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) {
    expect(hostNetwork({ [name]: 'http://proxy:3128' })).toEqual({
      [name]: 'http://proxy:3128',
      NO_PROXY: '127.0.0.1,localhost',
      no_proxy: '127.0.0.1,localhost',
    });
  }
});

test('the exemptions of the host stay, in whichever case they were given', () => {
  const expected = 'example.com,127.0.0.1,localhost';
  for (const given of [
    { NO_PROXY: 'example.com' },
    { no_proxy: 'example.com' },
    { NO_PROXY: '', no_proxy: 'example.com' },
  ]) {
    expect(hostNetwork({ HTTP_PROXY: 'http://proxy:3128', ...given })).toMatchObject({
      NO_PROXY: expected,
      no_proxy: expected,
    });
  }
});

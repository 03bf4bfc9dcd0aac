import { describe, expect, test } from 'vitest';
import { type Files, sampleTests, sound } from './sample-package.ts';

const { inspect, testPackage } = sampleTests();

const withFile = (path: string, content: string | Buffer = 'x'): Files => ({ ...sound, [path]: content });
const pem = (kind: string): string => `-----BEGIN ${kind}-----\nMIIEvQIBADANBg\n`;

describe('files that nobody should get', () => {
  const packed: Record<string, [Files, string]> = {
    'an environment': [withFile('.env'), 'secret-file-packed'],
    'an environment below': [withFile('dist/.env'), 'secret-file-packed'],
    'an environment for production': [withFile('.env.production'), 'secret-file-packed'],
    'a configuration of npm with its token': [withFile('lib/.npmrc'), 'secret-file-packed'],
    'a key of ssh': [withFile('dist/id_ed25519'), 'secret-file-packed'],
    'a key of ssh in a token': [withFile('dist/id_ed25519_sk'), 'secret-file-packed'],
    'a key in a store of keys': [withFile('dist/sign.p12'), 'secret-file-packed'],
    'a key in a store of Java': [withFile('release.keystore'), 'secret-file-packed'],
    'the state of an infrastructure': [withFile('infra/terraform.tfstate'), 'secret-file-packed'],
    'passwords of databases': [withFile('.pgpass'), 'secret-file-packed'],
    'a configuration of npm, kept': [withFile('.npmrc.bak'), 'secret-file-packed'],
    'a tarball of another kind': [withFile('dist/y.txz'), 'archive-packed'],
    'credentials of a cloud': [withFile('.aws/credentials'), 'secret-file-packed'],
    'a private key': [withFile('dist/server.pem', pem('PRIVATE KEY')), 'private-key-packed'],
    'a private RSA key, whatever its name': [withFile('dist/x.txt', pem('RSA PRIVATE KEY')), 'private-key-packed'],
    'an encrypted private key': [withFile('dist/x', `\n${pem('ENCRYPTED PRIVATE KEY')}`), 'private-key-packed'],
    'a private key of OpenSSH': [withFile('dist/x', pem('OPENSSH PRIVATE KEY')), 'private-key-packed'],
    'a private key of PGP': [withFile('dist/x', pem('PGP PRIVATE KEY BLOCK')), 'private-key-packed'],
    'what npm packed before': [withFile('scope-x-0.9.0.tgz'), 'archive-packed'],
    'a tarball below': [withFile('dist/vendor/y.tar.gz'), 'archive-packed'],
    'the repository': [withFile('.git/config'), 'repository-packed'],
    coverage: [withFile('coverage/lcov-report/index.html'), 'leftover-packed'],
    'what macOS leaves': [withFile('dist/.DS_Store'), 'leftover-packed'],
    'what an editor leaves': [withFile('dist/index.js~'), 'leftover-packed'],
    'a log of npm': [withFile('npm-debug.log'), 'leftover-packed'],
    'what TypeScript keeps for itself': [withFile('dist/x.tsbuildinfo'), 'leftover-packed'],
  };
  for (const [title, [files, code]] of Object.entries(packed)) {
    testPackage(title, {}, files, [code]);
    testPackage(`${title}, allowed by the policy`, {}, files, [], {
      policy: { contents: { allowed: Object.keys(files).filter((path) => !Object.hasOwn(sound, path)) } },
    });
  }

  const harmless: Record<string, Files> = {
    'an example of an environment': withFile('.env.example'),
    'a module that is called like one': withFile('dist/env.js'),
    'a public certificate': withFile('dist/ca.pem', pem('CERTIFICATE')),
    'a public key': withFile('dist/id_rsa.pub', pem('PUBLIC KEY')),
    'a source that speaks of private keys': withFile('dist/keys.js', `const begin = '${pem('PRIVATE KEY')}';`),
    'a module about coverage': withFile('dist/coverage/index.js'),
    'a zip': withFile('dist/template.zip'),
    'tests, of which the policy says nothing': withFile('test/x.test.js'),
  };
  for (const [title, files] of Object.entries(harmless)) testPackage(title, {}, files, []);

  const forbids = (...forbidden: string[]) => ({ policy: { contents: { forbidden } } });
  const tests = { ...withFile('test/x.js'), 'dist/a.test.js': '' };
  testPackage('tests that the policy forbids', {}, tests, ['forbidden-file-packed'], forbids('test', '**/*.test.js'));
  testPackage('what the policy forbids is not there', {}, tests, [], forbids('src', '*.test.js'));
  testPackage('what the policy forbids and allows', {}, tests, [], {
    policy: { contents: { forbidden: ['**/*.test.js'], allowed: ['dist/a.test.js'] } },
  });

  test('one finding a kind says how many there are', async () => {
    const findings = await inspect({}, { ...tests, '.env': '' }, forbids('test', '**/*.test.js'));
    expect(findings).toMatchObject([
      { code: 'secret-file-packed', args: { path: '.env', more: 0 }, where: { file: '.env' } },
      { code: 'forbidden-file-packed', args: { path: 'test/x.js', more: 1 } },
    ]);
  });
});

describe('budgets of size', () => {
  const big = withFile('dist/big', 'x'.repeat(1000));
  const allows = (budgets: object) => ({ policy: { contents: { budgets } } });
  testPackage('all is within', {}, big, [], allows({ packed: 2000, unpacked: 2000, file: 1000, files: 6 }));
  testPackage('the tarball', {}, big, ['size-over-budget'], allows({ packed: 100 }));
  testPackage('all files', {}, big, ['size-over-budget'], allows({ unpacked: 1000 }));
  testPackage('one file', {}, big, ['size-over-budget'], allows({ file: 999 }));
  testPackage('the number of files', {}, big, ['size-over-budget'], allows({ files: 5 }));
  testPackage('no budget', {}, big, []);

  test('the file that is over is named, and by how much', async () => {
    expect(await inspect({}, big, allows({ file: 900 }))).toMatchObject([
      { args: { what: 'dist/big', limit: '900 bytes', found: '1,000 bytes', over: '100 bytes' } },
    ]);
  });
});

describe('dependencies', () => {
  const needs = (spec: string) => ({ dependencies: { y: spec } });
  const kinds: Record<string, string[]> = {
    'dependency-local': [
      'workspace:*',
      'workspace:^1.0.0',
      'file:../y',
      'link:../y',
      'portal:../y',
      'patch:y@1#x',
      '../y',
      './y.tgz',
      '/home/me/y',
      '~/y',
      'C:\\y',
      'y-1.0.0.tgz',
    ],
    'dependency-remote': [
      'git+https://example.org/y.git',
      'git://example.org/y.git#v1',
      'git+ssh://git@example.org/y.git',
      'git@example.org:me/y.git',
      'github:me/y',
      'me/y',
      'me/y#semver:^1',
      'https://example.org/y.tgz',
      'http://example.org/y.tgz',
      'npm:z@git+https://example.org/z.git',
    ],
    'dependency-invalid': [
      'catalog:',
      'jsr:^1.0.0',
      '1.2.3.4.5',
      'no such thing',
      '>=2 <1',
      'npm:',
      'npm:../y',
      'npm:no thing@1',
      `${'1 || '.repeat(1000)}1`,
    ],
  };
  for (const [code, specs] of Object.entries(kinds)) {
    for (const spec of specs) testPackage(spec.slice(0, 40), needs(spec), sound, [code]);
  }
  for (const spec of [
    '1.2.3',
    '^1.2.3',
    '>=1 <3 || 4.x',
    '>=2 <1 || 4',
    '*',
    '',
    'latest',
    'next-11',
    'npm:z@^1.0.0',
    'npm:@s/z@1',
    'v1.0.0',
    ' 1 ',
  ]) {
    testPackage(`"${spec}" is from the registry`, needs(spec), sound, []);
  }
  for (const name of [' y', './y', 'scope/y']) {
    testPackage(`"${name}" is the name of nothing`, { dependencies: { [name]: '1' } }, sound, ['dependency-invalid']);
  }
  testPackage('an optional one', { optionalDependencies: { y: 'link:y' } }, sound, ['dependency-local']);
  testPackage('one that the user brings', { peerDependencies: { y: 'workspace:*' } }, sound, ['dependency-local']);
  testPackage('one for development, which nobody installs', { devDependencies: { y: 'workspace:*' } }, sound, []);

  test('is pointed at', async () => {
    expect(await inspect({ dependencies: { '@s/y': 'file:y' } }, sound)).toMatchObject([
      { where: { file: 'package.json', pointer: '/dependencies/@s~1y' } },
    ]);
  });
});

describe('install scripts', () => {
  const scripts = (...names: string[]) => ({ scripts: Object.fromEntries(names.map((name) => [name, 'node x.js'])) });
  const allows = (...installScripts: string[]) => ({ policy: { contents: { installScripts } } });
  const gyp = { ...sound, 'binding.gyp': '{}' };
  testPackage('one', scripts('postinstall'), sound, ['install-script']);
  testPackage('two', scripts('preinstall', 'install'), sound, ['install-script', 'install-script']);
  testPackage('scripts that are not run', scripts('prepare', 'prepublishOnly', 'test', 'uninstall'), sound, []);
  testPackage('one that the policy names', scripts('postinstall'), sound, [], allows('postinstall'));
  testPackage(
    'one that the policy does not name',
    scripts('postinstall', 'install'),
    sound,
    ['install-script-not-allowed'],
    allows('install'),
  );
  testPackage('any, where the policy names none', scripts('install'), sound, ['install-script-not-allowed'], allows());
  testPackage('what npm compiles unasked', {}, gyp, ['install-script']);
  testPackage('what npm compiles unasked, named by the policy', {}, gyp, [], allows('install'));
  testPackage('what npm is told not to compile', { gypfile: false }, gyp, []);
  testPackage('what the package compiles itself', scripts('install'), gyp, ['install-script']);
  testPackage('what npm compiles, and more', scripts('postinstall'), gyp, ['install-script', 'install-script']);
  testPackage('a script that is no text', { scripts: { install: 1 } }, sound, []);
});

describe('who can install it', () => {
  const bad = (fields: object, code: string) => testPackage(JSON.stringify(fields), fields, sound, [code]);
  for (const node of ['>=22 <20', 'node 22', '22 and more']) bad({ engines: { node } }, 'engines-unusable');
  bad({ os: ['windows'] }, 'platform-unknown');
  bad({ cpu: 'x86_64' }, 'platform-unknown');
  bad({ libc: ['!gnu'] }, 'platform-unknown');
  for (const fields of [
    { engines: { node: '>=22 <20 || ^18.0.0 || >= 22', npm: '*', vscode: 'new' } },
    { engines: 'node 22' },
    { engines: ['node 22'] },
    { os: ['darwin', '!win32', 'any'], cpu: ['x64', '!arm64'], libc: 'musl' },
  ]) {
    testPackage(JSON.stringify(fields), fields, sound, []);
  }

  test('what is meant is said', async () => {
    const [found] = await inspect({ os: ['macOS'] }, sound);
    expect(found?.remediation).toContain('darwin');
  });
});

describe('bundled dependencies', () => {
  const inner = (json: object, dir = 'node_modules/inner'): Files => ({
    [`${dir}/package.json`]: JSON.stringify({ name: 'inner', version: '1.2.3', ...json }),
  });
  const bundles = { dependencies: { inner: '^1.0.0' }, bundledDependencies: ['inner'] };
  const needs = { dependencies: { z: '^2.0.0' } };
  testPackage('packed', bundles, { ...sound, ...inner({}) }, []);
  testPackage('not packed', bundles, sound, ['bundled-dependency-missing']);
  testPackage('the other spelling', { bundleDependencies: ['inner'] }, sound, ['bundled-dependency-missing']);
  testPackage(
    'all of them',
    { bundledDependencies: true, dependencies: { inner: '1', y: '1' } },
    { ...sound, ...inner({}) },
    ['bundled-dependency-missing'],
  );
  testPackage('none of them', { bundledDependencies: false, dependencies: { y: '1' } }, sound, []);
  testPackage('what a bundled one needs is missing', bundles, { ...sound, ...inner(needs) }, [
    'bundled-dependency-incomplete',
  ]);
  testPackage(
    'what a bundled one needs is a dependency of the package',
    { ...bundles, dependencies: { inner: '1', z: '2' } },
    { ...sound, ...inner(needs) },
    [],
  );
  testPackage(
    'what a bundled one needs is bundled beside it',
    bundles,
    { ...sound, ...inner(needs), ...inner({ version: '2.0.0' }, 'node_modules/z') },
    [],
  );
  testPackage(
    'what a bundled one needs is bundled in it',
    bundles,
    { ...sound, ...inner(needs), ...inner({ version: '2.0.0' }, 'node_modules/inner/node_modules/z') },
    [],
  );
  testPackage(
    'what is needed two steps on is missing',
    bundles,
    {
      ...sound,
      ...inner(needs),
      ...inner({ version: '2.0.0', dependencies: { q: '1' } }, 'node_modules/inner/node_modules/z'),
    },
    ['bundled-dependency-incomplete'],
  );
  testPackage(
    'what a scoped one needs is bundled beside it',
    { bundledDependencies: ['@s/inner'] },
    { ...sound, ...inner(needs, 'node_modules/@s/inner'), ...inner({ version: '2.0.0' }, 'node_modules/z') },
    [],
  );
  testPackage(
    'what a bundled one may do without',
    bundles,
    { ...sound, ...inner({ ...needs, optionalDependencies: { z: '2' } }) },
    [],
  );
  testPackage('another version than is asked for', bundles, { ...sound, ...inner({ version: '2.0.0' }) }, [
    'bundled-dependency-outdated',
  ]);
  testPackage(
    'another version than a bundled one asks for',
    bundles,
    { ...sound, ...inner(needs), ...inner({ version: '1.0.0' }, 'node_modules/z') },
    ['bundled-dependency-outdated'],
  );
  testPackage(
    'two that need each other',
    bundles,
    {
      ...sound,
      ...inner(needs),
      ...inner({ version: '2.0.0', dependencies: { inner: '1' } }, 'node_modules/z'),
    },
    [],
  );
  for (const [what, range, version] of [
    ['a repository', 'github:z/z', '2.0.0'],
    ['a version, of one that has none', '^2.0.0', undefined],
    ['more than anybody reads', `${'^1 || '.repeat(60)}^1`, '2.0.0'],
  ] as const) {
    const z = inner({ version }, 'node_modules/z');
    testPackage(
      `a bundled one that asks for ${what}`,
      bundles,
      { ...sound, ...inner({ dependencies: { z: range } }), ...z },
      [],
    );
  }
  testPackage(
    'a package.json that is larger than any',
    bundles,
    { ...sound, ...inner({ ...needs, description: 'x'.repeat(300_000) }) },
    [],
  );
  testPackage('a package.json that is none', bundles, { ...sound, 'node_modules/inner/package.json': '[' }, []);
  testPackage('a prerelease of what is asked for', bundles, { ...sound, ...inner({ version: '1.3.0-rc.1' }) }, []);

  test('who needs what is said', async () => {
    expect(await inspect(bundles, { ...sound, ...inner(needs) })).toMatchObject([
      { args: { name: 'inner', needed: 'z', range: '^2.0.0' }, where: { file: 'node_modules/inner/package.json' } },
    ]);
  });
});

test('of more than a hundred findings of one code the rest is counted', async () => {
  const dependencies = Object.fromEntries(Array.from({ length: 130 }, (_, n) => [`y${n}`, 'file:y']));
  const findings = await inspect({ dependencies }, sound);
  expect(findings).toHaveLength(101);
  expect(findings.at(-1)).toMatchObject({ code: 'findings-left-out', args: { code: 'dependency-local', more: 30 } });
});

import { describe, expect, test } from 'vitest';
import { useUvStandIn } from './use-uv-stand-in.ts';

const { install, wheel } = useUvStandIn();

describe('requirements', () => {
  test('are met by what is installed, in a version that satisfies them', async () => {
    await install(wheel({ name: 'base', version: '1.5' }));
    const depends = (text: string): string => wheel({ metadata: [`Requires-Dist: ${text}`] });
    for (const met of ['base', 'Base>=1.2,<2', 'base ~= 1.4', 'base (==1.*)', 'base!=1.4', 'base; extra == "x"']) {
      expect(await install(depends(met))).toMatchObject({ code: 0 });
    }
    for (const unmet of ['base>=1.6', 'base~=1.6', 'base==2.*', 'base<1.5', 'base!=1.5', 'base @ https://x/y.whl']) {
      expect(await install(depends(unmet))).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(`\`${unmet}\`, of which 1.5 is`),
      });
    }
  });

  test('may be met by a wheel of the same command, or left alone', async () => {
    const top = wheel({ metadata: ['Requires-Dist: base>=1'] });
    expect(await install(top)).toMatchObject({ code: 1 });
    expect(await install('--no-deps', top)).toMatchObject({ code: 0 });
    const both = await install(top, wheel({ name: 'base' }));
    expect(both).toMatchObject({ code: 0, stderr: expect.stringContaining('Installed 2 packages in') });
  });

  test('of an extra count when the extra is asked for', async () => {
    const file = wheel({ metadata: ['Requires-Dist: torch>=2; extra == "local-embeddings"'] });
    expect(await install(file)).toMatchObject({ code: 0 });
    expect(await install(`${file}[local_embeddings]`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('torch'),
    });
    expect(await install(`${file}[other]`)).toMatchObject({ code: 0 });
  });
});

import { expect, test } from 'vitest';
import { InputError } from '../findings/errors.ts';
import { parseManager, parseNode, specText } from './tool-spec.ts';

test.for(['npm', 'npm@11', 'pnpm@10.2.0', 'yarn@4.1', 'bun@canary', 'npm@12.0.0-pre.1'])(
  '%s is read as it is written',
  (text) => {
    expect(specText(parseManager(text))).toBe(text);
  },
);

test.for([
  ['22', 'node@22'],
  ['v22.14.0', 'node@22.14.0'],
  ['node@24', 'node@24'],
])('%s is %s', ([text, spec]) => {
  expect(specText(parseNode(text ?? ''))).toBe(spec);
});

function refusal(act: () => unknown) {
  try {
    act();
  } catch (error) {
    if (error instanceof InputError) return error.findings[0];
    throw error;
  }
  throw new Error('expected an InputError');
}

test('a manager without an adapter is refused, with the one that was meant and its place in the policy', () => {
  const found = refusal(() => parseManager('pnp@11', { file: 'p.json', pointer: '/matrix/managers/0' }));
  expect(found).toMatchObject({
    code: 'manager-unknown',
    remediation: 'Write pnpm.',
    where: { file: 'p.json', pointer: '/matrix/managers/0' },
  });
  expect(refusal(() => parseManager('deno'))?.remediation).toContain('Name one of those');
});

test.for(['npm@', 'npm@>=11', 'npm@../x', 'npm@11 --registry=evil', 'npm@11@12'])('%s has no version in it', (text) => {
  expect(refusal(() => parseManager(text))?.code).toBe('tool-version-invalid');
});

test.for(['', 'latest', '>=22', '22.x', 'lts/*'])('"%s" is no Node', (text) => {
  expect(refusal(() => parseNode(text))?.code).toBe('tool-version-invalid');
});

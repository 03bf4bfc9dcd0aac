import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';

const schemasDir = join(import.meta.dirname, '../../schemas');
const files = readdirSync(schemasDir, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.schema.json'),
);

test.each(files)('%s is a valid JSON Schema 2020-12 with a description', (file) => {
  const schema = JSON.parse(readFileSync(join(schemasDir, file), 'utf8'));
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  expect(ajv.validateSchema(schema), JSON.stringify(ajv.errors)).toBe(true);
  expect(schema.$id).toBe(`shakedown:///schemas/${relative(schemasDir, join(schemasDir, file))}`);
  expect(schema.title).toMatch(/^[A-Z]/);
  expect(schema.description?.length).toBeGreaterThan(10);
});

import { expect, test } from 'vitest';
import { fieldTable } from './field-table.ts';

test('every field has a row: members, items, values of any name, and what is defined elsewhere', () => {
  const gate = { properties: { smokes: { type: 'array', items: { type: 'string' }, description: 'a | b' } } };
  const table = fieldTable({
    $defs: { gate },
    properties: {
      $schema: { type: 'string' },
      mode: { enum: ['a', null], description: 'which' },
      list: { type: 'array', items: { properties: { name: { type: ['string', 'null'] } } } },
      gates: { additionalProperties: { $ref: '#/$defs/gate' } },
      flags: { additionalProperties: { type: 'boolean' } },
    },
  });
  expect(table.split('\n')).toEqual([
    '| field | values | meaning |',
    '| --- | --- | --- |',
    '| `mode` | `"a"`, `null` | which |',
    '| `list` | list of objects |  |',
    '| `list[].name` | string or null |  |',
    '| `gates` | object of objects |  |',
    '| `gates.*.smokes` | list of string | a \\| b |',
    '| `flags` | object of boolean |  |',
  ]);
});

/** The fields of a document as a Markdown table, from its schema. Pure. */

interface FieldSchema {
  $ref?: string;
  type?: string | readonly string[];
  enum?: readonly unknown[];
  const?: unknown;
  description?: string;
  properties?: Readonly<Record<string, FieldSchema>>;
  items?: FieldSchema;
  additionalProperties?: FieldSchema | boolean;
}

interface DocumentSchema extends FieldSchema {
  $defs?: Readonly<Record<string, FieldSchema>>;
}

/** A row a field, members below what they belong to: `npm.tag`, `suites[].name`, `gates.*.smokes`. */
export function fieldTable({ properties = {}, $defs = {} }: DocumentSchema): string {
  const rows = (path: string, given: FieldSchema): string[] => {
    const field = defined(given);
    const { items, additionalProperties: others } = field;
    const members = [
      ...membersOf(path, field),
      ...(items ? membersOf(`${path}[]`, defined(items)) : []),
      ...(typeof others === 'object' ? membersOf(`${path}.*`, defined(others)) : []),
    ];
    const row = `| \`${path}\` | ${values(field)} | ${cell(given.description ?? field.description ?? '')} |`;
    return [row, ...members.flatMap(([name, member]) => rows(name, member))];
  };
  const defined = (field: FieldSchema): FieldSchema => {
    const name = /^#\/\$defs\/(.+)$/.exec(field.$ref ?? '')?.[1];
    return name === undefined ? field : { ...$defs[name], ...field };
  };
  const values = ({ type, enum: allowed, items, additionalProperties: others }: FieldSchema): string => {
    if (allowed) return allowed.map((value) => `\`${JSON.stringify(value)}\``).join(', ');
    if (items) return `list of ${defined(items).properties ? 'objects' : values(defined(items))}`;
    if (typeof others === 'object')
      return `object of ${defined(others).properties ? 'objects' : values(defined(others))}`;
    return typeof type === 'string' ? type : (type ?? []).join(' or ');
  };
  const all = Object.entries(properties).filter(([name]) => name !== '$schema');
  return [
    '| field | values | meaning |',
    '| --- | --- | --- |',
    ...all.flatMap(([name, field]) => rows(name, field)),
  ].join('\n');
}

function membersOf(path: string, { properties = {} }: FieldSchema): [string, FieldSchema][] {
  return Object.entries(properties).map(([name, member]) => [`${path}.${name}`, member]);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

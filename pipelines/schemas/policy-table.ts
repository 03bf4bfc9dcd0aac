/** The fields of the policy as a Markdown table, from their schema. Pure. */

interface FieldSchema {
  type?: string | readonly string[];
  enum?: readonly unknown[];
  const?: unknown;
  description?: string;
  properties?: Readonly<Record<string, FieldSchema>>;
  items?: FieldSchema;
  additionalProperties?: FieldSchema | boolean;
}

/** A row a field, members below what they belong to: `npm.tag`, `suites[].name`. */
export function policyTable({ properties = {} }: FieldSchema): string {
  const rows = Object.entries(properties).flatMap(([name, field]) => rowsOf(name, field));
  return ['| field | values | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

function rowsOf(path: string, field: FieldSchema): string[] {
  const row = `| \`${path}\` | ${values(field)} | ${cell(field.description ?? '')} |`;
  const members = Object.entries(field.properties ?? {}).flatMap(([name, each]) => rowsOf(`${path}.${name}`, each));
  const items = Object.entries(field.items?.properties ?? {}).flatMap(([name, each]) =>
    rowsOf(`${path}[].${name}`, each),
  );
  return [row, ...members, ...items];
}

function values({ type, enum: allowed, items, additionalProperties }: FieldSchema): string {
  if (allowed) return allowed.map((value) => `\`${JSON.stringify(value)}\``).join(', ');
  if (items) return `list of ${items.properties ? 'objects' : values(items)}`;
  if (typeof additionalProperties === 'object') return `object of ${values(additionalProperties)}`;
  return typeof type === 'string' ? type : (type ?? []).join(' or ');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

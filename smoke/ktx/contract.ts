import type { KtxCommands, KtxContract, KtxTexts } from '../../schemas/types.ts';
import { parseAs } from '../schema/validate.ts';

/**
 * The KTX contract in a document that was read as a contract.
 * @throws SchemaError when it lacks what every version of KTX states
 */
export function ktxContract(document: unknown): KtxContract {
  return parseAs('ktx/contract', document, 'the KTX contract');
}

/** The words before a runtime subcommand, as a user types them: `ktx runtime`. */
export function commandWords(contract: KtxContract): string {
  return [contract.bin, ...contract.commandPrefix].join(' ');
}

/**
 * A text that the contract quotes, with its placeholders filled; {command} is known.
 * @throws Error for a text that the contract has not, and for a placeholder without a value
 */
export function textOf(
  contract: KtxContract,
  name: keyof KtxTexts,
  values: Readonly<Record<string, string>> = {},
): string {
  const known: Readonly<Record<string, string>> = { command: commandWords(contract), ...values };
  const text = contract.texts[name];
  if (text === undefined) throw new Error(`${contract.name} has no text ${name}`);
  return fill(text, known, `text ${name} of ${contract.name}`);
}

/** The arguments of one of the contract's whole commands, with its placeholders filled. */
export function commandOf(
  contract: KtxContract,
  name: keyof KtxCommands,
  values: Readonly<Record<string, string>>,
): string[] {
  return contract.commands[name].map((word) => fill(word, values, `command ${name} of ${contract.name}`));
}

function fill(text: string, values: Readonly<Record<string, string>>, what: string): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${what}: no value for ${placeholder}`);
    return value;
  });
}

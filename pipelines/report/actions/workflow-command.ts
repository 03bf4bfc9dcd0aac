/**
 * Lines by which a program speaks to the runner of GitHub Actions.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
import { randomBytes } from 'node:crypto';

/** `::error file=a.js,line=3::what is wrong`: no value can end the line or begin another property. */
export function workflowCommand(
  name: string,
  properties: Readonly<Record<string, string | number | undefined>>,
  message: string,
): string {
  const given = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : `${key}=${escapeProperty(`${value}`)}`,
  );
  return `::${name}${given.length > 0 ? ` ${given.join(',')}` : ''}::${escapeData(message)}\n`;
}

/**
 * Between `hold` and `release` the runner takes no line for a command: what a package prints may begin with `::` too.
 * The word that releases it cannot be guessed.
 */
export function commandGate(write: (text: string) => void) {
  const token = randomBytes(16).toString('hex');
  let held = false;
  const gate = {
    hold(): void {
      if (!held) write(`::stop-commands::${token}\n`);
      held = true;
    },
    release(): void {
      if (held) write(`::${token}::\n`);
      held = false;
    },
    /** Says a command of ours, whatever is held. */
    say(command: string): void {
      const before = held;
      gate.release();
      write(command);
      if (before) gate.hold();
    },
  };
  return gate;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

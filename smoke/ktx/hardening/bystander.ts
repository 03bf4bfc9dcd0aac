import { existsSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../../process/eventually.ts';
import { identityOf, stateOf } from '../../process/identity.ts';
import type { Rig } from '../../rig.ts';

/** A process of the user that has nothing to do with KTX, and has got the pid that a daemon had. */
export class Bystander {
  readonly pid: number;
  /** Whether it is there and answers. A signal that came before the question has had its effect by then. */
  readonly isUnharmed: () => Promise<boolean>;

  private constructor(rig: Rig, file: string) {
    const command = rig.inBackground(['sh', join(import.meta.dirname, 'bystander.sh'), file]);
    const identity = identityOf(command.pid);
    this.pid = command.pid;
    this.isUnharmed = async () => {
      const before = readFileSync(file, 'utf8');
      command.kill('SIGWINCH');
      return await eventually('an answer of the bystander', () => {
        if (!identity || stateOf(identity) === 'gone') return { answered: false };
        return readFileSync(file, 'utf8') !== before && { answered: true };
      }).then(({ answered }) => answered);
    };
  }

  /** Starts it, and writes its pid into a daemon.json. */
  static async inPlaceOf(daemonJson: string, rig: Rig): Promise<Bystander> {
    const file = join(rig.sandbox.dir, 'bystander');
    const bystander = new Bystander(rig, file);
    await eventually('the bystander', () => existsSync(file));
    await bystander.takePlaceIn(daemonJson);
    return bystander;
  }

  async takePlaceIn(daemonJson: string): Promise<void> {
    const state: unknown = JSON.parse(await readFile(daemonJson, 'utf8'));
    await writeFile(daemonJson, JSON.stringify(Object.assign({}, state, { pid: this.pid })));
  }
}

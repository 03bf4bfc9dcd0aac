/**
 * One scanner in a process of its own: what it looks at is somebody else's, and may take it any time and memory.
 * Arguments: the scanner, the directory of the extracted package, the package's name and version.
 * stdout is one ScanResult; a fault of the scanner is its first line on stderr, and exit 1.
 */
import { constants, setPriority } from 'node:os';
import { parseAs } from '../../../smoke/schema/validate.ts';
import { importTypeScriptUnlexed } from './unlexed-typescript.ts';

// Whoever waits for something else comes first.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const [scanner, dir = '', name = '', version = ''] = process.argv.slice(2);

async function scan() {
  switch (scanner) {
    case 'secrets':
      keepNoMarks();
      return (await import('./scan-secrets.ts')).scanForSecrets(dir);
    case 'publint':
      return (await import('./scan-publint.ts')).scanByPublint(dir);
    case 'attw':
      importTypeScriptUnlexed();
      return (await import('./scan-attw.ts')).scanByAttw(dir, { name, version });
    default:
      throw new Error(`no scanner is named ${scanner}`);
  }
}

/** secretlint marks every rule of every file on the timeline, and keeps all of them: 10 kB a file. */
function keepNoMarks(): void {
  const mark = performance.mark('none is kept');
  performance.clearMarks();
  performance.mark = () => mark;
}

process.stdout.write(JSON.stringify(parseAs('scan-result', await scan(), 'the scan')));

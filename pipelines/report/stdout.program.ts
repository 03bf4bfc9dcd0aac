/** For stdout.test.ts: a program whose result has as many bytes as its argument says, and whose verdict is exit 4. */
import { createDiagnostics } from './diagnostics.ts';
import { sampleFinding } from './sample-run.ts';
import { writeResult } from './stdout.ts';

const bytes = Number(process.argv[2]);
const diagnostics = createDiagnostics({ stderr: process.stderr, quiet: false, color: false });
process.exitCode = 4;
diagnostics.report({ ...sampleFinding, code: 'begins' });
try {
  const outcome = await writeResult(`${'x'.repeat(bytes - 1)}\n`);
  diagnostics.report({ ...sampleFinding, code: outcome === 'written' ? 'was-written' : 'reader-gone' });
} catch (error) {
  diagnostics.report({ ...sampleFinding, code: 'not-written', message: String(error) });
}
// Nothing is cut short by this: all has been written.
process.exit();

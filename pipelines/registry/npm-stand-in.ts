/** For tests: an npm that does nothing, says what its environment tells it to, and ends so. */
const { STAND_IN_STDOUT = '', STAND_IN_STDERR = '', STAND_IN_END = '0' } = process.env;
process.stdout.write(STAND_IN_STDOUT);
process.stderr.write(STAND_IN_STDERR);
if (STAND_IN_END.startsWith('SIG')) process.kill(process.pid, STAND_IN_END);
else process.exitCode = Number(STAND_IN_END);

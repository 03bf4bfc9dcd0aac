// Runs in a sandbox: imports the package named by the first argument as its user would, and prints what it exports.
const entry = await import(process.argv[2]);
process.stdout.write(JSON.stringify({ info: entry.getKtxCliPackageInfo(), runKtxCli: typeof entry.runKtxCli }));

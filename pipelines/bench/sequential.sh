#!/bin/sh
# The main job as somebody would type it: the commands of `shakedown verify` on the reference package, one after another.
# No isolation beyond directories, no checks of what is printed, no evidence. run-bench.ts starts it and times it.
#   $1 source directory   $2 scratch directory   $3 program that serves a throwaway registry and prints its URL
#   PATH has node, npm, python3 and uv or its stand-in
set -eu
source=$1 scratch=$2 serve=$3

cd "$source" && npm pack --silent --pack-destination "$scratch" >/dev/null
cd "$scratch"
node "$serve" "$scratch" >url & registry=$!
trap 'kill $registry' EXIT
until [ -s url ]; do sleep 0.02; done
url=$(cat url) route="--@kaelio:registry=$(cat url)"
printf '%s:_authToken=throwaway\n' "${url#http:}" >npmrc
npm publish ./*.tgz --userconfig=npmrc --registry="$url" "$route" --tag=next --no-provenance --ignore-scripts >/dev/null 2>&1
mkdir project && cd project && echo '{"name":"project","version":"1.0.0","private":true}' >package.json
npm install "@kaelio/ktx@0.1.0" --save-exact --no-audit --no-fund --prefer-offline --cache="$NPM_CACHE" "$route" >/dev/null 2>&1
cd "$scratch"
PATH=$scratch/project/node_modules/.bin:$PATH

box=0
fresh() { box=$((box + 1)); mkdir "box$box"; export KTX_RUNTIME_ROOT="$scratch/box$box/root"; }
fails() { if "$@" >/dev/null 2>&1; then echo "expected to fail: $*" >&2; exit 1; fi; }
ok() { "$@" >/dev/null 2>&1 || { echo "failed: $*" >&2; exit 1; }; }
without_uv() { (PATH=$scratch/project/node_modules/.bin:$PATH_WITHOUT_UV; "$@"); }
query() { ktx sl query --project-dir "box$box/demo" --connection-id orbit_demo --measure contracts.contract_count --format sql "$@"; }

# install
fresh; ok ktx --version
ok node --input-type=module -e "await import('$scratch/project/node_modules/@kaelio/ktx/dist/index.js')"
ok ktx runtime status --json
# status
fresh; ok ktx runtime status --json
fresh; ok ktx runtime status --json; ok ktx runtime status
fresh; ok ktx runtime install --yes; ok ktx runtime status --json; ok ktx runtime status
# runtime-install
fresh; ok ktx runtime install --yes; ok ktx runtime install --yes
fresh; fails without_uv ktx runtime install --yes
fresh; cp -r project "box$box/project"; echo x >>"$(echo "box$box"/project/node_modules/@kaelio/ktx/assets/python/*.whl)"
fails "box$box/project/node_modules/.bin/ktx" runtime install --yes
# lazy-install
fresh; ok ktx setup demo --project-dir "box$box/demo" --no-input --plain; ok query --yes; ok ktx runtime status --json; ok query --yes
fresh; ok ktx setup demo --project-dir "box$box/demo" --no-input --plain; fails query --no-input; ok ktx runtime status --json
# doctor
fresh; fails ktx runtime doctor
fresh; ok ktx runtime install --yes; ok ktx runtime doctor; ok ktx runtime doctor --json
fresh; fails without_uv ktx runtime doctor --json
fresh; cp -r project "box$box/project"; echo x >>"$(echo "box$box"/project/node_modules/@kaelio/ktx/assets/python/*.whl)"
fails "box$box/project/node_modules/.bin/ktx" runtime doctor --json
# daemon
fresh; ok ktx runtime start; ok ktx runtime status --json; ok ktx runtime stop
fresh; ok ktx runtime start; ok ktx runtime start; ok ktx runtime stop
fresh; ok ktx runtime start; ok ktx runtime start --force; ok ktx runtime stop
fresh; ok ktx runtime start; ok ktx runtime stop; ok ktx runtime stop
fresh; ok ktx runtime start; pid=$(node -p "require('$KTX_RUNTIME_ROOT/0.1.0/daemon.json').pid"); kill -9 "$pid"; ok ktx runtime start; ok ktx runtime stop
# prune
fresh; mkdir -p "$KTX_RUNTIME_ROOT/0.0.0" "$KTX_RUNTIME_ROOT/0.0.1"; ok ktx runtime prune --dry-run
fresh; mkdir -p "$KTX_RUNTIME_ROOT/0.0.0"; fails ktx runtime prune
fresh; ok ktx runtime install --yes; mkdir -p "$KTX_RUNTIME_ROOT/0.0.0" "$KTX_RUNTIME_ROOT/0.0.1"; ok ktx runtime prune --yes; ok ktx runtime status --json
fresh; ok ktx runtime prune --dry-run; ok ktx runtime prune --yes

#!/usr/bin/env bash
# Trains the demo's models anew and measures them: packaging/train-demo.sh FOLDER [SEED…]
# The chosen ones are then copied to resources/demo/{biased,balanced}. Takes about 20 minutes a model on a free core;
# interrupted, it goes on where it was.
set -euo pipefail
folder=$1
shift
cli=$(dirname "${BASH_SOURCE[0]}")/../build/release/bin/headscope-cli
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 # two runs side by side waste less than one on two cores

train() {
    local out=$folder/$1-$2
    mkdir -p "$folder"
    [ -e "$out/open_clip_config.json" ] || "$cli" train-demo --out "$out" --seed "$2" ${3:-} 2>"$out.log"
    rm -f "$out/findings.json"
    "$cli" demo-findings --model "$out" --out "$out/findings.json" >"$out.txt" 2>>"$out.log"
}

for seed in "${@:-1 2 3}"; do
    for one in $seed; do
        train biased "$one" &
        train balanced "$one" --balanced &
        wait
    done
done

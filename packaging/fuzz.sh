#!/usr/bin/env bash
# Feeds every parser of foreign files with broken ones: packaging/fuzz.sh [SECONDS a parser]. Fails on the first crash and
# says where the input that led to it is. What was learnt is kept in build/fuzz and used the next time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
packaging/install.sh
cmake --preset fuzz
cmake --build --preset fuzz

for target in build/fuzz/bin/fuzz_*; do
    name=${target##*/fuzz_}
    mkdir -p "build/fuzz/corpus/$name"
    echo "$name: fuzzing for ${1:-60} s"
    if ! "$target" -max_total_time="${1:-60}" -timeout=20 -rss_limit_mb=2048 -artifact_prefix="build/fuzz/$name-" \
        "build/fuzz/corpus/$name" "tests/fuzz/corpus/$name" >"build/fuzz/$name.log" 2>&1; then
        tail -n 60 "build/fuzz/$name.log"
        exit 1
    fi
    tail -n 1 "build/fuzz/$name.log"
done

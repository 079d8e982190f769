#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test; packaging/test.sh asan: those of core under the address and
# undefined-behaviour sanitizers. libtorch comes as it is packaged and is not instrumented: what happens inside it is
# seen only where it touches our memory.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
packaging/install.sh
if [[ ${1:-} == asan ]]; then
    cmake --preset asan
    cmake --build --preset asan --target core_tests
    ctest --preset asan -L '^core$'
else
    cmake --preset release ${CI:+-DHEADSCOPE_WERROR=ON}
    cmake --build --preset release
    ctest --preset release
fi

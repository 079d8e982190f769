#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
packaging/install.sh
cmake --preset release ${CI:+-DHEADSCOPE_WERROR=ON}
cmake --build --preset release
ctest --preset release

#!/usr/bin/env bash
# Installs what is missing, builds, and starts Headscope on its demo; without a display its pictures are written instead.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
packaging/install.sh
cmake --preset release
cmake --build --preset release --target headscope

program=build/release/bin/headscope
if [[ -n ${DISPLAY:-} || -n ${WAYLAND_DISPLAY:-} ]]; then
    exec "$program" --demo "$@"
fi
pictures=build/pictures
echo "There is no display: the window runs off screen."
QT_QPA_PLATFORM=offscreen "$program" --demo --grab "$pictures" "$@"
echo "Its pictures are in $PWD/$pictures:"
ls "$pictures"

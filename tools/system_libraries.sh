#!/bin/sh
# Installs the system libraries that Qt needs on Debian and Ubuntu, where they are missing; elsewhere says what to install.
# Others can be asked for besides, each as library:package.
set -eu

[ "$(uname -s)" = Linux ] || exit 0

libraries="libgl.so.1:libgl1 libegl.so.1:libegl1 libglib-2.0.so.0:libglib2.0-0 libfontconfig.so.1:libfontconfig1
libdbus-1.so.3:libdbus-1-3 libxkbcommon.so.0:libxkbcommon0 libxkbcommon-x11.so.0:libxkbcommon-x11-0
libxcb-cursor.so.0:libxcb-cursor0 libxcb-icccm.so.4:libxcb-icccm4 libxcb-keysyms.so.1:libxcb-keysyms1
libxcb-image.so.0:libxcb-image0 libxcb-render-util.so.0:libxcb-render-util0 libxcb-shape.so.0:libxcb-shape0
libpulse.so.0:libpulse0 libxrandr.so.2:libxrandr2 libxdamage.so.1:libxdamage1 $*"

PATH="$PATH:/sbin:/usr/sbin"
present=$(ldconfig -p | tr '[:upper:]' '[:lower:]')
missing=""
for pair in $libraries; do
    case "$present" in
        *"${pair%%:*}"*) ;;
        *) missing="$missing ${pair##*:}" ;;
    esac
done
# Debian ships Python without the part that makes environments.
"${PYTHON:-python3}" -c "import ensurepip" 2>/dev/null || missing="$missing python3-venv"
# A window without any font shows boxes.
[ -n "$(find /usr/share/fonts "$HOME/.fonts" "$HOME/.local/share/fonts" -name '*.[to]tf' 2>/dev/null | head -n 1)" ] \
    || missing="$missing fonts-dejavu-core"
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "These libraries are needed (Debian's names), please install them:$missing" >&2
    exit 0
fi
echo "Installing system libraries:$missing" >&2
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null

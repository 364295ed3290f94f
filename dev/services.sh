#!/bin/sh
# Installs the programs that tests need and that no Python package carries: PostgreSQL, Redis, Chromium, openssl, a
# Chinese font.
set -u

missing=""
find_initdb() { command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
find_chromium() { for name in chromium chromium-browser google-chrome; do command -v $name >/dev/null 2>&1 && return 0; done
  [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]; }
find_font() { ! command -v fc-list >/dev/null 2>&1 || fc-list :lang=zh | grep -q .; }

find_initdb || missing="$missing postgresql"
command -v redis-server >/dev/null 2>&1 || missing="$missing redis"
command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
find_chromium || missing="$missing chromium"
find_font || missing="$missing font"
[ -z "$missing" ] && exit 0

echo "Installing for the tests:$missing"
as_root=""
if [ "$(id -u)" != 0 ]; then
  if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root="sudo"; fi
fi

packages=""
if command -v apt-get >/dev/null 2>&1; then
  for part in $missing; do case $part in
    postgresql) packages="$packages postgresql" ;;
    redis) packages="$packages redis-server" ;;
    chromium) packages="$packages chromium" ;;
    openssl) packages="$packages openssl" ;;
    font) packages="$packages fonts-noto-cjk" ;;
  esac; done
  install="$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends"
  refresh="$as_root apt-get update"
elif command -v dnf >/dev/null 2>&1; then
  for part in $missing; do case $part in
    postgresql) packages="$packages postgresql-server" ;;
    font) packages="$packages google-noto-sans-cjk-fonts" ;;
    *) packages="$packages $part" ;;
  esac; done
  install="$as_root dnf install -y"
  refresh=":"
elif command -v brew >/dev/null 2>&1; then
  for part in $missing; do case $part in
    chromium) packages="$packages --cask chromium" ;;
    font) ;;
    *) packages="$packages $part" ;;
  esac; done
  as_root="brew"
  install="brew install"
  refresh=":"
else
  echo "No package manager was recognised. Install these yourself, then run make test again:$missing" >&2
  exit 1
fi
if [ "$(id -u)" != 0 ] && [ -z "$as_root" ]; then
  echo "The tests need$missing, and installing them needs an administrator. Ask one to run: $install$packages" >&2
  exit 1
fi
if $refresh >/tmp/sciencepop-services.log 2>&1 && $install $packages >>/tmp/sciencepop-services.log 2>&1; then
  exit 0
fi
tail -5 /tmp/sciencepop-services.log >&2
echo "Could not install$packages. Install them yourself, then run make test again." >&2
exit 1

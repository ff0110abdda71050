#!/usr/bin/env bash
# Writes a sample log and lets the Go judge read it: judge.sh SAMPLE_PROGRAM WORK_FOLDER. 77 (not run) without Go.
set -euo pipefail
sample=$1
work=$2
if ! command -v go >/dev/null; then
  echo "not run: the judge needs go (Debian packages golang-go and golang-golang-x-mod-dev)"
  exit 77
fi
cd "$(dirname "${BASH_SOURCE[0]}")"
mkdir -p "$work"
# Where Debian's golang-golang-x-mod-dev is installed nothing is fetched; elsewhere go.mod says what is.
readonly debian_sources=${LW_GO_SOURCES:-/usr/share/gocode}
build() {
  if [[ -d $debian_sources/src/golang.org/x/mod/sumdb ]]; then
    GO111MODULE=off GOFLAGS='' GOPATH=$debian_sources go build -o "$work/judge" .
  else
    GOFLAGS=-mod=readonly go build -o "$work/judge" .
  fi
}
if ! build >"$work/build.log" 2>&1; then
  cat "$work/build.log"
  if grep -qE 'dial tcp|no such host|connection refused|i/o timeout|proxyconnect' "$work/build.log"; then
    echo "not run: the Go module proxy is not reached"
    exit 77
  fi
  exit 1
fi
"$sample" "$work/sample"
"$work/judge" "$work/sample"
# The judge must be able to fail: one bit of one entry.
bundle=$work/sample/log/tile/entries/000
printf '\x07' | dd of="$bundle" bs=1 seek=100 conv=notrunc status=none
if "$work/judge" "$work/sample" >/dev/null; then
  echo "the judge did not see a changed entry"
  exit 1
fi

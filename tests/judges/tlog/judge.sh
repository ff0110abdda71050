#!/usr/bin/env bash
# Writes a sample log and lets the Go judge read it: judge.sh SAMPLE_PROGRAM WORK_FOLDER. 77 (not run) without Go.
set -euo pipefail
sample=$1
work=$2
if ! command -v go >/dev/null; then
  echo "not run: the judge needs go (Debian package golang-go)"
  exit 77
fi
cd "$(dirname "${BASH_SOURCE[0]}")"
mkdir -p "$work"
if ! GOFLAGS=-mod=readonly go build -o "$work/judge" . >"$work/build.log" 2>&1; then
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

# shellcheck shell=bash
# What the scripts of tools/ share. Sourced, never run.

# One bold line that says which phase begins.
step() {
  if [[ -t 1 && -z "${NO_COLOR:-}" ]]; then
    printf '\033[1m== %s\033[0m\n' "$*"
  else
    printf '== %s\n' "$*"
  fi
}

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# Runs a command whose output matters only when it fails: quiet LOGFILE COMMAND...
quiet() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  if ! "$@" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    printf '%s: failed: %s (whole log: %s)\n' "${0##*/}" "$*" "$log" >&2
    return 1
  fi
}

# Settles where the public data is: LW_PUBLIC_DATA as an absolute path, by itself ../shared/data of the tree where
# that exists. Set but empty means: none. Call it in the root of the tree.
use_public_data() {
  if [[ -z ${LW_PUBLIC_DATA+set} && -d ../shared/data ]]; then LW_PUBLIC_DATA=../shared/data; fi
  if [[ -z ${LW_PUBLIC_DATA:-} ]]; then
    unset LW_PUBLIC_DATA
    return 0
  fi
  [[ -d $LW_PUBLIC_DATA ]] || die "LW_PUBLIC_DATA=$LW_PUBLIC_DATA is not a folder"
  LW_PUBLIC_DATA=$(cd "$LW_PUBLIC_DATA" && pwd)
  export LW_PUBLIC_DATA
}

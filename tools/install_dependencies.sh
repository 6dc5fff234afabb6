#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what gigawatt needs and the machine lacks: Debian packages and the virtual environment
# .venv. Works as root and with sudo, can be run any number of times, and is silent and quick when
# nothing is missing.
#
#   tools/install_dependencies.sh GROUP...      groups: build, demo, test, docs, all
set -euo pipefail
cd "$(dirname "$0")/.."

# Names hold for Debian 12 and Ubuntu 24.04.
build_packages=(
  ca-certificates ccache cmake g++ git make ninja-build tzdata
  coinor-libcbc-dev coinor-libclp-dev doctest-dev libbenchmark-dev libboost-dev libcli11-dev libfmt-dev
  libhdf5-dev libhowardhinnant-date-dev libxxhash-dev libyaml-cpp-dev nlohmann-json3-dev
)
python_packages=(python3 python3-venv)
# clang: TSan needs libomp with Archer, since GCC's OpenMP is not instrumented and looks like a race.
test_packages=(clang clang-tidy libclang-rt-dev libomp-dev)

usage() {
  sed -n '3,8s/^# \{0,1\}//p' "$0"
  exit 2
}

install_packages() {
  local missing=() package
  for package in $(printf '%s\n' "$@" | sort -u); do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
      missing+=("$package")
  done
  ((${#missing[@]})) || return 0

  local as_root=()
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      echo "install_dependencies: missing packages, and neither root nor sudo to install them:" >&2
      echo "  apt-get install ${missing[*]}" >&2
      exit 1
    fi
    as_root=(sudo)
  fi
  echo "Installing packages: ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
}

# A python3 that can make virtual environments; the distribution's own comes first, because the
# one on the PATH may be a shim without venv.
find_python() {
  local python
  for python in /usr/bin/python3 python3; do
    if "$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$python"
      return
    fi
  done
  echo "install_dependencies: no python3 (3.11 or newer) with the venv module was found" >&2
  exit 1
}

# Each requirements file leaves a stamp with its hash in .venv, so that it is installed again only
# when it changes.
install_requirements() {
  local wanted=requirements/$1.txt stamp=.venv/.$1.sha256 hash
  hash=$(cat requirements/demo.txt "$wanted" | sha256sum)
  [[ -x .venv/bin/python && $(cat "$stamp" 2>/dev/null) == "$hash" ]] && return 0
  if [[ ! -x .venv/bin/python ]] || ! .venv/bin/python -c '' 2>/dev/null; then
    local python
    python=$(find_python)
    rm -rf .venv
    "$python" -m venv .venv
  fi
  echo "Installing $wanted into .venv"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$wanted"
  echo "$hash" >"$stamp"
}

(($#)) || usage
packages=()
requirements=()
for group in "$@"; do
  case $group in
    build) packages+=("${build_packages[@]}") ;;
    demo) packages+=("${build_packages[@]}" "${python_packages[@]}") requirements+=(demo) ;;
    test) packages+=("${build_packages[@]}" "${python_packages[@]}" "${test_packages[@]}") requirements+=(test) ;;
    docs) packages+=("${python_packages[@]}") requirements+=(docs) ;;
    all) exec "$0" test docs ;;
    *) usage ;;
  esac
done

if command -v dpkg-query >/dev/null; then
  install_packages "${packages[@]}"
else
  echo "install_dependencies: not a Debian system; taking these as installed: ${packages[*]}" >&2
fi
for name in "${requirements[@]}"; do
  install_requirements "$name"
done

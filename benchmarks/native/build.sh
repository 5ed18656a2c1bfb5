#!/usr/bin/env bash
# Builds the opponents written in C++, three times:
#   libopponents.so         -O3 -march=native -ffast-math: loops become vector loops where the compiler manages
#   libopponents-scalar.so  the same without vector loops: one number at a time, as the source says
#   libopponents-plain.so   -O3 alone
# They are linked without -ffast-math: with it the linker adds start-up code that changes the floating-point mode of the
# whole process. The functions set that mode for themselves (denormals.h). With --when-older nothing happens if all is built.
set -euo pipefail
cd "$(dirname "$0")"
compiler=${CXX:-g++}
if [ "${1:-}" = --when-older ] && [ -e build/libopponents-plain.so ] && [ -z "$(find . -maxdepth 1 -newer build/libopponents-plain.so -name '*.*')" ]; then
  exit 0
fi
mkdir -p build
build() {
  local name=$1 objects=()
  shift
  for source in *.cpp; do
    "$compiler" -std=c++17 -Wall -Wextra -fPIC "$@" -c "$source" -o "build/$name-${source%.cpp}.o"
    objects+=("build/$name-${source%.cpp}.o")
  done
  "$compiler" -shared -o "build/lib$name.so" "${objects[@]}"
}
build opponents -O3 -march=native -ffast-math
build opponents-scalar -O3 -march=native -ffast-math -fno-tree-vectorize
build opponents-plain -O3

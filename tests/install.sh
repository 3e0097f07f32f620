#!/bin/sh
# SPDX-License-Identifier: MIT
# install.sh BUILD CMAKE CC [CXX]: installs the build into a folder, moves the folder, and builds and runs
# outside programs against it there: by pkg-config and by CMake, shared and static, C and C++.
set -eu
build=${1:?usage: install.sh BUILD CMAKE CC [CXX]}
cmake=${2:?}
cc=${3:?}
cxx=${4:-}
outside=$(cd "$(dirname "$0")/install" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$cmake" --install "$build" --prefix "$work/first" >"$work/log" || { cat "$work/log"; exit 1; }
mv "$work/first" "$work/moved here"
prefix="$work/moved here"

there() { # there PATTERN: one file of the tree is called so
    [ -n "$(find "$prefix" -path "$prefix/$1" -print -quit)" ] || { echo "not installed: $1"; exit 1; }
}
there bin/planmark
there include/planmark.h
there include/planmark/types.h
there 'lib*/libplanmark.a'
there 'lib*/libplanmark.so'
there 'lib*/pkgconfig/planmark.pc'
there 'lib*/cmake/planmark/planmark-config.cmake'
if [ -e "$build/libplanmark-docs.so" ]; then
    with_docs=yes
    there include/planmark/docs.h
    there 'lib*/libplanmark-docs.so'
    there 'lib*/pkgconfig/planmark-docs.pc'
    # The command finds it where it was moved to: a document is read by it.
    printf '<html><table><tr><th>Action<th>Who<tr><td>Mum to call the GP<td>Mum</table></html>\n' >"$work/plan.html"
    "$prefix/bin/planmark" score --quiet "$work/plan.html" | grep -q 'Mum to call the GP'
fi
if [ -e "$build/planmark-serve" ]; then
    there 'lib*/planmark/planmark-serve'
    there lib/systemd/system/planmark.service
    "$prefix/bin/planmark" serve --help | grep -q 'Usage: planmark serve'
    # A unit can only name a whole path: that of the folder it was installed to, whatever was said to the build.
    unit="$prefix/lib/systemd/system/planmark.service"
    grep -q "^ExecStart=$work/first/bin/planmark serve" "$unit" || { grep Exec "$unit"; exit 1; }
    rm "$unit"
fi
there share/man/man1/planmark.1
there share/bash-completion/completions/planmark
there share/doc/planmark/LICENSE
there share/doc/planmark/THIRD-PARTY.md

"$prefix/bin/planmark" --version >/dev/null
if grep -rlIF -e "$work/first" -e "$build" "$prefix"; then
    echo "these files still name the folder they were built in or first installed to"
    exit 1
fi

# What is missing is told, and how to do without it.
PKG_CONFIG_LIBDIR=$work "$cmake" -S "$outside/../.." -B "$work/without" -DCMAKE_C_COMPILER="$cc" >"$work/log" 2>&1 &&
    { echo 'it is configured without its libraries'; exit 1; }
grep -q 'apt-get install .*libmicrohttpd-dev' "$work/log" && grep -q 'DPLANMARK_SERVE=OFF' "$work/log" ||
    { cat "$work/log"; exit 1; }

pc=$(find "$prefix" -name planmark.pc)
libdir=$(dirname "$(dirname "$pc")")
PKG_CONFIG_PATH=$(dirname "$pc")
LD_LIBRARY_PATH=$libdir
export PKG_CONFIG_PATH LD_LIBRARY_PATH

by_pkg_config() { # by_pkg_config COMPILER SOURCE PROGRAM [OPTION]; eval: the folder's name has a space
    eval "set -- '$1' '$2' '$3' $(pkg-config --cflags --libs ${4:-} planmark)"
    compiler=$1 source=$2 program=$3
    shift 3
    "$compiler" "$source" "$@" -o "$program"
    "$program" || { echo "failed: $program"; exit 1; }
}

by_pkg_config "$cc" "$outside/outside.c" "$work/pc_c"
if [ "${with_docs:-no}" = yes ]; then
    by_pkg_config "$cc" "$outside/outside_docs.c" "$work/pc_docs" planmark-docs
fi
if [ -n "$cxx" ]; then
    by_pkg_config "$cxx" "$outside/outside.cpp" "$work/pc_cxx"

    "$cmake" -S "$outside" -B "$work/cmake" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$cc" \
        -DCMAKE_CXX_COMPILER="$cxx" >"$work/log" 2>&1 &&
        "$cmake" --build "$work/cmake" >>"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    for program in outside_c outside_cxx outside_static; do
        "$work/cmake/$program" || { echo "failed: $program"; exit 1; }
    done
fi

# Without the shared library the linker takes the archive, and pkg-config must name all it needs.
rm "$libdir"/libplanmark.so*
by_pkg_config "$cc" "$outside/outside.c" "$work/pc_static" --static

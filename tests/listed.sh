#!/bin/sh
# SPDX-License-Identifier: MIT
# listed.sh ROOT: is every source and module test named in the build? Lists kept by hand forget.
set -eu
cd "${1:?usage: listed.sh ROOT}"
forgotten=0
for file in $(find classifier tools tests -name '*.c' ! -path 'tests/install/*' | LC_ALL=C sort); do
    case $file in
    tests/*) name=${file#tests/} list=tests/CMakeLists.txt ;;
    tools/*) name=$file list='CMakeLists.txt cmake/default_pack.cmake' ;;
    *) name=$file list=CMakeLists.txt ;;
    esac
    grep -qE "(^|[ (])$name([ )]|\$)" $list || { echo "$file is not named in $list"; forgotten=1; }
done
exit $forgotten

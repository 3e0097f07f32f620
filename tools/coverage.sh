#!/bin/sh
# SPDX-License-Identifier: MIT
# coverage.sh [JOBS]: which lines and branches of the library the tests of modules and of the command run, told by gcovr;
# fails below 90 % of the lines or 80 % of the branches. The preset coverage is to be built before. The pages and what
# LibreOffice writes are left out: they take long, and run nothing else.
cd -- "$(dirname -- "$0")/.." || exit 5
find build/coverage -name '*.gcda' -delete
# Threads that run the same lines would count them wrongly (gcc can prevent it, in five times the time).
ctest --preset coverage --parallel "${1:-2}" -R '^(module|command)[.]' \
    -E '^(module[.]threads_test|module[.]coverage_test|command[.](jobs|resume|killed))$' || exit 1
# Ways out for want of memory are tested too, and count as all others do.
gcovr --root . --object-directory build/coverage --filter classifier/ --exclude classifier/cli/ --exclude classifier/program/ --exclude classifier/serve/ -j "${1:-2}" \
    --gcov-ignore-parse-errors --fail-under-line 90 --fail-under-branch 80 --print-summary --output build/coverage/coverage.txt

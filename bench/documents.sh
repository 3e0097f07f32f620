#!/bin/sh
# SPDX-License-Identifier: MIT
# documents.sh GENERATE PLANMARK: what documents and large files cost, as Markdown (bench/documents.py).
exec python3 "$(dirname -- "$0")/documents.py" "$@"

#!/bin/sh
# SPDX-License-Identifier: MIT
# symbols.sh ARCHIVE|OBJECT...: is the library a good guest in somebody else's process?
#
# - no object refers to a call that ends the process or writes to its streams; base/os.c alone asks what would be done
#   with a signal, and changes nothing of it;
# - no object holds data that can be written after start-up. Constants that hold addresses lie in
#   .data.rel.ro (the loader writes them once, then protects them): they are allowed.
set -eu
[ $# -gt 0 ] || { echo "usage: symbols.sh ARCHIVE|OBJECT..." >&2; exit 2; }
for file in "$@"; do
    [ -s "$file" ] || { echo "symbols.sh: nothing to read: $file" >&2; exit 2; }
done
bad=0

ends='exit|_exit|_Exit|quick_exit|abort|at_quick_exit|atexit|__assert_fail|__assert|raise|kill|longjmp|__longjmp_chk'
ends="$ends|err|errx|verr|verrx|signal|sigaction"
prints='printf|vprintf|fprintf|vfprintf|dprintf|vdprintf|puts|fputs|putchar|putc|fputc|fwrite|perror|psignal|syslog'
prints="$prints|warn|warnx|__printf_chk|__vprintf_chk|__fprintf_chk|__vfprintf_chk|__dprintf_chk|_IO_putc"
streams='stdin|stdout|stderr'

calls=$("${NM:-nm}" -A --undefined-only "$@" | awk '{ print $1, $NF }' |
    grep -E " ($ends|$prints|$streams)(@.*)?\$" | grep -vE 'os\.c\.o: sigaction$' || true)
if [ -n "$calls" ]; then
    echo "These end the process or write to its streams:"
    echo "$calls"
    bad=1
fi

# objdump -t: "value flags section size name"; an archive's members each open with "name.o:  file format".
data=$("${OBJDUMP:-objdump}" -t "$@" | awk '
    /file format/ { member = $1 }
    match($0, /[ \t](\*COM\*|\.(data|bss|tdata|tbss)[^ \t]*)[ \t]/) {
        section = substr($0, RSTART + 1, RLENGTH - 2)
        if (section ~ /^\.data\.rel\.ro/ || $NF == section)
            next
        print member, section, $NF
    }')
if [ -n "$data" ]; then
    echo "These can be written after start-up:"
    echo "$data"
    bad=1
fi
exit $bad

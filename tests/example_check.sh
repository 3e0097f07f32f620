#!/bin/sh
# SPDX-License-Identifier: MIT
# example_check.sh EXAMPLE: docs/examples/check.c refuses a weak plan, and decides as it was told when planmark itself
# fails; what it logs has no word of the plan.
example=${1:?usage: example_check.sh EXAMPLE}
. "$(dirname "$0")/streams.sh"

ask() { # ask CODE ARG...
    wanted=$1
    shift
    "$example" "$@" >out 2>err
    got=$?
    check "check $*: exit code $got, not $wanted" [ $got -eq "$wanted" ]
}
says() { # says out|err PATTERN
    check "$1 lacks: $2" grep -qE -- "$2" "$1"
}

for how in open closed; do
    ask 1 $how
    says out '^action 2: error: owner: .* - .*<name or role>'
    says out '^action 2: error: timeframe: .*"ASAP"'
    says out '^not saved$'
    check 'the first action wants nothing' [ "$(grep -c '^action 1' out)" -eq 0 ]
    check 'something was logged' [ ! -s err ]
done

ask 0 open "$work/nowhere"
says out '^saved; it could not be checked'
says err '^log: the plan was not checked: '
ask 1 closed "$work/nowhere"
says out '^not saved, since it could not be checked'

mkdir bad
printf 'name: bad\nversion: 1\nextends: cin-england\nrulez: []\n' >bad/pack.yaml
ask 1 closed "$work/bad"
says err '^log: .*pack.yaml:4: unknown key'
check 'words of the plan were logged' [ "$(grep -c 'Support mum' err)" -eq 0 ]

ask 2
ask 2 ajar
exit $failed

#!/bin/sh
# SPDX-License-Identifier: MIT
# serve.sh LOAD PLANMARK [SECONDS]: how many checks a second `planmark serve` answers with one worker on one core, and how
# long they take at half of that rate, as Markdown. Plans of eight actions in JSON, over a port and over a Unix socket.
# Whoever asks is on the other core. Where wrk is there it counts, too. A machine that is shared is taken away for
# milliseconds now and then, and what waited for it says nothing of the service: each measurement is made up to TRIES times,
# until the kernel counts nothing stolen, and the one of which the least was stolen is told, with how much that was.
set -eu
load=${1:?usage: serve.sh LOAD PLANMARK [SECONDS]} planmark=$2 seconds=${3:-5}
different=30000 again=40 warm=${WARM:-10} tries=${TRIES:-6} seed=2
work=$(mktemp -d)
service=
end() {
    [ -z "$service" ] || { kill "$service" && wait "$service"; } 2>/dev/null || :
    service=
}
trap 'end; rm -rf "$work"' EXIT

if [ "$(nproc)" -gt 1 ]; then
    here='taskset -c 0' there='taskset -c 1'
else
    here='' there=''
    printf 'One core for both the service and who asks: the figures are too low.\n\n'
fi

begin() { # begin ADDRESS: a service that knows no plan yet; sets place
    : >"$work/log" # of the service before, which had another place
    $here "$planmark" serve --no-config --workers 1 --listen "$1" 2>"$work/log" &
    service=$!
    place=
    while [ -z "$place" ]; do
        kill -0 "$service" || exit 1
        place=$(sed -n 's/.*listens on //p' "$work/log")
        sleep 0.1
    done
    place=${place#http://127.0.0.1:}
}

ask() { # ask PLANS SECONDS [RATE [SEED]]; PLANS: how many, or how many/actions that change from one to the next
    $there "$load" --to "$place" --plans "${1%/*}" --changed "$(expr "$1" : '.*/\(.*\)' \| 8)" --seconds "$2" \
        --connections 32 --rate "${3:-0}" --seed "${4:-1}"
}

warm_up() { # words are learnt from other plans than those that are counted
    ask "$different" "$warm" 0 2 >/dev/null
}

spent() { # ticks of CPU of the service so far
    sed 's/.*) //' "/proc/$service/stat" | awk '{ print $12 + $13 }'
}

stolen() { # hundredths of a second that the machine was not given, over all cores
    awk '$1 == "cpu" { print $9 }' /proc/stat
}

share_of() { # share_of HUNDREDTHS: of a measurement's time on all cores, in %
    awk -v n="$1" -v s="$seconds" -v c="$(nproc)" 'BEGIN { printf "%.1f", n / s / c }'
}

quietest() { # quietest PLANS RATE: sets answer to what `ask` prints, cpu to the µs a check took, lost to the share stolen, in %
    least=
    try=0
    while [ "$try" -lt "$tries" ] && [ "${least:-1}" -ne 0 ]; do
        try=$((try + 1)) seed=$((seed + 1)) # plans that it has not answered about
        stolen=$(stolen) spent=$(spent)
        heard=$(ask "$1" "$seconds" "$2" "$seed")
        stolen=$(($(stolen) - stolen)) spent=$(($(spent) - spent))
        if [ -z "$least" ] || [ "$stolen" -lt "$least" ]; then
            least=$stolen answer=$heard
            cpu=$((spent * 1000000 / $(getconf CLK_TCK) / ${heard##* }))
        fi
    done
    lost=$(share_of "$least")
}

line() { # line OVER PLANS WORDS ADDRESS
    begin "$4"
    warm_up
    quietest "$2" 0
    head="| $1 | $3 | ${answer%% *} | $cpu | $lost"
    quietest "$2" $((${answer%% *} / 2))
    used=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$service/status")
    end
    set -- $answer
    printf '%s | %s | %s | %s | %s | %s | %s | %s |\n' "$head" "$1" "$2" "$3" "$4" "$5" "$lost" $((used / 1024))
}

printf 'One worker; the service on one core, which has answered for %s s before, about other plans. %s s each; 32\n' "$warm" \
    "$seconds"
printf 'connections. The times are those at half the rate, from when a request was due; stolen: the share of the time of all\n'
printf 'cores that another guest of the machine had, by the kernel. Least stolen of up to %s tries.\n\n' "$tries"
printf '| over | plans | checks/s | µs of CPU a check | stolen %% | half | p50 ms | p99 ms | p99.9 ms | longest ms | stolen %% | peak MiB |\n'
printf '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n'
line port "$different" 'all different' 127.0.0.1:0
line port "$different/1" 'being written: one action of eight is new' 127.0.0.1:0
line port "$again" "$again that come again" 127.0.0.1:0
line 'Unix socket' "$different" 'all different' "$work/planmark.sock"
line 'Unix socket' "$different/1" 'being written: one action of eight is new' "$work/planmark.sock"
line 'Unix socket' "$again" "$again that come again" "$work/planmark.sock"
if command -v wrk >/dev/null 2>&1; then
    printf '\n| wrk, over the port | checks/s | stolen %% |\n| --- | ---: | ---: |\n'
    for plans in "$different/8/all different" "$different/1/being written: one action of eight is new" "$again/8/$again that come again"; do
        kind=${plans#*/}
        "$load" --write --plans "${plans%%/*}" --changed "${kind%%/*}" >"$work/plans"
        begin 127.0.0.1:0
        warm_up
        stolen=$(stolen)
        PLANS=$work/plans $there wrk -t1 -c32 -d"${seconds}s" -s "$(dirname -- "$0")/serve.lua" "http://127.0.0.1:$place" \
            >"$work/wrk"
        lost=$(share_of $(($(stolen) - stolen)))
        end
        ! grep -E 'Non-2xx|Socket errors' "$work/wrk" >&2 || exit 1 # what is refused is no check
        printf '| %s | %s | %s |\n' "${kind#*/}" "$(sed -n 's/^Requests\/sec: *\([0-9]*\).*/\1/p' "$work/wrk")" "$lost"
    done
fi

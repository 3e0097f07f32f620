# SPDX-License-Identifier: MIT
# bash completion of planmark(1)

_planmark_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$1")
}

_planmark_folders() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -d -- "$1")
}

_planmark_words() { # _planmark_words CURRENT "WORDS"
    mapfile -t COMPREPLY < <(compgen -W "$2" -- "$1")
}

# The value of an option. Fails when the word before is no option that takes one.
_planmark_value() { # _planmark_value OPTION CURRENT
    case $1 in
    --format)
        case " ${COMP_WORDS[*]} " in
        *' evaluate '* | *' coverage '*) _planmark_words "$2" 'table csv json' ;;
        *' diff '*) _planmark_words "$2" 'table csv' ;;
        *' check '*) _planmark_words "$2" 'text json jsonl sarif junit checkstyle github' ;;
        *' report '*) _planmark_words "$2" 'text json csv html xlsx' ;;
        *' config '* | *' criteria '* | *' findings '*) _planmark_words "$2" 'text json' ;;
        *' sample '*) _planmark_words "$2" 'csv xlsx' ;;
        *) _planmark_words "$2" 'table csv jsonl' ;;
        esac
        ;;
    --evidence) _planmark_words "$2" 'none decided all' ;;
    --text)
        case " ${COMP_WORDS[*]} " in
        *' check '*) _planmark_words "$2" 'auto full evidence none names' ;;
        *' report '*) _planmark_words "$2" 'full none names' ;;
        *) _planmark_words "$2" 'full evidence none' ;;
        esac
        ;;
    --fail-on) _planmark_words "$2" 'error warning never' ;;
    --require) _planmark_words "$2" 'actionable measurable measure_given timeframe owner' ;;
    --of) _planmark_words "$2" 'actionable measurable measure_given timeframe owner high_quality' ;;
    --progress) _planmark_words "$2" 'auto bar log none' ;;
    --per) _planmark_words "$2" 'plan all' ;;
    --least) _planmark_words "$2" 'off note warning error' ;;
    --log) _planmark_words "$2" 'all faults none' ;;
    --color) _planmark_words "$2" 'auto always never' ;;
    --pack) _planmark_folders "$2" ;;
    -o | --marks | --coder | --except | --calibrate | --weigh | --digest-key | --manifest | --baseline | --config | --meta | \
        --evaluation | --listen | --token-file) _planmark_files "$2" ;;
    --columns | --jobs | --shard | --by | --resamples | --seed | --why | --who | --by-when | --measure | --min-score | \
        --min-high-quality | --plans | --width | --share | --coders | --level | --reason | --until | --today | --suppress | \
        --title | --host | --workers | --max-body | --max-document | --max-actions | --max-connections | --max-queue | \
        --timeout | --grace) COMPREPLY=() ;;
    *) return 1 ;;
    esac
}

_planmark_options() { # _planmark_options COMMAND SUBCOMMAND
    local common='--pack -o --color --quiet --help'
    case $1 in
    score) echo "$common --format --evidence --summary --excel-safe --text --digest-key --columns --manifest --jobs --resume --shard --progress" ;;
    extract) echo "-o --color --quiet --help --format --excel-safe --text --digest-key --columns --manifest --shard --progress" ;;
    check) echo "$common --columns --fail-on --require --min-score --min-high-quality --per --no-empty-plan --level --least --known --baseline --no-baseline --write-baseline --reason --by --until --today --config --no-config --format --text --digest-key --manifest --progress" ;;
    config) echo '-o --color --quiet --help --format --config --no-config' ;;
    formats) echo '--help' ;;
    serve) echo '--listen --allow-remote --token-file --no-token --host --config --no-config --baseline --no-baseline --pack --max-body --max-document --max-actions --max-connections --max-queue --timeout --grace --workers --log --quiet --help' ;;
    explain) echo "$common --who --by-when --measure" ;;
    sample) echo "$common --columns --except --plans --width --of --share --seed --by --format --coders --excel-safe --progress" ;;
    evaluate) echo "$common --columns --marks --coder --by --no-intervals --resamples --seed --disagreements --rules --reliability --calibrate --weigh --format --text --progress" ;;
    report) echo "$common --columns --meta --evaluation --mixed --by --suppress --seed --format --title --text --digest-key --excel-safe --progress" ;;
    rules)
        case $2 in
        list) echo "$common --why" ;;
        criteria | findings) echo "$common --format" ;;
        coverage) echo "$common --columns --format --progress" ;;
        diff) echo "$common --columns --format --text --progress" ;;
        *) echo "$common" ;;
        esac
        ;;
    *) echo '--help --version' ;;
    esac
}

_planmark() {
    local current=$2 previous=$3 i command='' subcommand=''
    COMPREPLY=()

    # bash splits --format=csv into three words
    if [[ $current == '=' ]]; then
        current=''
    elif [[ $previous == '=' && COMP_CWORD -ge 2 ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    _planmark_value "$previous" "$current" && return

    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        score | check | config | extract | explain | sample | evaluate | report | rules | serve | formats) [[ -n $command ]] || command=${COMP_WORDS[i]} ;;
        list | criteria | findings | test | coverage | diff) [[ $command != rules || -n $subcommand ]] || subcommand=${COMP_WORDS[i]} ;;
        show | path) [[ $command != config || -n $subcommand ]] || subcommand=${COMP_WORDS[i]} ;;
        esac
    done

    if [[ $current == -* ]]; then
        _planmark_words "$current" "$(_planmark_options "$command" "$subcommand")"
    elif [[ -z $command ]]; then
        _planmark_words "$current" 'score check config extract explain sample evaluate report rules serve formats'
    elif [[ $command == rules && -z $subcommand ]]; then
        _planmark_words "$current" 'list criteria findings test coverage diff'
    elif [[ $command == config && -z $subcommand ]]; then
        _planmark_words "$current" 'show path'
    elif [[ $command != explain && $command != formats && $command != serve && $command != config ]]; then
        _planmark_files "$current"
    fi
}

complete -F _planmark planmark

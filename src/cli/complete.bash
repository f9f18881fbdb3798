# Completion of guichet for bash: `source <(guichet completions bash)`, or into a file that bash-completion reads.
_guichet() {
    local line="${COMP_LINE:0:COMP_POINT}" rest words=() i
    # bash ends words at `=` and `:`, which addresses and filters hold: what has no blank between is one word.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        rest="${line#"${line%%[![:blank:]]*}"}"
        [[ $i -eq 0 || $rest != "$line" ]] && words+=("")
        if [[ $i -eq $COMP_CWORD ]]; then
            words[-1]+="$rest"
        else
            words[-1]+="${COMP_WORDS[i]}"
            line="${rest#"${COMP_WORDS[i]}"}"
        fi
    done
    local word="${words[-1]}" IFS=$'\n' kept
    COMPREPLY=($(VARIABLE=bash COMPLETER -- "${words[@]}" 2> /dev/null))
    # What bash takes for words of their own stays where it is.
    if [[ $word == *[=:]* ]]; then
        kept="${word%"${word##*[=:]}"}"
        COMPREPLY=("${COMPREPLY[@]#"$kept"}")
    fi
    [[ ${COMPREPLY[0]-} == *[=/] ]] && compopt -o nospace 2> /dev/null
}
complete -o bashdefault -o nosort -F _guichet PROGRAM 2> /dev/null || complete -o bashdefault -F _guichet PROGRAM

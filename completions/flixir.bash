# The line up to the cursor goes along, because Bash cuts words at colons and leaves their quotes in.
_flixir() {
    mapfile -t COMPREPLY < <(
        FLIXIR_COMPLETE=bash FLIXIR_COMPLETE_LINE="${COMP_LINE:0:COMP_POINT}" \
            flixir -- "${COMP_WORDS[@]:0:COMP_CWORD}" "$2" 2>/dev/null
    )
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=/:] ]]; then
        compopt -o nospace 2>/dev/null
    fi
    return 0
}
complete -o bashdefault -o nosort -F _flixir flixir

use str
set edit:completion:arg-completer[flixir] = { |@words|
    put (env FLIXIR_COMPLETE=elvish flixir -- $@words 2>/dev/null) | to-lines | each { |line|
        var parts = [(str:split "\t" $line)]
        if (== (count $parts) 1) {
            put $line
        } else {
            edit:complex-candidate $parts[0] &display=$parts[0]"  ("$parts[1]")"
        }
    }
}

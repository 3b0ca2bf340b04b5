set edit:completion:arg-completer[flixir] = { |@words|
    var index = (count $words)
    set index = (- $index 1)

    put (env _CLAP_IFS="\n" _CLAP_COMPLETE_INDEX=(to-string $index) FLIXIR_COMPLETE="elvish" flixir -- $@words) | to-lines
}

complete --keep-order --exclusive --command flixir --arguments "(FLIXIR_COMPLETE=fish flixir -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"

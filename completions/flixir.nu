module completions {

  # Asks flixir for values. It reads only local data.
  def "nu-complete flixir values" [context: string] {
    let answers = with-env { FLIXIR_COMPLETE: "nushell", FLIXIR_COMPLETE_LINE: $context } { ^flixir -- flixir }
    let completions = $answers | lines | each {|line|
      let parts = $line | split row "\t"
      { value: $parts.0, description: ($parts | get --optional 1 | default "") }
    }
    { options: { sort: false }, completions: $completions }
  }

  def "nu-complete flixir output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir color" [] {
    [ "auto" "always" "never" ]
  }

  # Search TMDB, and manage your movie and TV lists
  export extern flixir [
    --output(-o): string@"nu-complete flixir output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
  ]

  def "nu-complete flixir lists output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists color" [] {
    [ "auto" "always" "never" ]
  }

  # Create, fill, sync, import and export your lists
  export extern "flixir lists" [
    --output(-o): string@"nu-complete flixir lists output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir lists ls output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists ls log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists ls color" [] {
    [ "auto" "always" "never" ]
  }

  # List your lists
  export extern "flixir lists ls" [
    --output(-o): string@"nu-complete flixir lists ls output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists ls log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists ls color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir lists show media_type" [] {
    [ "movie" "tv" ]
  }

  def "nu-complete flixir lists show sort" [] {
    [ "added" "title" "year" "rating" "votes" "popularity" "runtime" "score" "random" ]
  }

  def "nu-complete flixir lists show order" [] {
    [ "asc" "desc" ]
  }

  def "nu-complete flixir lists show output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists show log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists show color" [] {
    [ "auto" "always" "never" ]
  }

  # Show a list with its items
  export extern "flixir lists show" [
    --type: string@"nu-complete flixir lists show media_type" # Only movies, or only TV shows
    --genre: string@"nu-complete flixir values"           # Only this genre, in English or in --language. Give it several times for all of them, or a|b for any of them
    --year: string@"nu-complete flixir values"            # Only titles of this year, or of these years: 1999, 1990..1999, 1990.. or ..1999
    --min-rating: string@"nu-complete flixir values"      # Only titles with at least this average rating (0 to 10)
    --min-votes: string@"nu-complete flixir values"       # Only titles with at least this many votes
    --runtime: string@"nu-complete flixir values"         # Only titles of this running time in minutes: 80..120, 80.. or ..120; of an episode for TV shows. Missing details are fetched
    --provider: string@"nu-complete flixir values"        # Only titles on this streaming service in your region. mine means those in the setting providers. Give it several times, or a|b, for any of them. Missing details are fetched
    --released                # Only titles that are out
    --unreleased              # Only titles that are not out yet
    --title: string@"nu-complete flixir values"           # Only titles with all of these words
    --not-in: string@"nu-complete flixir values"          # Only items that are not on this list: its name or id, @watchlist, @favorites, @rated, or a file
    --sort: string@"nu-complete flixir lists show sort" # Sort by this
    --order: string@"nu-complete flixir lists show order" # The sort direction (default: what suits the key)
    --limit: string@"nu-complete flixir values"           # Show at most this many items
    --page: string@"nu-complete flixir values"            # Show this page of 20 items
    --all                     # Show every item
    --web                     # Open the list's page on TMDB's web site instead
    --output(-o): string@"nu-complete flixir lists show output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists show log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists show color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string@"nu-complete flixir values"              # The list: its name, its TMDB id or its local id
  ]

  def "nu-complete flixir lists create output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists create log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists create color" [] {
    [ "auto" "always" "never" ]
  }

  # Create a list
  export extern "flixir lists create" [
    --description: string@"nu-complete flixir values"     # The description of the new list
    --public                  # Everyone can see the list (TMDB's default)
    --private                 # Only you can see the list. Needs a login with the API Read Access Token
    --force                   # Create it even if you have a list of this name
    --output(-o): string@"nu-complete flixir lists create output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists create log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists create color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    name: string@"nu-complete flixir values"              # The name of the new list
  ]

  def "nu-complete flixir lists edit sort_by" [] {
    [ "original_order.asc" "original_order.desc" "vote_average.asc" "vote_average.desc" "primary_release_date.asc" "primary_release_date.desc" "release_date.asc" "release_date.desc" "title.asc" "title.desc" ]
  }

  def "nu-complete flixir lists edit output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists edit log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists edit color" [] {
    [ "auto" "always" "never" ]
  }

  # Change a list's name, description, privacy or order, or edit it as text
  export extern "flixir lists edit" [
    --name: string@"nu-complete flixir values"            # The new name
    --description: string@"nu-complete flixir values"     # The new description
    --public                  # Everyone can see the list
    --private                 # Only you can see the list
    --sort-by: string@"nu-complete flixir lists edit sort_by" # The order in which TMDB shows the list
    --output(-o): string@"nu-complete flixir lists edit output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists edit log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists edit color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string@"nu-complete flixir values"              # The list: its name, its TMDB id or its local id
  ]

  def "nu-complete flixir lists delete output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists delete log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists delete color" [] {
    [ "auto" "always" "never" ]
  }

  # Delete a list
  export extern "flixir lists delete" [
    --output(-o): string@"nu-complete flixir lists delete output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists delete log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists delete color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string@"nu-complete flixir values"              # The list: its name, its TMDB id or its local id
  ]

  def "nu-complete flixir lists clear output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists clear log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists clear color" [] {
    [ "auto" "always" "never" ]
  }

  # Remove all items from a list
  export extern "flixir lists clear" [
    --output(-o): string@"nu-complete flixir lists clear output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists clear log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists clear color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string@"nu-complete flixir values"              # The list: its name, its TMDB id or its local id
  ]

  def "nu-complete flixir lists add media_type" [] {
    [ "movie" "tv" ]
  }

  def "nu-complete flixir lists add output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists add log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists add color" [] {
    [ "auto" "always" "never" ]
  }

  # Add items to a list
  export extern "flixir lists add" [
    --type: string@"nu-complete flixir lists add media_type" # The type of a bare number (default: movie), or what --search looks for (default: both)
    --search: string@"nu-complete flixir values"          # Search for a title instead. On a terminal you choose from the results, or search as you type. Without a terminal, exactly one title must match
    --year: string@"nu-complete flixir values"            # The year of the title that --search looks for
    --comment: string@"nu-complete flixir values"         # A comment for these items. Needs a login with the API Read Access Token; TMDB doesn't change an existing comment
    --output(-o): string@"nu-complete flixir lists add output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists add log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists add color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string@"nu-complete flixir values"              # The list: its name, its TMDB id or its local id
    ...item: string@"nu-complete flixir values"           # movie:603, tv:1399, a number, an IMDb id, an address or a .nfo file. - reads standard input
  ]

  def "nu-complete flixir lists remove media_type" [] {
    [ "movie" "tv" ]
  }

  def "nu-complete flixir lists remove output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists remove log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists remove color" [] {
    [ "auto" "always" "never" ]
  }

  # Remove items from a list
  export extern "flixir lists remove" [
    --type: string@"nu-complete flixir lists remove media_type" # The type of a bare number (default: movie), or what --search looks for (default: both)
    --search: string@"nu-complete flixir values"          # Search for a title instead. On a terminal you choose from the results, or search as you type. Without a terminal, exactly one title must match
    --year: string@"nu-complete flixir values"            # The year of the title that --search looks for
    --output(-o): string@"nu-complete flixir lists remove output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists remove log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists remove color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string@"nu-complete flixir values"              # The list: its name, its TMDB id or its local id
    ...item: string@"nu-complete flixir values"           # movie:603, tv:1399, a number, an IMDb id, an address or a .nfo file. - reads standard input
  ]

  def "nu-complete flixir lists contains media_type" [] {
    [ "movie" "tv" ]
  }

  def "nu-complete flixir lists contains output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists contains log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists contains color" [] {
    [ "auto" "always" "never" ]
  }

  # Check whether an item is on a list
  export extern "flixir lists contains" [
    --type: string@"nu-complete flixir lists contains media_type" # The type of a bare number (default: movie), or what --search looks for (default: both)
    --search: string@"nu-complete flixir values"          # Search for a title instead. On a terminal you choose from the results, or search as you type. Without a terminal, exactly one title must match
    --year: string@"nu-complete flixir values"            # The year of the title that --search looks for
    --output(-o): string@"nu-complete flixir lists contains output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists contains log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists contains color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string@"nu-complete flixir values"              # The list: its name, its TMDB id or its local id
    item?: string@"nu-complete flixir values"             # movie:603, tv:1399, a number, an IMDb id or an address
  ]

  def "nu-complete flixir lists sync prefer" [] {
    [ "remote" ]
  }

  def "nu-complete flixir lists sync output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists sync log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists sync color" [] {
    [ "auto" "always" "never" ]
  }

  # Sync lists with TMDB: send your changes, fetch those made on TMDB
  export extern "flixir lists sync" [
    --check                   # Exit 8 if there are differences. Changes nothing
    --force                   # Sync even if this removes many items
    --recreate                # Create lists again that were deleted on TMDB
    --drop                    # Drop the queued changes to lists that were deleted on TMDB
    --prefer: string@"nu-complete flixir lists sync prefer" # Which side wins if a name or description changed on both
    --plan: string@"nu-complete flixir values"            # Run only this plan. --dry-run prints its hash
    --max-delete: string@"nu-complete flixir values"      # The most items that may be removed from a list here
    --output(-o): string@"nu-complete flixir lists sync output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists sync log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists sync color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...list: string@"nu-complete flixir values"           # The lists (default: all)
  ]

  def "nu-complete flixir lists link output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists link log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists link color" [] {
    [ "auto" "always" "never" ]
  }

  # Connect a local list to one on TMDB
  export extern "flixir lists link" [
    --output(-o): string@"nu-complete flixir lists link output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists link log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists link color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string@"nu-complete flixir values"              # The local list: its name or its local id
    id: string@"nu-complete flixir values"                # The id of the list on TMDB
  ]

  def "nu-complete flixir lists status output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists status log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists status color" [] {
    [ "auto" "always" "never" ]
  }

  # Show whether lists are in sync with TMDB
  export extern "flixir lists status" [
    --dead                    # Print the items that TMDB has deleted, according to the offline catalog (see: flixir catalog)
    --output(-o): string@"nu-complete flixir lists status output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists status log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists status color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...list: string@"nu-complete flixir values"           # The lists (default: all)
  ]

  def "nu-complete flixir lists stats output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists stats log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists stats color" [] {
    [ "auto" "always" "never" ]
  }

  # Count a list's decades, genres, ratings and running time
  export extern "flixir lists stats" [
    --output(-o): string@"nu-complete flixir lists stats output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists stats log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists stats color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...list: string@"nu-complete flixir values"           # The lists (default: all)
  ]

  def "nu-complete flixir lists share output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists share log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists share color" [] {
    [ "auto" "always" "never" ]
  }

  # Print a list's web address, open it or copy it
  export extern "flixir lists share" [
    --open                    # Open the list in your browser
    --copy                    # Copy the address to the clipboard
    --output(-o): string@"nu-complete flixir lists share output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists share log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists share color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string@"nu-complete flixir values"              # The list: its name, its TMDB id or its local id
  ]

  def "nu-complete flixir lists log output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists log log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists log color" [] {
    [ "auto" "always" "never" ]
  }

  # Show the snapshots of a list, which you can restore
  export extern "flixir lists log" [
    --output(-o): string@"nu-complete flixir lists log output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists log log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists log color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list?: string@"nu-complete flixir values"             # The list: its name, its TMDB id or its local id (default: all lists, deleted ones too)
  ]

  def "nu-complete flixir lists restore output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists restore log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists restore color" [] {
    [ "auto" "always" "never" ]
  }

  # Restore a list from a snapshot, also a deleted one
  export extern "flixir lists restore" [
    --at: string@"nu-complete flixir values"              # Use the newest snapshot taken at this time or before (default: the newest of all)
    --force                   # Restore even if this removes many items
    --max-delete: string@"nu-complete flixir values"      # The most items that may be removed
    --output(-o): string@"nu-complete flixir lists restore output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists restore log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists restore color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string@"nu-complete flixir values"              # The list: its name, its TMDB id or its local id. Can be a deleted list
  ]

  def "nu-complete flixir lists import from" [] {
    [ "letterboxd" "imdb" "trakt" "tmdb" "simkl" "csv" "json" "list" ]
  }

  def "nu-complete flixir lists import media_type" [] {
    [ "movie" "tv" ]
  }

  def "nu-complete flixir lists import output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists import log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists import color" [] {
    [ "auto" "always" "never" ]
  }

  # Import lists, watchlists and ratings from files of other programs
  export extern "flixir lists import" [
    --to: string@"nu-complete flixir values"              # Add everything to this list, or to @watchlist, @favorites or @rated
    --create                  # Create lists that don't exist
    --from: string@"nu-complete flixir lists import from" # The file's format (default: flixir finds it out)
    --unmatched: path         # Write the rows that need your decision to this file. Fill it in and import it again
    --review                  # Also write the rows that were matched without an id to that file
    --type: string@"nu-complete flixir lists import media_type" # The type of rows that don't have one (default: search movies and TV shows)
    --no-comments             # Don't import the comments in the file
    --output(-o): string@"nu-complete flixir lists import output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists import log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists import color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    file: path                # The file to import. - reads standard input
  ]

  def "nu-complete flixir lists export to" [] {
    [ "csv" "json" "jsonl" "list" "markdown" "letterboxd" "imdb" "radarr" "sonarr" "stevenlu" ]
  }

  def "nu-complete flixir lists export output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists export log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists export color" [] {
    [ "auto" "always" "never" ]
  }

  # Export a list as a file for people, for git or for other programs
  export extern "flixir lists export" [
    --to: string@"nu-complete flixir lists export to" # The format to write
    --file: path              # Write to this file instead of standard output
    --with-ids                # Ask TMDB for the IMDb and TVDB ids that are not stored here, for csv, json, jsonl and radarr. The other formats that have ids always ask
    --raw                     # In csv: leave cells as they are. Without it, cells that a spreadsheet would run begin with a ', which import removes
    --output(-o): string@"nu-complete flixir lists export output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists export log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists export color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string@"nu-complete flixir values"              # The list: its name, its TMDB id or its local id; or @watchlist, @favorites or @rated
  ]

  def "nu-complete flixir lists apply output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists apply log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists apply color" [] {
    [ "auto" "always" "never" ]
  }

  # Update lists to match text files
  export extern "flixir lists apply" [
    --check                   # Exit 8 if anything differs, and print what differs (not with -q). Changes nothing
    --prune                   # Also undo changes made on TMDB, so that the lists match the files exactly
    --force                   # Apply even if this removes many items
    --max-delete: string@"nu-complete flixir values"      # The most items that may be removed from a list
    --no-create               # Don't create lists that don't exist
    --output(-o): string@"nu-complete flixir lists apply output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists apply log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists apply color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...file: path             # List files, or folders with list files (*.list, and *.txt that begin with '# name:')
  ]

  def "nu-complete flixir lists copy media_type" [] {
    [ "movie" "tv" ]
  }

  def "nu-complete flixir lists copy output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists copy log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists copy color" [] {
    [ "auto" "always" "never" ]
  }

  # Copy items to another list
  export extern "flixir lists copy" [
    --all                     # Every item on the list
    --to: string@"nu-complete flixir values"              # The list that the items go to, or @watchlist or @favorites
    --type: string@"nu-complete flixir lists copy media_type" # The type of a bare number (default: movie), or what --search looks for (default: both)
    --search: string@"nu-complete flixir values"          # Search for a title instead. On a terminal you choose from the results, or search as you type. Without a terminal, exactly one title must match
    --year: string@"nu-complete flixir values"            # The year of the title that --search looks for
    --output(-o): string@"nu-complete flixir lists copy output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists copy log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists copy color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string@"nu-complete flixir values"              # The list that the items are on, or @watchlist or @favorites
    ...item: string@"nu-complete flixir values"           # movie:603, tv:1399, a number, an IMDb id, an address, or - for standard input
  ]

  def "nu-complete flixir lists move media_type" [] {
    [ "movie" "tv" ]
  }

  def "nu-complete flixir lists move output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists move log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists move color" [] {
    [ "auto" "always" "never" ]
  }

  # Move items to another list
  export extern "flixir lists move" [
    --all                     # Every item on the list
    --to: string@"nu-complete flixir values"              # The list that the items go to, or @watchlist or @favorites
    --type: string@"nu-complete flixir lists move media_type" # The type of a bare number (default: movie), or what --search looks for (default: both)
    --search: string@"nu-complete flixir values"          # Search for a title instead. On a terminal you choose from the results, or search as you type. Without a terminal, exactly one title must match
    --year: string@"nu-complete flixir values"            # The year of the title that --search looks for
    --output(-o): string@"nu-complete flixir lists move output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists move log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists move color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string@"nu-complete flixir values"              # The list that the items are on, or @watchlist or @favorites
    ...item: string@"nu-complete flixir values"           # movie:603, tv:1399, a number, an IMDb id, an address, or - for standard input
  ]

  def "nu-complete flixir lists diff output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists diff log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists diff color" [] {
    [ "auto" "always" "never" ]
  }

  # Print the items that are on one of two lists only
  export extern "flixir lists diff" [
    --check                   # Exit 8 if they differ
    --output(-o): string@"nu-complete flixir lists diff output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists diff log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists diff color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    a: string@"nu-complete flixir values"                 # A list, a list file, @watchlist, @favorites or @rated
    b: string@"nu-complete flixir values"                 # Another one
  ]

  def "nu-complete flixir lists union output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists union log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists union color" [] {
    [ "auto" "always" "never" ]
  }

  # Print the items that are on any of the lists
  export extern "flixir lists union" [
    --output(-o): string@"nu-complete flixir lists union output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists union log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists union color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...list: string@"nu-complete flixir values"           # Lists, list files, @watchlist, @favorites or @rated
  ]

  def "nu-complete flixir lists intersect output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists intersect log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists intersect color" [] {
    [ "auto" "always" "never" ]
  }

  # Print the items that are on all of the lists
  export extern "flixir lists intersect" [
    --output(-o): string@"nu-complete flixir lists intersect output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists intersect log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists intersect color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...list: string@"nu-complete flixir values"           # Lists, list files, @watchlist, @favorites or @rated
  ]

  def "nu-complete flixir lists minus output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir lists minus log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir lists minus color" [] {
    [ "auto" "always" "never" ]
  }

  # Print the items that are on the first list only
  export extern "flixir lists minus" [
    --output(-o): string@"nu-complete flixir lists minus output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists minus log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists minus color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...list: string@"nu-complete flixir values"           # Lists, list files, @watchlist, @favorites or @rated
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir lists help" [
  ]

  # List your lists
  export extern "flixir lists help ls" [
  ]

  # Show a list with its items
  export extern "flixir lists help show" [
  ]

  # Create a list
  export extern "flixir lists help create" [
  ]

  # Change a list's name, description, privacy or order, or edit it as text
  export extern "flixir lists help edit" [
  ]

  # Delete a list
  export extern "flixir lists help delete" [
  ]

  # Remove all items from a list
  export extern "flixir lists help clear" [
  ]

  # Add items to a list
  export extern "flixir lists help add" [
  ]

  # Remove items from a list
  export extern "flixir lists help remove" [
  ]

  # Check whether an item is on a list
  export extern "flixir lists help contains" [
  ]

  # Sync lists with TMDB: send your changes, fetch those made on TMDB
  export extern "flixir lists help sync" [
  ]

  # Connect a local list to one on TMDB
  export extern "flixir lists help link" [
  ]

  # Show whether lists are in sync with TMDB
  export extern "flixir lists help status" [
  ]

  # Count a list's decades, genres, ratings and running time
  export extern "flixir lists help stats" [
  ]

  # Print a list's web address, open it or copy it
  export extern "flixir lists help share" [
  ]

  # Show the snapshots of a list, which you can restore
  export extern "flixir lists help log" [
  ]

  # Restore a list from a snapshot, also a deleted one
  export extern "flixir lists help restore" [
  ]

  # Import lists, watchlists and ratings from files of other programs
  export extern "flixir lists help import" [
  ]

  # Export a list as a file for people, for git or for other programs
  export extern "flixir lists help export" [
  ]

  # Update lists to match text files
  export extern "flixir lists help apply" [
  ]

  # Copy items to another list
  export extern "flixir lists help copy" [
  ]

  # Move items to another list
  export extern "flixir lists help move" [
  ]

  # Print the items that are on one of two lists only
  export extern "flixir lists help diff" [
  ]

  # Print the items that are on any of the lists
  export extern "flixir lists help union" [
  ]

  # Print the items that are on all of the lists
  export extern "flixir lists help intersect" [
  ]

  # Print the items that are on the first list only
  export extern "flixir lists help minus" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir lists help help" [
  ]

  def "nu-complete flixir favorites output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir favorites log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir favorites color" [] {
    [ "auto" "always" "never" ]
  }

  # Show, add and remove your favorites
  export extern "flixir favorites" [
    --output(-o): string@"nu-complete flixir favorites output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir favorites log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir favorites color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir favorites ls media_type" [] {
    [ "movie" "tv" ]
  }

  def "nu-complete flixir favorites ls sort" [] {
    [ "added" "title" "year" "rating" "votes" "popularity" "runtime" "score" "random" ]
  }

  def "nu-complete flixir favorites ls order" [] {
    [ "asc" "desc" ]
  }

  def "nu-complete flixir favorites ls output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir favorites ls log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir favorites ls color" [] {
    [ "auto" "always" "never" ]
  }

  # List them, oldest first, movies before TV shows
  export extern "flixir favorites ls" [
    --type: string@"nu-complete flixir favorites ls media_type" # Only movies, or only TV shows
    --genre: string@"nu-complete flixir values"           # Only this genre, in English or in --language. Give it several times for all of them, or a|b for any of them
    --year: string@"nu-complete flixir values"            # Only titles of this year, or of these years: 1999, 1990..1999, 1990.. or ..1999
    --min-rating: string@"nu-complete flixir values"      # Only titles with at least this average rating (0 to 10)
    --min-votes: string@"nu-complete flixir values"       # Only titles with at least this many votes
    --runtime: string@"nu-complete flixir values"         # Only titles of this running time in minutes: 80..120, 80.. or ..120; of an episode for TV shows. Missing details are fetched
    --provider: string@"nu-complete flixir values"        # Only titles on this streaming service in your region. mine means those in the setting providers. Give it several times, or a|b, for any of them. Missing details are fetched
    --released                # Only titles that are out
    --unreleased              # Only titles that are not out yet
    --title: string@"nu-complete flixir values"           # Only titles with all of these words
    --not-in: string@"nu-complete flixir values"          # Only items that are not on this list: its name or id, @watchlist, @favorites, @rated, or a file
    --sort: string@"nu-complete flixir favorites ls sort" # Sort by this
    --order: string@"nu-complete flixir favorites ls order" # The sort direction (default: what suits the key)
    --limit: string@"nu-complete flixir values"           # Show at most this many items
    --page: string@"nu-complete flixir values"            # Show this page of 20 items
    --all                     # Show every item
    --web                     # Open their page on TMDB's web site instead
    --output(-o): string@"nu-complete flixir favorites ls output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir favorites ls log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir favorites ls color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir favorites add media_type" [] {
    [ "movie" "tv" ]
  }

  def "nu-complete flixir favorites add output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir favorites add log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir favorites add color" [] {
    [ "auto" "always" "never" ]
  }

  # Add titles
  export extern "flixir favorites add" [
    --type: string@"nu-complete flixir favorites add media_type" # The type of a bare number (default: movie), or what --search looks for (default: both)
    --search: string@"nu-complete flixir values"          # Search for a title instead. On a terminal you choose from the results, or search as you type. Without a terminal, exactly one title must match
    --year: string@"nu-complete flixir values"            # The year of the title that --search looks for
    --output(-o): string@"nu-complete flixir favorites add output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir favorites add log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir favorites add color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...item: string@"nu-complete flixir values"           # movie:603, tv:1399, a number, an IMDb id, an address or a .nfo file. - reads standard input
  ]

  def "nu-complete flixir favorites remove media_type" [] {
    [ "movie" "tv" ]
  }

  def "nu-complete flixir favorites remove output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir favorites remove log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir favorites remove color" [] {
    [ "auto" "always" "never" ]
  }

  # Remove titles
  export extern "flixir favorites remove" [
    --type: string@"nu-complete flixir favorites remove media_type" # The type of a bare number (default: movie), or what --search looks for (default: both)
    --search: string@"nu-complete flixir values"          # Search for a title instead. On a terminal you choose from the results, or search as you type. Without a terminal, exactly one title must match
    --year: string@"nu-complete flixir values"            # The year of the title that --search looks for
    --output(-o): string@"nu-complete flixir favorites remove output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir favorites remove log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir favorites remove color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...item: string@"nu-complete flixir values"           # movie:603, tv:1399, a number, an IMDb id, an address or a .nfo file. - reads standard input
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir favorites help" [
  ]

  # List them, oldest first, movies before TV shows
  export extern "flixir favorites help ls" [
  ]

  # Add titles
  export extern "flixir favorites help add" [
  ]

  # Remove titles
  export extern "flixir favorites help remove" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir favorites help help" [
  ]

  def "nu-complete flixir watchlist output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir watchlist log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir watchlist color" [] {
    [ "auto" "always" "never" ]
  }

  # Show, add and remove what you want to watch
  export extern "flixir watchlist" [
    --output(-o): string@"nu-complete flixir watchlist output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir watchlist log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir watchlist color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir watchlist ls media_type" [] {
    [ "movie" "tv" ]
  }

  def "nu-complete flixir watchlist ls sort" [] {
    [ "added" "title" "year" "rating" "votes" "popularity" "runtime" "score" "random" ]
  }

  def "nu-complete flixir watchlist ls order" [] {
    [ "asc" "desc" ]
  }

  def "nu-complete flixir watchlist ls output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir watchlist ls log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir watchlist ls color" [] {
    [ "auto" "always" "never" ]
  }

  # List them, oldest first, movies before TV shows
  export extern "flixir watchlist ls" [
    --type: string@"nu-complete flixir watchlist ls media_type" # Only movies, or only TV shows
    --genre: string@"nu-complete flixir values"           # Only this genre, in English or in --language. Give it several times for all of them, or a|b for any of them
    --year: string@"nu-complete flixir values"            # Only titles of this year, or of these years: 1999, 1990..1999, 1990.. or ..1999
    --min-rating: string@"nu-complete flixir values"      # Only titles with at least this average rating (0 to 10)
    --min-votes: string@"nu-complete flixir values"       # Only titles with at least this many votes
    --runtime: string@"nu-complete flixir values"         # Only titles of this running time in minutes: 80..120, 80.. or ..120; of an episode for TV shows. Missing details are fetched
    --provider: string@"nu-complete flixir values"        # Only titles on this streaming service in your region. mine means those in the setting providers. Give it several times, or a|b, for any of them. Missing details are fetched
    --released                # Only titles that are out
    --unreleased              # Only titles that are not out yet
    --title: string@"nu-complete flixir values"           # Only titles with all of these words
    --not-in: string@"nu-complete flixir values"          # Only items that are not on this list: its name or id, @watchlist, @favorites, @rated, or a file
    --sort: string@"nu-complete flixir watchlist ls sort" # Sort by this
    --order: string@"nu-complete flixir watchlist ls order" # The sort direction (default: what suits the key)
    --limit: string@"nu-complete flixir values"           # Show at most this many items
    --page: string@"nu-complete flixir values"            # Show this page of 20 items
    --all                     # Show every item
    --web                     # Open their page on TMDB's web site instead
    --output(-o): string@"nu-complete flixir watchlist ls output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir watchlist ls log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir watchlist ls color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir watchlist add media_type" [] {
    [ "movie" "tv" ]
  }

  def "nu-complete flixir watchlist add output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir watchlist add log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir watchlist add color" [] {
    [ "auto" "always" "never" ]
  }

  # Add titles
  export extern "flixir watchlist add" [
    --type: string@"nu-complete flixir watchlist add media_type" # The type of a bare number (default: movie), or what --search looks for (default: both)
    --search: string@"nu-complete flixir values"          # Search for a title instead. On a terminal you choose from the results, or search as you type. Without a terminal, exactly one title must match
    --year: string@"nu-complete flixir values"            # The year of the title that --search looks for
    --output(-o): string@"nu-complete flixir watchlist add output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir watchlist add log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir watchlist add color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...item: string@"nu-complete flixir values"           # movie:603, tv:1399, a number, an IMDb id, an address or a .nfo file. - reads standard input
  ]

  def "nu-complete flixir watchlist remove media_type" [] {
    [ "movie" "tv" ]
  }

  def "nu-complete flixir watchlist remove output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir watchlist remove log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir watchlist remove color" [] {
    [ "auto" "always" "never" ]
  }

  # Remove titles
  export extern "flixir watchlist remove" [
    --type: string@"nu-complete flixir watchlist remove media_type" # The type of a bare number (default: movie), or what --search looks for (default: both)
    --search: string@"nu-complete flixir values"          # Search for a title instead. On a terminal you choose from the results, or search as you type. Without a terminal, exactly one title must match
    --year: string@"nu-complete flixir values"            # The year of the title that --search looks for
    --output(-o): string@"nu-complete flixir watchlist remove output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir watchlist remove log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir watchlist remove color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...item: string@"nu-complete flixir values"           # movie:603, tv:1399, a number, an IMDb id, an address or a .nfo file. - reads standard input
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir watchlist help" [
  ]

  # List them, oldest first, movies before TV shows
  export extern "flixir watchlist help ls" [
  ]

  # Add titles
  export extern "flixir watchlist help add" [
  ]

  # Remove titles
  export extern "flixir watchlist help remove" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir watchlist help help" [
  ]

  def "nu-complete flixir ratings output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir ratings log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir ratings color" [] {
    [ "auto" "always" "never" ]
  }

  # Show, add and remove your ratings
  export extern "flixir ratings" [
    --output(-o): string@"nu-complete flixir ratings output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir ratings log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir ratings color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir ratings ls media_type" [] {
    [ "movie" "tv" ]
  }

  def "nu-complete flixir ratings ls sort" [] {
    [ "added" "title" "year" "rating" "votes" "popularity" "runtime" "score" "random" ]
  }

  def "nu-complete flixir ratings ls order" [] {
    [ "asc" "desc" ]
  }

  def "nu-complete flixir ratings ls output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir ratings ls log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir ratings ls color" [] {
    [ "auto" "always" "never" ]
  }

  # List your ratings, oldest first, movies before TV shows
  export extern "flixir ratings ls" [
    --type: string@"nu-complete flixir ratings ls media_type" # Only movies, or only TV shows
    --genre: string@"nu-complete flixir values"           # Only this genre, in English or in --language. Give it several times for all of them, or a|b for any of them
    --year: string@"nu-complete flixir values"            # Only titles of this year, or of these years: 1999, 1990..1999, 1990.. or ..1999
    --min-rating: string@"nu-complete flixir values"      # Only titles with at least this average rating (0 to 10)
    --min-votes: string@"nu-complete flixir values"       # Only titles with at least this many votes
    --runtime: string@"nu-complete flixir values"         # Only titles of this running time in minutes: 80..120, 80.. or ..120; of an episode for TV shows. Missing details are fetched
    --provider: string@"nu-complete flixir values"        # Only titles on this streaming service in your region. mine means those in the setting providers. Give it several times, or a|b, for any of them. Missing details are fetched
    --released                # Only titles that are out
    --unreleased              # Only titles that are not out yet
    --title: string@"nu-complete flixir values"           # Only titles with all of these words
    --not-in: string@"nu-complete flixir values"          # Only items that are not on this list: its name or id, @watchlist, @favorites, @rated, or a file
    --sort: string@"nu-complete flixir ratings ls sort" # Sort by this
    --order: string@"nu-complete flixir ratings ls order" # The sort direction (default: what suits the key)
    --limit: string@"nu-complete flixir values"           # Show at most this many items
    --page: string@"nu-complete flixir values"            # Show this page of 20 items
    --all                     # Show every item
    --web                     # Open their page on TMDB's web site instead
    --output(-o): string@"nu-complete flixir ratings ls output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir ratings ls log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir ratings ls color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir ratings add media_type" [] {
    [ "movie" "tv" ]
  }

  def "nu-complete flixir ratings add output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir ratings add log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir ratings add color" [] {
    [ "auto" "always" "never" ]
  }

  # Rate titles, or change their rating
  export extern "flixir ratings add" [
    --type: string@"nu-complete flixir ratings add media_type" # The type of a bare number (default: movie), or what --search looks for (default: both)
    --search: string@"nu-complete flixir values"          # Search for a title instead. On a terminal you choose from the results, or search as you type. Without a terminal, exactly one title must match
    --year: string@"nu-complete flixir values"            # The year of the title that --search looks for
    --output(-o): string@"nu-complete flixir ratings add output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir ratings add log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir ratings add color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    item?: string@"nu-complete flixir values"             # movie:603, tv:1399, a number, an IMDb id, an address or a .nfo file. - reads standard input
    score?: string@"nu-complete flixir values"             # The score, from 0.5 to 10 in steps of 0.5
  ]

  def "nu-complete flixir ratings remove media_type" [] {
    [ "movie" "tv" ]
  }

  def "nu-complete flixir ratings remove output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir ratings remove log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir ratings remove color" [] {
    [ "auto" "always" "never" ]
  }

  # Remove ratings
  export extern "flixir ratings remove" [
    --type: string@"nu-complete flixir ratings remove media_type" # The type of a bare number (default: movie), or what --search looks for (default: both)
    --search: string@"nu-complete flixir values"          # Search for a title instead. On a terminal you choose from the results, or search as you type. Without a terminal, exactly one title must match
    --year: string@"nu-complete flixir values"            # The year of the title that --search looks for
    --output(-o): string@"nu-complete flixir ratings remove output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir ratings remove log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir ratings remove color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...item: string@"nu-complete flixir values"           # movie:603, tv:1399, a number, an IMDb id, an address or a .nfo file. - reads standard input
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir ratings help" [
  ]

  # List your ratings, oldest first, movies before TV shows
  export extern "flixir ratings help ls" [
  ]

  # Rate titles, or change their rating
  export extern "flixir ratings help add" [
  ]

  # Remove ratings
  export extern "flixir ratings help remove" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir ratings help help" [
  ]

  def "nu-complete flixir queue output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir queue log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir queue color" [] {
    [ "auto" "always" "never" ]
  }

  # See, retry and cancel queued changes
  export extern "flixir queue" [
    --output(-o): string@"nu-complete flixir queue output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir queue log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir queue color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir queue ls status" [] {
    [ "pending" "processing" "completed" "failed" "cancelled" ]
  }

  def "nu-complete flixir queue ls output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir queue ls log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir queue ls color" [] {
    [ "auto" "always" "never" ]
  }

  # List changes that are pending or failed
  export extern "flixir queue ls" [
    --status: string@"nu-complete flixir queue ls status" # Only changes with this status. Can be given several times
    --all                     # Include completed and cancelled changes
    --list: string@"nu-complete flixir values"            # Only changes to this list, or to favorites, watchlist or ratings
    --output(-o): string@"nu-complete flixir queue ls output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir queue ls log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir queue ls color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir queue show output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir queue show log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir queue show color" [] {
    [ "auto" "always" "never" ]
  }

  # Show one change with every attempt to send it
  export extern "flixir queue show" [
    --output(-o): string@"nu-complete flixir queue show output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir queue show log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir queue show color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    id: string@"nu-complete flixir values"                # The change's number, as 'flixir queue ls' shows it, or at least the first 8 characters of its id
  ]

  def "nu-complete flixir queue retry output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir queue retry log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir queue retry color" [] {
    [ "auto" "always" "never" ]
  }

  # Send the changes that are due
  export extern "flixir queue retry" [
    --now                     # Retry now, without waiting for the scheduled time. A change that may already have reached TMDB still waits until flixir can check it
    --failed                  # Try every failed change again
    --force                   # Retry even if you have since queued a newer change to the same item
    --limit: string@"nu-complete flixir values"           # Send at most this many changes
    --max-time: string@"nu-complete flixir values"        # Stop after this many seconds. Changes that are left stay queued
    --output(-o): string@"nu-complete flixir queue retry output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir queue retry log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir queue retry color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...id: string@"nu-complete flixir values"             # Send only these changes. Failed ones are tried again
  ]

  def "nu-complete flixir queue cancel output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir queue cancel log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir queue cancel color" [] {
    [ "auto" "always" "never" ]
  }

  # Cancel queued changes that have not been sent
  export extern "flixir queue cancel" [
    --output(-o): string@"nu-complete flixir queue cancel output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir queue cancel log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir queue cancel color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...id: string@"nu-complete flixir values"             # The changes' numbers, as 'flixir queue ls' shows them, or at least the first 8 characters of their ids
  ]

  def "nu-complete flixir queue adopt output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir queue adopt log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir queue adopt color" [] {
    [ "auto" "always" "never" ]
  }

  # Send changes that were queued under an unconfirmed session with the account you are logged in to
  export extern "flixir queue adopt" [
    --output(-o): string@"nu-complete flixir queue adopt output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir queue adopt log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir queue adopt color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...id: string@"nu-complete flixir values"             # The changes' numbers or ids. All such changes if left out
  ]

  def "nu-complete flixir queue stats output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir queue stats log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir queue stats color" [] {
    [ "auto" "always" "never" ]
  }

  # Count changes by status and type
  export extern "flixir queue stats" [
    --check                   # Exit 1 if a change failed or has waited for more than an hour, for monitoring
    --prometheus: path        # Write the numbers to this file in Prometheus' text format. - is standard output
    --output(-o): string@"nu-complete flixir queue stats output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir queue stats log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir queue stats color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir queue prune output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir queue prune log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir queue prune color" [] {
    [ "auto" "always" "never" ]
  }

  # Delete the records of finished changes
  export extern "flixir queue prune" [
    --older-than: string@"nu-complete flixir values"      # Only changes that finished longer ago than this (7d, 36h, 90m)
    --failed                  # Include failed changes
    --output(-o): string@"nu-complete flixir queue prune output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir queue prune log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir queue prune color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir queue schedule kind" [] {
    [ "systemd" "cron" "launchd" ]
  }

  def "nu-complete flixir queue schedule output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir queue schedule log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir queue schedule color" [] {
    [ "auto" "always" "never" ]
  }

  # Send queued changes every five minutes: print, install or remove the schedule
  export extern "flixir queue schedule" [
    --install                 # Install the schedule for this user
    --remove                  # Remove the schedule
    --kind: string@"nu-complete flixir queue schedule kind" # The kind of schedule (default: what fits this machine)
    --output(-o): string@"nu-complete flixir queue schedule output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir queue schedule log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir queue schedule color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir queue help" [
  ]

  # List changes that are pending or failed
  export extern "flixir queue help ls" [
  ]

  # Show one change with every attempt to send it
  export extern "flixir queue help show" [
  ]

  # Send the changes that are due
  export extern "flixir queue help retry" [
  ]

  # Cancel queued changes that have not been sent
  export extern "flixir queue help cancel" [
  ]

  # Send changes that were queued under an unconfirmed session with the account you are logged in to
  export extern "flixir queue help adopt" [
  ]

  # Count changes by status and type
  export extern "flixir queue help stats" [
  ]

  # Delete the records of finished changes
  export extern "flixir queue help prune" [
  ]

  # Send queued changes every five minutes: print, install or remove the schedule
  export extern "flixir queue help schedule" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir queue help help" [
  ]

  def "nu-complete flixir sandbox output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir sandbox log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir sandbox color" [] {
    [ "auto" "always" "never" ]
  }

  # Run a local server that behaves like TMDB, for trying things out
  export extern "flixir sandbox" [
    --output(-o): string@"nu-complete flixir sandbox output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir sandbox log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir sandbox color" # Choose when to use colors
    --port: string@"nu-complete flixir values"            # The port on 127.0.0.1. 0 uses a free one
    --latency: string@"nu-complete flixir values"         # Wait this long before each answer
    --titles: string@"nu-complete flixir values"          # Add this many invented titles: movie:5000001 and up, every fifth a TV show (tv:5000005). Each needs about 1 KB of memory
    --rate-limit: string@"nu-complete flixir values"      # Answer this many requests per second, as TMDB does, and reject more with 429. "off" answers all
    --fault: string@"nu-complete flixir values"           # Add a fault, such as "POST /3/list/*: 503 x3". Can be given several times
    --account: string@"nu-complete flixir values"         # Add an account with this name. Can be given several times. The first one approves logins
    --any-credential          # Accept any API key and token
    --spam-filter             # Reject lists that look like spam, as TMDB does
    --approve                 # Approve a login as soon as its page is opened
    --logged-in               # Log the first account in, and print its session
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir demo output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir demo log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir demo color" [] {
    [ "auto" "always" "never" ]
  }

  # See how flixir works. Needs no account, key or network
  export extern "flixir demo" [
    --output(-o): string@"nu-complete flixir demo output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir demo log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir demo color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir search output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir search log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir search color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete flixir search kind" [] {
    [ "all" "movie" "tv" "person" ]
  }

  def "nu-complete flixir search sort" [] {
    [ "relevance" "popularity" "date" "title" "rating" ]
  }

  def "nu-complete flixir search order" [] {
    [ "asc" "desc" ]
  }

  # Search movies, TV shows and people
  export extern "flixir search" [
    --output(-o): string@"nu-complete flixir search output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir search log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir search color" # Choose when to use colors
    --type: string@"nu-complete flixir search kind" # Search only movies, TV shows or people
    --year: string@"nu-complete flixir values"            # Only titles first released or broadcast in this year
    --adult                   # Include adult titles
    --genre: string@"nu-complete flixir values"           # Only titles of this genre. Give it several times for titles that have all of them
    --min-votes: string@"nu-complete flixir values"       # Only titles with at least this many votes
    --page: string@"nu-complete flixir values"            # The first page to show, of 20 rows each
    --pages: string@"nu-complete flixir values"           # The number of pages to show
    --all                     # Show every page (TMDB has 500 at most)
    --limit: string@"nu-complete flixir values"           # Show at most this many rows
    --sort: string@"nu-complete flixir search sort" # Sort the rows of the pages that are shown. TMDB's own order stays without it
    --order: string@"nu-complete flixir search order" # The sort direction (default: what suits the key)
    --web                     # Open this search on TMDB's web site
    --help(-h)                # Print help (see more with '--help')
    ...query: string@"nu-complete flixir values"          # Words of a title or name. Without them, on a terminal, results show while you type
  ]

  def "nu-complete flixir discover output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir discover log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir discover color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete flixir discover kind" [] {
    [ "movie" "tv" ]
  }

  def "nu-complete flixir discover offers" [] {
    [ "stream" "free" "ads" "rent" "buy" ]
  }

  def "nu-complete flixir discover sort" [] {
    [ "popularity" "rating" "votes" "date" "title" "revenue" ]
  }

  def "nu-complete flixir discover order" [] {
    [ "asc" "desc" ]
  }

  # Find movies or TV shows by genre, year, service and more
  export extern "flixir discover" [
    --output(-o): string@"nu-complete flixir discover output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir discover log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir discover color" # Choose when to use colors
    --genre: string@"nu-complete flixir values"           # Titles of this genre, in English or in --language. Give it several times for all of them, or a|b for any of them
    --year: string@"nu-complete flixir values"            # Titles of this year
    --from: string@"nu-complete flixir values"            # Titles released or first broadcast on this day (YYYY-MM-DD) or later
    --to: string@"nu-complete flixir values"              # Titles released or first broadcast on this day (YYYY-MM-DD) or earlier
    --min-votes: string@"nu-complete flixir values"       # Titles with at least this many votes
    --min-rating: string@"nu-complete flixir values"      # Titles with at least this average rating (0 to 10)
    --runtime: string@"nu-complete flixir values"         # Running time in minutes, such as 80..120, 80.. or ..120; of an episode for TV shows
    --certification: string@"nu-complete flixir values"   # Movies with this age rating in your region. Give it several times, or a|b, for any of them
    --provider: string@"nu-complete flixir values"        # Titles on this streaming service in your region. mine means those in the setting providers. Give it several times, or a|b, for any of them
    --offer: string@"nu-complete flixir discover offers" # Titles that can be watched this way in your region. Give it several times for any of them
    --person: string@"nu-complete flixir values"          # Movies with this person, by name or id. Give it several times for all of them, or a|b for any of them
    --keyword: string@"nu-complete flixir values"         # Titles with this keyword, by name or id. Give it several times for all of them, or a|b for any of them
    --company: string@"nu-complete flixir values"         # Titles by this company, by name or id. Give it several times for all of them, or a|b for any of them
    --original-language: string@"nu-complete flixir values" # Titles whose original language is this one, by its two letters (ISO 639-1)
    --sort: string@"nu-complete flixir discover sort" # Sort by this
    --order: string@"nu-complete flixir discover order" # The sort direction (default: title ascending, everything else descending)
    --page: string@"nu-complete flixir values"            # The first page to show, of 20 rows each
    --pages: string@"nu-complete flixir values"           # The number of pages to show
    --all                     # Show every page (TMDB has 500 at most)
    --limit: string@"nu-complete flixir values"           # Show at most this many rows
    --help(-h)                # Print help (see more with '--help')
    kind: string@"nu-complete flixir discover kind" # Movies or TV shows
  ]

  def "nu-complete flixir movies output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir movies log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir movies color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete flixir movies kind" [] {
    [ "popular" "top-rated" "upcoming" "now-playing" "trending" ]
  }

  def "nu-complete flixir movies window" [] {
    [ "day" "week" ]
  }

  def "nu-complete flixir movies sort" [] {
    [ "relevance" "popularity" "date" "title" "rating" ]
  }

  def "nu-complete flixir movies order" [] {
    [ "asc" "desc" ]
  }

  # List popular, top-rated, upcoming or trending movies
  export extern "flixir movies" [
    --output(-o): string@"nu-complete flixir movies output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir movies log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir movies color" # Choose when to use colors
    --window: string@"nu-complete flixir movies window" # The time that trending covers (default: day)
    --genre: string@"nu-complete flixir values"           # Only titles of this genre. Give it several times for titles that have all of them
    --year: string@"nu-complete flixir values"            # Only titles of this year
    --min-votes: string@"nu-complete flixir values"       # Only titles with at least this many votes
    --page: string@"nu-complete flixir values"            # The first page to show, of 20 rows each
    --pages: string@"nu-complete flixir values"           # The number of pages to show
    --all                     # Show every page (TMDB has 500 at most)
    --limit: string@"nu-complete flixir values"           # Show at most this many rows
    --sort: string@"nu-complete flixir movies sort" # Sort the rows of the pages that are shown. TMDB's own order stays without it
    --order: string@"nu-complete flixir movies order" # The sort direction (default: what suits the key)
    --help(-h)                # Print help (see more with '--help')
    kind: string@"nu-complete flixir movies kind" # Which titles to list
  ]

  def "nu-complete flixir tv output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir tv log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir tv color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete flixir tv kind" [] {
    [ "popular" "top-rated" "on-the-air" "airing-today" "trending" ]
  }

  def "nu-complete flixir tv window" [] {
    [ "day" "week" ]
  }

  def "nu-complete flixir tv sort" [] {
    [ "relevance" "popularity" "date" "title" "rating" ]
  }

  def "nu-complete flixir tv order" [] {
    [ "asc" "desc" ]
  }

  # List popular, top-rated, current or trending TV shows
  export extern "flixir tv" [
    --output(-o): string@"nu-complete flixir tv output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir tv log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir tv color" # Choose when to use colors
    --window: string@"nu-complete flixir tv window" # The time that trending covers (default: day)
    --genre: string@"nu-complete flixir values"           # Only titles of this genre. Give it several times for titles that have all of them
    --year: string@"nu-complete flixir values"            # Only titles of this year
    --min-votes: string@"nu-complete flixir values"       # Only titles with at least this many votes
    --page: string@"nu-complete flixir values"            # The first page to show, of 20 rows each
    --pages: string@"nu-complete flixir values"           # The number of pages to show
    --all                     # Show every page (TMDB has 500 at most)
    --limit: string@"nu-complete flixir values"           # Show at most this many rows
    --sort: string@"nu-complete flixir tv sort" # Sort the rows of the pages that are shown. TMDB's own order stays without it
    --order: string@"nu-complete flixir tv order" # The sort direction (default: what suits the key)
    --help(-h)                # Print help (see more with '--help')
    kind: string@"nu-complete flixir tv kind" # Which titles to list
  ]

  def "nu-complete flixir info output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir info log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir info color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete flixir info kind" [] {
    [ "movie" "tv" "person" ]
  }

  # Show details of movies, TV shows and people
  export extern "flixir info" [
    --output(-o): string@"nu-complete flixir info output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir info log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir info color" # Choose when to use colors
    --type: string@"nu-complete flixir info kind" # The type of a bare number (default: movie), or what --search looks for (default: all)
    --search: string@"nu-complete flixir values"          # Search for a title instead. On a terminal you choose from the results, or search as you type. Without a terminal, exactly one title must match
    --year: string@"nu-complete flixir values"            # The year of the title that --search looks for
    --web                     # Open their pages on TMDB's web site instead
    --help(-h)                # Print help (see more with '--help')
    ...items: string@"nu-complete flixir values"          # What to show: movie:603, tv:1399, person:6384, tt0133093 or an address. - reads standard input
  ]

  def "nu-complete flixir reviews output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir reviews log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir reviews color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete flixir reviews kind" [] {
    [ "movie" "tv" ]
  }

  # Show the reviews of a movie or TV show
  export extern "flixir reviews" [
    --output(-o): string@"nu-complete flixir reviews output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir reviews log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir reviews color" # Choose when to use colors
    --type: string@"nu-complete flixir reviews kind" # The type of a bare number (default: movie), or what --search looks for (default: both)
    --search: string@"nu-complete flixir values"          # Search for a title instead. On a terminal you choose from the results, or search as you type. Without a terminal, exactly one title must match
    --year: string@"nu-complete flixir values"            # The year of the title that --search looks for
    --page: string@"nu-complete flixir values"            # The first page to show, of 20 rows each
    --pages: string@"nu-complete flixir values"           # The number of pages to show
    --all                     # Show every page (TMDB has 500 at most)
    --limit: string@"nu-complete flixir values"           # Show at most this many rows
    --help(-h)                # Print help (see more with '--help')
    item?: string@"nu-complete flixir values"             # The movie or TV show: movie:603, tv:1399, an IMDb id, an address, …
  ]

  def "nu-complete flixir similar output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir similar log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir similar color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete flixir similar kind" [] {
    [ "movie" "tv" ]
  }

  # Show titles that are like a movie or TV show
  export extern "flixir similar" [
    --output(-o): string@"nu-complete flixir similar output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir similar log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir similar color" # Choose when to use colors
    --type: string@"nu-complete flixir similar kind" # The type of a bare number (default: movie), or what --search looks for (default: both)
    --search: string@"nu-complete flixir values"          # Search for a title instead. On a terminal you choose from the results, or search as you type. Without a terminal, exactly one title must match
    --year: string@"nu-complete flixir values"            # The year of the title that --search looks for
    --page: string@"nu-complete flixir values"            # The first page to show, of 20 rows each
    --pages: string@"nu-complete flixir values"           # The number of pages to show
    --all                     # Show every page (TMDB has 500 at most)
    --limit: string@"nu-complete flixir values"           # Show at most this many rows
    --help(-h)                # Print help (see more with '--help')
    item?: string@"nu-complete flixir values"             # The movie or TV show: movie:603, tv:1399, an IMDb id, an address, …
  ]

  def "nu-complete flixir recommended output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir recommended log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir recommended color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete flixir recommended kind" [] {
    [ "movie" "tv" ]
  }

  # Show what people who liked a movie or TV show also liked
  export extern "flixir recommended" [
    --output(-o): string@"nu-complete flixir recommended output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir recommended log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir recommended color" # Choose when to use colors
    --type: string@"nu-complete flixir recommended kind" # The type of a bare number (default: movie), or what --search looks for (default: both)
    --search: string@"nu-complete flixir values"          # Search for a title instead. On a terminal you choose from the results, or search as you type. Without a terminal, exactly one title must match
    --year: string@"nu-complete flixir values"            # The year of the title that --search looks for
    --page: string@"nu-complete flixir values"            # The first page to show, of 20 rows each
    --pages: string@"nu-complete flixir values"           # The number of pages to show
    --all                     # Show every page (TMDB has 500 at most)
    --limit: string@"nu-complete flixir values"           # Show at most this many rows
    --help(-h)                # Print help (see more with '--help')
    item?: string@"nu-complete flixir values"             # The movie or TV show: movie:603, tv:1399, an IMDb id, an address, …
  ]

  def "nu-complete flixir series output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir series log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir series color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete flixir series kind" [] {
    [ "movie" "tv" ]
  }

  # Show the movies of a movie's collection, oldest first
  export extern "flixir series" [
    --output(-o): string@"nu-complete flixir series output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir series log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir series color" # Choose when to use colors
    --type: string@"nu-complete flixir series kind" # The type of a bare number (default: movie), or what --search looks for (default: both)
    --search: string@"nu-complete flixir values"          # Search for a title instead. On a terminal you choose from the results, or search as you type. Without a terminal, exactly one title must match
    --year: string@"nu-complete flixir values"            # The year of the title that --search looks for
    --limit: string@"nu-complete flixir values"           # Show at most this many rows
    --help(-h)                # Print help (see more with '--help')
    item?: string@"nu-complete flixir values"             # The movie or TV show: movie:603, tv:1399, an IMDb id, an address, …
  ]

  def "nu-complete flixir credits output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir credits log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir credits color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete flixir credits kind" [] {
    [ "movie" "tv" "person" ]
  }

  def "nu-complete flixir credits sort" [] {
    [ "billing" "date" "title" "popularity" ]
  }

  # Show the cast and crew of a title, or what a person was in
  export extern "flixir credits" [
    --output(-o): string@"nu-complete flixir credits output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir credits log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir credits color" # Choose when to use colors
    --type: string@"nu-complete flixir credits kind" # The type of a bare number (default: movie), or what --search looks for (default: all)
    --search: string@"nu-complete flixir values"          # Search for a title instead. On a terminal you choose from the results, or search as you type. Without a terminal, exactly one title must match
    --year: string@"nu-complete flixir values"            # The year of the title that --search looks for
    --department: string@"nu-complete flixir values"      # Only credits of this department, such as Acting, Directing or Writing
    --sort: string@"nu-complete flixir credits sort" # Sort by this
    --help(-h)                # Print help (see more with '--help')
    item?: string@"nu-complete flixir values"             # The movie, TV show or person: movie:603, tv:1399, person:6384, an IMDb id, an address, …
  ]

  def "nu-complete flixir episodes output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir episodes log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir episodes color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete flixir episodes kind" [] {
    [ "movie" "tv" ]
  }

  # Show the episodes of a TV show with their air dates
  export extern "flixir episodes" [
    --output(-o): string@"nu-complete flixir episodes output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir episodes log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir episodes color" # Choose when to use colors
    --type: string@"nu-complete flixir episodes kind" # The type of a bare number (default: movie), or what --search looks for (default: both)
    --search: string@"nu-complete flixir values"          # Search for a title instead. On a terminal you choose from the results, or search as you type. Without a terminal, exactly one title must match
    --year: string@"nu-complete flixir values"            # The year of the title that --search looks for
    --season: string@"nu-complete flixir values"          # Only this season; 0 has the specials
    --help(-h)                # Print help (see more with '--help')
    item?: string@"nu-complete flixir values"             # The movie or TV show: movie:603, tv:1399, an IMDb id, an address, …
  ]

  def "nu-complete flixir providers output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir providers log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir providers color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete flixir providers kind" [] {
    [ "movie" "tv" ]
  }

  # List the streaming services of your region
  export extern "flixir providers" [
    --output(-o): string@"nu-complete flixir providers output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir providers log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir providers color" # Choose when to use colors
    --type: string@"nu-complete flixir providers kind" # Only services with movies, or with TV shows
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir cache output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir cache log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir cache color" [] {
    [ "auto" "always" "never" ]
  }

  # Show, clear or fill the cache
  export extern "flixir cache" [
    --output(-o): string@"nu-complete flixir cache output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir cache log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir cache color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir cache stats output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir cache stats log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir cache stats color" [] {
    [ "auto" "always" "never" ]
  }

  # Show what is in the cache and how often it was used
  export extern "flixir cache stats" [
    --output(-o): string@"nu-complete flixir cache stats output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir cache stats log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir cache stats color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir cache clear output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir cache clear log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir cache clear color" [] {
    [ "auto" "always" "never" ]
  }

  # Delete cached answers. The offline catalog stays
  export extern "flixir cache clear" [
    --kind: string@"nu-complete flixir values"            # Only this kind of answer, as 'flixir cache stats' names it
    --expired                 # Only answers that are out of date
    --list: string@"nu-complete flixir values"            # Only answers about this list and its titles
    --output(-o): string@"nu-complete flixir cache clear output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir cache clear log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir cache clear color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir cache warm kind" [] {
    [ "movie" "tv" "person" ]
  }

  def "nu-complete flixir cache warm output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir cache warm log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir cache warm color" [] {
    [ "auto" "always" "never" ]
  }

  # Fetch details now, to have them offline later
  export extern "flixir cache warm" [
    --list: string@"nu-complete flixir values"            # Fetch this list with all its titles. Can be given several times
    --all                     # Fetch every list with all its titles (the default)
    --type: string@"nu-complete flixir cache warm kind" # The type of a bare number (default: movie)
    --output(-o): string@"nu-complete flixir cache warm output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir cache warm log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir cache warm color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...items: string@"nu-complete flixir values"          # Titles to fetch. - reads standard input
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir cache help" [
  ]

  # Show what is in the cache and how often it was used
  export extern "flixir cache help stats" [
  ]

  # Delete cached answers. The offline catalog stays
  export extern "flixir cache help clear" [
  ]

  # Fetch details now, to have them offline later
  export extern "flixir cache help warm" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir cache help help" [
  ]

  def "nu-complete flixir catalog output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir catalog log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir catalog color" [] {
    [ "auto" "always" "never" ]
  }

  # Download the list of all titles, to search it offline
  export extern "flixir catalog" [
    --output(-o): string@"nu-complete flixir catalog output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir catalog log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir catalog color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir catalog update output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir catalog update log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir catalog update color" [] {
    [ "auto" "always" "never" ]
  }

  # Download today's titles from TMDB's public exports. Needs no key
  export extern "flixir catalog update" [
    --people                  # Also download people (several million), in later updates as well
    --output(-o): string@"nu-complete flixir catalog update output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir catalog update log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir catalog update color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir catalog status output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir catalog status log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir catalog status color" [] {
    [ "auto" "always" "never" ]
  }

  # Show what is in the catalog
  export extern "flixir catalog status" [
    --output(-o): string@"nu-complete flixir catalog status output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir catalog status log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir catalog status color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir catalog clear output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir catalog clear log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir catalog clear color" [] {
    [ "auto" "always" "never" ]
  }

  # Delete the catalog
  export extern "flixir catalog clear" [
    --output(-o): string@"nu-complete flixir catalog clear output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir catalog clear log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir catalog clear color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir catalog help" [
  ]

  # Download today's titles from TMDB's public exports. Needs no key
  export extern "flixir catalog help update" [
  ]

  # Show what is in the catalog
  export extern "flixir catalog help status" [
  ]

  # Delete the catalog
  export extern "flixir catalog help clear" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir catalog help help" [
  ]

  def "nu-complete flixir api output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir api log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir api color" [] {
    [ "auto" "always" "never" ]
  }

  # Send any request to TMDB's API and print the answer
  export extern "flixir api" [
    --output(-o): string@"nu-complete flixir api output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir api log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir api color" # Choose when to use colors
    --field(-f): string@"nu-complete flixir values"       # A field of the query (GET), or of the JSON body (other methods). Numbers, true, false and JSON arrays keep their type
    --paginate                # Fetch every page and print one answer per line
    --help(-h)                # Print help (see more with '--help')
    method: string@"nu-complete flixir values"            # GET, POST, PUT or DELETE
    path: string@"nu-complete flixir values"              # The path, such as /movie/603. Paths without a version belong to v3; /4/list/1 is v4
  ]

  def "nu-complete flixir auth output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir auth log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir auth color" [] {
    [ "auto" "always" "never" ]
  }

  # Log in to TMDB, log out, show who is logged in
  export extern "flixir auth" [
    --output(-o): string@"nu-complete flixir auth output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir auth log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir auth color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir auth login output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir auth login log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir auth login color" [] {
    [ "auto" "always" "never" ]
  }

  # Log in: you approve flixir on TMDB's web site
  export extern "flixir auth login" [
    --no-browser              # Print the address instead of opening a browser
    --wait: string@"nu-complete flixir values"            # Seconds to wait for the approval
    --insecure-storage        # Store the login in a file that only you can read, instead of the keyring
    --with-session            # Read an existing session from standard input, as 'flixir auth token' prints it
    --output(-o): string@"nu-complete flixir auth login output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir auth login log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir auth login color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir auth logout output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir auth logout log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir auth logout color" [] {
    [ "auto" "always" "never" ]
  }

  # Log out: end the session at TMDB and delete it here
  export extern "flixir auth logout" [
    --purge                   # Also delete everything flixir stored about the account on this machine
    --output(-o): string@"nu-complete flixir auth logout output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir auth logout log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir auth logout color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir auth status output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir auth status log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir auth status color" [] {
    [ "auto" "always" "never" ]
  }

  # Show who is logged in, and where the login is stored
  export extern "flixir auth status" [
    --check                   # Ask TMDB whether the session is still valid. A session that has ended is deleted here
    --all                     # Show every profile on this machine
    --output(-o): string@"nu-complete flixir auth status output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir auth status log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir auth status color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir auth token output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir auth token log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir auth token color" [] {
    [ "auto" "always" "never" ]
  }

  # Print the session, to log in on another machine with it
  export extern "flixir auth token" [
    --output(-o): string@"nu-complete flixir auth token output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir auth token log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir auth token color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir auth help" [
  ]

  # Log in: you approve flixir on TMDB's web site
  export extern "flixir auth help login" [
  ]

  # Log out: end the session at TMDB and delete it here
  export extern "flixir auth help logout" [
  ]

  # Show who is logged in, and where the login is stored
  export extern "flixir auth help status" [
  ]

  # Print the session, to log in on another machine with it
  export extern "flixir auth help token" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir auth help help" [
  ]

  def "nu-complete flixir config output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir config log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir config color" [] {
    [ "auto" "always" "never" ]
  }

  # Show and change settings
  export extern "flixir config" [
    --output(-o): string@"nu-complete flixir config output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir config log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir config color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir config path output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir config path log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir config path color" [] {
    [ "auto" "always" "never" ]
  }

  # Print where config.toml is
  export extern "flixir config path" [
    --output(-o): string@"nu-complete flixir config path output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir config path log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir config path color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir config get output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir config get log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir config get color" [] {
    [ "auto" "always" "never" ]
  }

  # Print the value of one setting
  export extern "flixir config get" [
    --output(-o): string@"nu-complete flixir config get output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir config get log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir config get color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    key: string@"nu-complete flixir values"               # The setting's name, as 'flixir config ls' shows it
  ]

  def "nu-complete flixir config set output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir config set log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir config set color" [] {
    [ "auto" "always" "never" ]
  }

  # Change a setting in config.toml
  export extern "flixir config set" [
    --output(-o): string@"nu-complete flixir config set output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir config set log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir config set color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    key: string@"nu-complete flixir values"               # The setting's name, as 'flixir config ls' shows it
    value: string@"nu-complete flixir values"             # The new value
  ]

  def "nu-complete flixir config unset output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir config unset log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir config unset color" [] {
    [ "auto" "always" "never" ]
  }

  # Remove a setting from config.toml
  export extern "flixir config unset" [
    --output(-o): string@"nu-complete flixir config unset output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir config unset log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir config unset color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    key: string@"nu-complete flixir values"               # The setting's name, as 'flixir config ls' shows it
  ]

  def "nu-complete flixir config ls output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir config ls log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir config ls color" [] {
    [ "auto" "always" "never" ]
  }

  # List every setting with its value and where it comes from
  export extern "flixir config ls" [
    --output(-o): string@"nu-complete flixir config ls output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir config ls log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir config ls color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir config help" [
  ]

  # Print where config.toml is
  export extern "flixir config help path" [
  ]

  # Print the value of one setting
  export extern "flixir config help get" [
  ]

  # Change a setting in config.toml
  export extern "flixir config help set" [
  ]

  # Remove a setting from config.toml
  export extern "flixir config help unset" [
  ]

  # List every setting with its value and where it comes from
  export extern "flixir config help ls" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir config help help" [
  ]

  def "nu-complete flixir completions output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir completions log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir completions color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete flixir completions shell" [] {
    [ "bash" "zsh" "fish" "powershell" "elvish" "nushell" ]
  }

  # Print a shell's completion script
  export extern "flixir completions" [
    --output(-o): string@"nu-complete flixir completions output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir completions log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir completions color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    shell: string@"nu-complete flixir completions shell" # The shell
  ]

  def "nu-complete flixir status output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir status log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir status color" [] {
    [ "auto" "always" "never" ]
  }

  # Show your account, lists and queued changes at a glance
  export extern "flixir status" [
    --output(-o): string@"nu-complete flixir status output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir status log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir status color" # Choose when to use colors
    --short                   # Print one line, for a prompt or a status bar. Prints nothing if there is no data yet
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir doctor output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir doctor log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir doctor color" [] {
    [ "auto" "always" "never" ]
  }

  # Find problems with flixir's setup and show how to fix them
  export extern "flixir doctor" [
    --output(-o): string@"nu-complete flixir doctor output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir doctor log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir doctor color" # Choose when to use colors
    --recover                 # Rebuild a damaged database from what can be read. The damaged file is kept
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete flixir schema output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir schema log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir schema color" [] {
    [ "auto" "always" "never" ]
  }

  # Print the JSON Schema of each command's output
  export extern "flixir schema" [
    --output(-o): string@"nu-complete flixir schema output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string@"nu-complete flixir values"          # Print only these columns or keys, in this order
    --jq: string@"nu-complete flixir values"              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string@"nu-complete flixir values"         # Use a separate account, with its own login, lists and queue
    --language: string@"nu-complete flixir values"        # Language of titles and texts, such as en-US
    --region: string@"nu-complete flixir values"          # Region of dates and providers, such as US
    --timeout: string@"nu-complete flixir values"         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir schema log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir schema color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...command: string@"nu-complete flixir values"        # The command as typed after flixir, such as lists show; or error, for the line on standard error
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir help" [
  ]

  # Create, fill, sync, import and export your lists
  export extern "flixir help lists" [
  ]

  # Show, add and remove your favorites
  export extern "flixir help favorites" [
  ]

  # Show, add and remove what you want to watch
  export extern "flixir help watchlist" [
  ]

  # Show, add and remove your ratings
  export extern "flixir help ratings" [
  ]

  # See, retry and cancel queued changes
  export extern "flixir help queue" [
  ]

  # Run a local server that behaves like TMDB, for trying things out
  export extern "flixir help sandbox" [
  ]

  # See how flixir works. Needs no account, key or network
  export extern "flixir help demo" [
  ]

  # Search movies, TV shows and people
  export extern "flixir help search" [
  ]

  # Find movies or TV shows by genre, year, service and more
  export extern "flixir help discover" [
  ]

  # List popular, top-rated, upcoming or trending movies
  export extern "flixir help movies" [
  ]

  # List popular, top-rated, current or trending TV shows
  export extern "flixir help tv" [
  ]

  # Show details of movies, TV shows and people
  export extern "flixir help info" [
  ]

  # Show the reviews of a movie or TV show
  export extern "flixir help reviews" [
  ]

  # Show titles that are like a movie or TV show
  export extern "flixir help similar" [
  ]

  # Show what people who liked a movie or TV show also liked
  export extern "flixir help recommended" [
  ]

  # Show the movies of a movie's collection, oldest first
  export extern "flixir help series" [
  ]

  # Show the cast and crew of a title, or what a person was in
  export extern "flixir help credits" [
  ]

  # Show the episodes of a TV show with their air dates
  export extern "flixir help episodes" [
  ]

  # List the streaming services of your region
  export extern "flixir help providers" [
  ]

  # Show, clear or fill the cache
  export extern "flixir help cache" [
  ]

  # Download the list of all titles, to search it offline
  export extern "flixir help catalog" [
  ]

  # Send any request to TMDB's API and print the answer
  export extern "flixir help api" [
  ]

  # Log in to TMDB, log out, show who is logged in
  export extern "flixir help auth" [
  ]

  # Show and change settings
  export extern "flixir help config" [
  ]

  # Print a shell's completion script
  export extern "flixir help completions" [
  ]

  # Show your account, lists and queued changes at a glance
  export extern "flixir help status" [
  ]

  # Find problems with flixir's setup and show how to fix them
  export extern "flixir help doctor" [
  ]

  # Print the JSON Schema of each command's output
  export extern "flixir help schema" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir help help" [
  ]

}

export use completions *

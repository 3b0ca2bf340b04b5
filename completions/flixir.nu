module completions {

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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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
    --genre: string           # Only this genre, in English or in --language. Several times: all of them; a|b: any of them
    --year: string            # Only titles of this year, or of these years: 1999, 1990..1999, 1990.. or ..1999
    --min-rating: string      # Only titles with at least this average rating (0 to 10)
    --min-votes: string       # Only titles with at least this many votes
    --runtime: string         # Only titles of this running time in minutes: 80..120, 80.. or ..120; of an episode for TV shows. Details that are missing are fetched
    --provider: string        # Only titles on this streaming service in your region; mine stands for those of the setting providers. Several times, or a|b: any of them. Details that are missing are fetched
    --released                # Only titles that are out
    --unreleased              # Only titles that are not out yet
    --title: string           # Only titles with all of these words
    --not-in: string          # Only items that are not on this list: its name or id, @watchlist, @favorites, @rated, or a file
    --sort: string@"nu-complete flixir lists show sort" # What to sort by
    --order: string@"nu-complete flixir lists show order" # Which way to sort (default: what suits the key)
    --limit: string           # Print at most so many items
    --page: string            # One page of 20 items
    --all                     # Every item, also on a terminal
    --output(-o): string@"nu-complete flixir lists show output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists show log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists show color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string              # The list: its id, its name or its local id
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

  # Make a list
  export extern "flixir lists create" [
    --description: string     # The description
    --public                  # Everyone may read it (TMDB's default)
    --private                 # Only you may read it (needs a v4 login)
    --output(-o): string@"nu-complete flixir lists create output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists create log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists create color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    name: string              # The name
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

  # Change a list's name, description, privacy or order; without options, its text in your editor
  export extern "flixir lists edit" [
    --name: string            # A new name
    --description: string     # A new description
    --public                  # Everyone may read it
    --private                 # Only you may read it
    --sort-by: string@"nu-complete flixir lists edit sort_by" # The order in which TMDB shows it
    --output(-o): string@"nu-complete flixir lists edit output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists edit log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists edit color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string              # The list: its id, its name or its local id
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists delete log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists delete color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string              # The list: its id, its name or its local id
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

  # Take every item off a list
  export extern "flixir lists clear" [
    --output(-o): string@"nu-complete flixir lists clear output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists clear log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists clear color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string              # The list: its id, its name or its local id
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

  # Put items on a list
  export extern "flixir lists add" [
    --type: string@"nu-complete flixir lists add media_type" # What a bare number is (default: movie), or which kind of title to search for (default: both)
    --search: string          # Take a title in words instead: choose it on a terminal, where it may be left out; elsewhere exactly one must bear it
    --year: string            # With --search: the year
    --comment: string         # What the list says of these titles (needs a v4 login; TMDB changes none that is there)
    --output(-o): string@"nu-complete flixir lists add output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists add log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists add color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string              # The list: its id, its name or its local id
    ...item: string           # movie:603, tv:1399, a number, an IMDb id, an address, a .nfo file, or - for standard input
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

  # Take items off a list
  export extern "flixir lists remove" [
    --type: string@"nu-complete flixir lists remove media_type" # What a bare number is (default: movie), or which kind of title to search for (default: both)
    --search: string          # Take a title in words instead: choose it on a terminal, where it may be left out; elsewhere exactly one must bear it
    --year: string            # With --search: the year
    --output(-o): string@"nu-complete flixir lists remove output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists remove log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists remove color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string              # The list: its id, its name or its local id
    ...item: string           # movie:603, tv:1399, a number, an IMDb id, an address, a .nfo file, or - for standard input
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

  # Say whether an item is on a list
  export extern "flixir lists contains" [
    --type: string@"nu-complete flixir lists contains media_type" # What a bare number is (default: movie), or which kind of title to search for (default: both)
    --search: string          # Take a title in words instead: choose it on a terminal, where it may be left out; elsewhere exactly one must bear it
    --year: string            # With --search: the year
    --output(-o): string@"nu-complete flixir lists contains output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists contains log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists contains color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string              # The list: its id, its name or its local id
    item?: string             # movie:603, tv:1399, a number, an IMDb id or an address
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

  # Bring lists here and on TMDB together
  export extern "flixir lists sync" [
    --check                   # Only tell by exit code (8) whether there are differences
    --force                   # Take over any number of removals
    --recreate                # Make lists anew that are gone on TMDB
    --drop                    # Give up what waits for lists that are gone on TMDB
    --prefer: string@"nu-complete flixir lists sync prefer" # Which side wins where name or description changed on both
    --plan: string            # Carry out only the plan with this hash
    --max-delete: string      # Most items that may be taken off a list's copy
    --output(-o): string@"nu-complete flixir lists sync output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists sync log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists sync color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...list: string           # The lists; all where none is named
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

  # Bind a list here to one on TMDB
  export extern "flixir lists link" [
    --output(-o): string@"nu-complete flixir lists link output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists link log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists link color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string              # The list here: its name or its local id
    id: string                # The id of the list on TMDB
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

  # Say how lists stand between here and TMDB
  export extern "flixir lists status" [
    --dead                    # Print the items that TMDB no longer knows, by the offline catalogue (see: flixir catalog)
    --output(-o): string@"nu-complete flixir lists status output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists status log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists status color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...list: string           # The lists; all where none is named
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

  # Count what lists consist of (running times that aren't known yet are looked up, 200 at a time)
  export extern "flixir lists stats" [
    --output(-o): string@"nu-complete flixir lists stats output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists stats log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists stats color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...list: string           # The lists; all where none is named
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

  # Print a list's address, open it, or copy it
  export extern "flixir lists share" [
    --open                    # Open it in the browser
    --copy                    # Put the address on the clipboard
    --output(-o): string@"nu-complete flixir lists share output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists share log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists share color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string              # The list: its id, its name or its local id
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

  # Show the snapshots that were kept before deletions
  export extern "flixir lists log" [
    --output(-o): string@"nu-complete flixir lists log output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists log log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists log color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list?: string             # The list: its id, its name or its local id, also of one that is gone; all where none is named
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

  # Bring back the items that a list held; make a list anew that is gone
  export extern "flixir lists restore" [
    --at: string              # Take the newest snapshot of that moment or before it (default: the newest)
    --force                   # Take off any number of items
    --max-delete: string      # Most items that may be taken off
    --output(-o): string@"nu-complete flixir lists restore output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists restore log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists restore color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string              # The list: its id, its name or its local id, also of one that is gone
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

  # Bring lists, watchlists and ratings from other programs
  export extern "flixir lists import" [
    --to: string              # Put everything on this list, or on @watchlist, @favorites or @rated
    --create                  # Make lists that don't exist
    --from: string@"nu-complete flixir lists import from" # What the file is (guessed where left out)
    --unmatched: path         # Write the rows that need a person here, to be filled in and imported again
    --review                  # Also write to that file what was matched by anything weaker than an id
    --type: string@"nu-complete flixir lists import media_type" # What rows are that don't say (both are looked for where left out)
    --no-comments             # Leave the comments of the file's rows out
    --output(-o): string@"nu-complete flixir lists import output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists import log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists import color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    file: path                # The file, or - for standard input
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

  # Write a list for people, for git or for other programs
  export extern "flixir lists export" [
    --to: string@"nu-complete flixir lists export to" # The format
    --file: path              # Write to this file instead of standard output
    --raw                     # In csv: leave cells as they are. Without it, cells that a spreadsheet would run begin with a ', which import removes
    --output(-o): string@"nu-complete flixir lists export output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists export log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists export color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    list: string              # The list: its id, its name or its local id; or @watchlist, @favorites or @rated
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

  # Make lists what text files say
  export extern "flixir lists apply" [
    --check                   # Change nothing: print what differs (not with -q), and exit with 8 where anything does
    --prune                   # Undo what was changed on TMDB, so that it is what the files say
    --force                   # Go ahead where the guard would stop
    --max-delete: string      # The most items that may be removed from a list
    --no-create               # Don't make lists that don't exist
    --output(-o): string@"nu-complete flixir lists apply output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists apply log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists apply color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...file: path             # List files, or folders of them (*.list, and *.txt that begin with '# name:')
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists union log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists union color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...list: string           # Lists, files, or @watchlist, @favorites, @rated; a path that exists is a file
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists intersect log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists intersect color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...list: string           # Lists, files, or @watchlist, @favorites, @rated; a path that exists is a file
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

  # Print the items of the first list that are on none of the others
  export extern "flixir lists minus" [
    --output(-o): string@"nu-complete flixir lists minus output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir lists minus log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir lists minus color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...list: string           # Lists, files, or @watchlist, @favorites, @rated; a path that exists is a file
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

  # Make a list
  export extern "flixir lists help create" [
  ]

  # Change a list's name, description, privacy or order; without options, its text in your editor
  export extern "flixir lists help edit" [
  ]

  # Delete a list
  export extern "flixir lists help delete" [
  ]

  # Take every item off a list
  export extern "flixir lists help clear" [
  ]

  # Put items on a list
  export extern "flixir lists help add" [
  ]

  # Take items off a list
  export extern "flixir lists help remove" [
  ]

  # Say whether an item is on a list
  export extern "flixir lists help contains" [
  ]

  # Bring lists here and on TMDB together
  export extern "flixir lists help sync" [
  ]

  # Bind a list here to one on TMDB
  export extern "flixir lists help link" [
  ]

  # Say how lists stand between here and TMDB
  export extern "flixir lists help status" [
  ]

  # Count what lists consist of (running times that aren't known yet are looked up, 200 at a time)
  export extern "flixir lists help stats" [
  ]

  # Print a list's address, open it, or copy it
  export extern "flixir lists help share" [
  ]

  # Show the snapshots that were kept before deletions
  export extern "flixir lists help log" [
  ]

  # Bring back the items that a list held; make a list anew that is gone
  export extern "flixir lists help restore" [
  ]

  # Bring lists, watchlists and ratings from other programs
  export extern "flixir lists help import" [
  ]

  # Write a list for people, for git or for other programs
  export extern "flixir lists help export" [
  ]

  # Make lists what text files say
  export extern "flixir lists help apply" [
  ]

  # Print the items that are on any of the lists
  export extern "flixir lists help union" [
  ]

  # Print the items that are on all of the lists
  export extern "flixir lists help intersect" [
  ]

  # Print the items of the first list that are on none of the others
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # List what is in it, oldest first, films before shows
  export extern "flixir favorites ls" [
    --type: string@"nu-complete flixir favorites ls media_type" # Only movies, or only TV shows
    --genre: string           # Only this genre, in English or in --language. Several times: all of them; a|b: any of them
    --year: string            # Only titles of this year, or of these years: 1999, 1990..1999, 1990.. or ..1999
    --min-rating: string      # Only titles with at least this average rating (0 to 10)
    --min-votes: string       # Only titles with at least this many votes
    --runtime: string         # Only titles of this running time in minutes: 80..120, 80.. or ..120; of an episode for TV shows. Details that are missing are fetched
    --provider: string        # Only titles on this streaming service in your region; mine stands for those of the setting providers. Several times, or a|b: any of them. Details that are missing are fetched
    --released                # Only titles that are out
    --unreleased              # Only titles that are not out yet
    --title: string           # Only titles with all of these words
    --not-in: string          # Only items that are not on this list: its name or id, @watchlist, @favorites, @rated, or a file
    --sort: string@"nu-complete flixir favorites ls sort" # What to sort by
    --order: string@"nu-complete flixir favorites ls order" # Which way to sort (default: what suits the key)
    --limit: string           # Print at most so many items
    --page: string            # One page of 20 items
    --all                     # Every item, also on a terminal
    --output(-o): string@"nu-complete flixir favorites ls output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # Put titles in
  export extern "flixir favorites add" [
    --type: string@"nu-complete flixir favorites add media_type" # What a bare number is (default: movie), or which kind of title to search for (default: both)
    --search: string          # Take a title in words instead: choose it on a terminal, where it may be left out; elsewhere exactly one must bear it
    --year: string            # With --search: the year
    --output(-o): string@"nu-complete flixir favorites add output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir favorites add log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir favorites add color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...item: string           # movie:603, tv:1399, a number, an IMDb id, an address, a .nfo file, or - for standard input
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

  # Take titles out (TMDB doesn't say whether they were in)
  export extern "flixir favorites remove" [
    --type: string@"nu-complete flixir favorites remove media_type" # What a bare number is (default: movie), or which kind of title to search for (default: both)
    --search: string          # Take a title in words instead: choose it on a terminal, where it may be left out; elsewhere exactly one must bear it
    --year: string            # With --search: the year
    --output(-o): string@"nu-complete flixir favorites remove output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir favorites remove log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir favorites remove color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...item: string           # movie:603, tv:1399, a number, an IMDb id, an address, a .nfo file, or - for standard input
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir favorites help" [
  ]

  # List what is in it, oldest first, films before shows
  export extern "flixir favorites help ls" [
  ]

  # Put titles in
  export extern "flixir favorites help add" [
  ]

  # Take titles out (TMDB doesn't say whether they were in)
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # List what is in it, oldest first, films before shows
  export extern "flixir watchlist ls" [
    --type: string@"nu-complete flixir watchlist ls media_type" # Only movies, or only TV shows
    --genre: string           # Only this genre, in English or in --language. Several times: all of them; a|b: any of them
    --year: string            # Only titles of this year, or of these years: 1999, 1990..1999, 1990.. or ..1999
    --min-rating: string      # Only titles with at least this average rating (0 to 10)
    --min-votes: string       # Only titles with at least this many votes
    --runtime: string         # Only titles of this running time in minutes: 80..120, 80.. or ..120; of an episode for TV shows. Details that are missing are fetched
    --provider: string        # Only titles on this streaming service in your region; mine stands for those of the setting providers. Several times, or a|b: any of them. Details that are missing are fetched
    --released                # Only titles that are out
    --unreleased              # Only titles that are not out yet
    --title: string           # Only titles with all of these words
    --not-in: string          # Only items that are not on this list: its name or id, @watchlist, @favorites, @rated, or a file
    --sort: string@"nu-complete flixir watchlist ls sort" # What to sort by
    --order: string@"nu-complete flixir watchlist ls order" # Which way to sort (default: what suits the key)
    --limit: string           # Print at most so many items
    --page: string            # One page of 20 items
    --all                     # Every item, also on a terminal
    --output(-o): string@"nu-complete flixir watchlist ls output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # Put titles in
  export extern "flixir watchlist add" [
    --type: string@"nu-complete flixir watchlist add media_type" # What a bare number is (default: movie), or which kind of title to search for (default: both)
    --search: string          # Take a title in words instead: choose it on a terminal, where it may be left out; elsewhere exactly one must bear it
    --year: string            # With --search: the year
    --output(-o): string@"nu-complete flixir watchlist add output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir watchlist add log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir watchlist add color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...item: string           # movie:603, tv:1399, a number, an IMDb id, an address, a .nfo file, or - for standard input
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

  # Take titles out (TMDB doesn't say whether they were in)
  export extern "flixir watchlist remove" [
    --type: string@"nu-complete flixir watchlist remove media_type" # What a bare number is (default: movie), or which kind of title to search for (default: both)
    --search: string          # Take a title in words instead: choose it on a terminal, where it may be left out; elsewhere exactly one must bear it
    --year: string            # With --search: the year
    --output(-o): string@"nu-complete flixir watchlist remove output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir watchlist remove log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir watchlist remove color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...item: string           # movie:603, tv:1399, a number, an IMDb id, an address, a .nfo file, or - for standard input
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir watchlist help" [
  ]

  # List what is in it, oldest first, films before shows
  export extern "flixir watchlist help ls" [
  ]

  # Put titles in
  export extern "flixir watchlist help add" [
  ]

  # Take titles out (TMDB doesn't say whether they were in)
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # List what you rated, oldest first, films before shows
  export extern "flixir ratings ls" [
    --type: string@"nu-complete flixir ratings ls media_type" # Only movies, or only TV shows
    --genre: string           # Only this genre, in English or in --language. Several times: all of them; a|b: any of them
    --year: string            # Only titles of this year, or of these years: 1999, 1990..1999, 1990.. or ..1999
    --min-rating: string      # Only titles with at least this average rating (0 to 10)
    --min-votes: string       # Only titles with at least this many votes
    --runtime: string         # Only titles of this running time in minutes: 80..120, 80.. or ..120; of an episode for TV shows. Details that are missing are fetched
    --provider: string        # Only titles on this streaming service in your region; mine stands for those of the setting providers. Several times, or a|b: any of them. Details that are missing are fetched
    --released                # Only titles that are out
    --unreleased              # Only titles that are not out yet
    --title: string           # Only titles with all of these words
    --not-in: string          # Only items that are not on this list: its name or id, @watchlist, @favorites, @rated, or a file
    --sort: string@"nu-complete flixir ratings ls sort" # What to sort by
    --order: string@"nu-complete flixir ratings ls order" # Which way to sort (default: what suits the key)
    --limit: string           # Print at most so many items
    --page: string            # One page of 20 items
    --all                     # Every item, also on a terminal
    --output(-o): string@"nu-complete flixir ratings ls output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # Rate a title, or change its rating
  export extern "flixir ratings add" [
    --type: string@"nu-complete flixir ratings add media_type" # What a bare number is (default: movie), or which kind of title to search for (default: both)
    --search: string          # Take a title in words instead: choose it on a terminal, where it may be left out; elsewhere exactly one must bear it
    --year: string            # With --search: the year
    --output(-o): string@"nu-complete flixir ratings add output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir ratings add log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir ratings add color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    item?: string             # movie:603, tv:1399, a number, an IMDb id, an address, a .nfo file, or - for standard input
    score: string             # 0.5 to 10 in halves
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

  # Take ratings back (TMDB doesn't say whether there were any)
  export extern "flixir ratings remove" [
    --type: string@"nu-complete flixir ratings remove media_type" # What a bare number is (default: movie), or which kind of title to search for (default: both)
    --search: string          # Take a title in words instead: choose it on a terminal, where it may be left out; elsewhere exactly one must bear it
    --year: string            # With --search: the year
    --output(-o): string@"nu-complete flixir ratings remove output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir ratings remove log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir ratings remove color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...item: string           # movie:603, tv:1399, a number, an IMDb id, an address, a .nfo file, or - for standard input
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir ratings help" [
  ]

  # List what you rated, oldest first, films before shows
  export extern "flixir ratings help ls" [
  ]

  # Rate a title, or change its rating
  export extern "flixir ratings help add" [
  ]

  # Take ratings back (TMDB doesn't say whether there were any)
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # List operations: those that wait and those that failed
  export extern "flixir queue ls" [
    --status: string@"nu-complete flixir queue ls status" # Only operations that stand so; may be given several times
    --all                     # Also what is completed and cancelled
    --list: string            # Only operations of this list, or of favorites, watchlist or ratings
    --output(-o): string@"nu-complete flixir queue ls output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # Show one operation with its tries
  export extern "flixir queue show" [
    --output(-o): string@"nu-complete flixir queue show output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir queue show log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir queue show color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    id: string                # The operation's id, or the first 8 characters of it
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

  # Deliver what is due
  export extern "flixir queue retry" [
    --now                     # Ignore waits (never the settle time of what may have been sent)
    --failed                  # Try everything that failed again
    --force                   # Also where it overrules what was asked for since
    --limit: string           # Most operations to deliver; what is left is no failure
    --max-time: string        # Begin nothing more after so many seconds; what is left is no failure
    --output(-o): string@"nu-complete flixir queue retry output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir queue retry log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir queue retry color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...id: string             # Only these operations; failed ones are tried again
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

  # Take operations back that TMDB hasn't got
  export extern "flixir queue cancel" [
    --output(-o): string@"nu-complete flixir queue cancel output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir queue cancel log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir queue cancel color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...id: string             # The operations' ids
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

  # Count operations
  export extern "flixir queue stats" [
    --check                   # For monitors: exit 1 where something failed or waits for more than an hour
    --prometheus: path        # Write the numbers to this file in Prometheus' text format instead, all at once; - is standard output
    --output(-o): string@"nu-complete flixir queue stats output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # Forget settled operations
  export extern "flixir queue prune" [
    --older-than: string      # What ended longer ago than this (7d, 36h, 90m)
    --failed                  # Also what failed
    --output(-o): string@"nu-complete flixir queue prune output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # Print, install or remove the schedule that delivers by itself
  export extern "flixir queue schedule" [
    --install                 # Install it for this user
    --remove                  # Remove it again
    --kind: string@"nu-complete flixir queue schedule kind" # What runs it (default: what fits this machine)
    --output(-o): string@"nu-complete flixir queue schedule output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir queue schedule log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir queue schedule color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir queue help" [
  ]

  # List operations: those that wait and those that failed
  export extern "flixir queue help ls" [
  ]

  # Show one operation with its tries
  export extern "flixir queue help show" [
  ]

  # Deliver what is due
  export extern "flixir queue help retry" [
  ]

  # Take operations back that TMDB hasn't got
  export extern "flixir queue help cancel" [
  ]

  # Count operations
  export extern "flixir queue help stats" [
  ]

  # Forget settled operations
  export extern "flixir queue help prune" [
  ]

  # Print, install or remove the schedule that delivers by itself
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir sandbox log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir sandbox color" # Choose when to use colors
    --port: string            # The port on 127.0.0.1; 0 takes a free one
    --latency: string         # Wait this long before each answer
    --titles: string          # So many invented films and shows besides: movie:5000001 and up, every fifth a show (tv:5000005); about 1 KB of memory each
    --rate-limit: string      # Answer so many requests in any second, as TMDB does, and refuse more with 429; "off" answers all
    --fault: string           # A fault, such as "POST /3/list/*: 503 x3"; may be given several times
    --account: string         # A person with an account; may be given several times, the first one approves logins
    --any-credential          # Take any API key and token
    --spam-filter             # Refuse lists with machine-like names made in a row, as TMDB's spam filter does
    --approve                 # Approve a login as soon as its page is opened, without asking
    --logged-in               # Let the first account be logged in already, and print its session
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir search log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir search color" # Choose when to use colors
    --type: string@"nu-complete flixir search kind" # Films, shows, people, or all of them
    --year: string            # Year of first release or first broadcast
    --adult                   # Show adult titles as well
    --genre: string           # Keep rows of this genre, in English or in --language; several times for several that must all fit
    --min-votes: string       # Keep rows with at least so many votes
    --page: string            # The page to begin with (20 rows each)
    --pages: string           # How many pages to fetch
    --all                     # Fetch every page (TMDB gives 500 at most)
    --limit: string           # Print at most so many rows
    --sort: string@"nu-complete flixir search sort" # Sort the fetched rows (flixir does this, not TMDB: only what was fetched is sorted)
    --order: string@"nu-complete flixir search order" # Which way to sort (default: what suits the key)
    --web                     # Open the same search on TMDB's site
    --help(-h)                # Print help (see more with '--help')
    ...query: string          # What to look for; on a terminal it may be left out: results then show while you type, and Enter prints the chosen one
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir discover log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir discover color" # Choose when to use colors
    --genre: string           # Titles of this genre, in English or in --language. Several times: all of them; a|b: any of them
    --year: string            # Titles of this year
    --from: string            # Titles released or first broadcast on this day (YYYY-MM-DD) or later
    --to: string              # Titles released or first broadcast on this day (YYYY-MM-DD) or earlier
    --min-votes: string       # Titles with at least this many votes
    --min-rating: string      # Titles with at least this average rating (0 to 10)
    --runtime: string         # Running time in minutes, such as 80..120, 80.. or ..120; of an episode for TV shows
    --certification: string   # Movies with this age rating in your region. Several times, or a|b: any of them
    --provider: string        # Titles on this streaming service in your region; mine stands for those of the setting providers. Several times, or a|b: any of them
    --offer: string@"nu-complete flixir discover offers" # Titles that can be watched this way in your region. Several times: any of them
    --person: string          # Movies with this person, by name or number. Several times: all of them; a|b: any of them
    --keyword: string         # Titles with this keyword, by name or number. Several times: all of them; a|b: any of them
    --company: string         # Titles by this company, by name or number. Several times: all of them; a|b: any of them
    --original-language: string # Titles whose original language is this one, by its two letters (ISO 639-1)
    --sort: string@"nu-complete flixir discover sort" # What TMDB sorts by
    --order: string@"nu-complete flixir discover order" # Which way to sort (default: title ascending, everything else descending)
    --page: string            # The page to begin with (20 rows each)
    --pages: string           # How many pages to fetch
    --all                     # Fetch every page (TMDB gives 500 at most)
    --limit: string           # Print at most so many rows
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir movies log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir movies color" # Choose when to use colors
    --window: string@"nu-complete flixir movies window" # How far back a trend looks (trending only; default: day)
    --genre: string           # Only this genre, in English or in --language; several times for several that must all fit
    --year: string            # Only titles of this year
    --min-votes: string       # Only titles with at least so many votes
    --page: string            # The page to begin with (20 rows each)
    --pages: string           # How many pages to fetch
    --all                     # Fetch every page (TMDB gives 500 at most)
    --limit: string           # Print at most so many rows
    --sort: string@"nu-complete flixir movies sort" # Sort the fetched rows (flixir does this, not TMDB: only what was fetched is sorted)
    --order: string@"nu-complete flixir movies order" # Which way to sort (default: what suits the key)
    --help(-h)                # Print help (see more with '--help')
    kind: string@"nu-complete flixir movies kind" # Which list
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir tv log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir tv color" # Choose when to use colors
    --window: string@"nu-complete flixir tv window" # How far back a trend looks (trending only; default: day)
    --genre: string           # Only this genre, in English or in --language; several times for several that must all fit
    --year: string            # Only titles of this year
    --min-votes: string       # Only titles with at least so many votes
    --page: string            # The page to begin with (20 rows each)
    --pages: string           # How many pages to fetch
    --all                     # Fetch every page (TMDB gives 500 at most)
    --limit: string           # Print at most so many rows
    --sort: string@"nu-complete flixir tv sort" # Sort the fetched rows (flixir does this, not TMDB: only what was fetched is sorted)
    --order: string@"nu-complete flixir tv order" # Which way to sort (default: what suits the key)
    --help(-h)                # Print help (see more with '--help')
    kind: string@"nu-complete flixir tv kind" # Which list
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir info log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir info color" # Choose when to use colors
    --type: string@"nu-complete flixir info kind" # What a number alone is (default: movie), or what to search for (default: all)
    --search: string          # Take a title in words instead: choose it on a terminal, where it may be left out; elsewhere exactly one must bear it
    --year: string            # With --search: the year
    --help(-h)                # Print help (see more with '--help')
    ...items: string          # What to show: movie:603, tv:1399, person:6384, tt0133093, an address, …; - for standard input
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir reviews log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir reviews color" # Choose when to use colors
    --type: string@"nu-complete flixir reviews kind" # What a number alone is (default: movie), or what to search for (default: both)
    --search: string          # Take a title in words instead: choose it on a terminal, where it may be left out; elsewhere exactly one must bear it
    --year: string            # With --search: the year
    --page: string            # The page to begin with (20 rows each)
    --pages: string           # How many pages to fetch
    --all                     # Fetch every page (TMDB gives 500 at most)
    --limit: string           # Print at most so many rows
    --help(-h)                # Print help (see more with '--help')
    item?: string             # The movie or TV show: movie:603, tv:1399, an IMDb id, an address, …
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir similar log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir similar color" # Choose when to use colors
    --type: string@"nu-complete flixir similar kind" # What a number alone is (default: movie), or what to search for (default: both)
    --search: string          # Take a title in words instead: choose it on a terminal, where it may be left out; elsewhere exactly one must bear it
    --year: string            # With --search: the year
    --page: string            # The page to begin with (20 rows each)
    --pages: string           # How many pages to fetch
    --all                     # Fetch every page (TMDB gives 500 at most)
    --limit: string           # Print at most so many rows
    --help(-h)                # Print help (see more with '--help')
    item?: string             # The movie or TV show: movie:603, tv:1399, an IMDb id, an address, …
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir recommended log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir recommended color" # Choose when to use colors
    --type: string@"nu-complete flixir recommended kind" # What a number alone is (default: movie), or what to search for (default: both)
    --search: string          # Take a title in words instead: choose it on a terminal, where it may be left out; elsewhere exactly one must bear it
    --year: string            # With --search: the year
    --page: string            # The page to begin with (20 rows each)
    --pages: string           # How many pages to fetch
    --all                     # Fetch every page (TMDB gives 500 at most)
    --limit: string           # Print at most so many rows
    --help(-h)                # Print help (see more with '--help')
    item?: string             # The movie or TV show: movie:603, tv:1399, an IMDb id, an address, …
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir series log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir series color" # Choose when to use colors
    --type: string@"nu-complete flixir series kind" # What a number alone is (default: movie), or what to search for (default: both)
    --search: string          # Take a title in words instead: choose it on a terminal, where it may be left out; elsewhere exactly one must bear it
    --year: string            # With --search: the year
    --limit: string           # Print at most so many rows
    --help(-h)                # Print help (see more with '--help')
    item?: string             # The movie or TV show: movie:603, tv:1399, an IMDb id, an address, …
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir credits log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir credits color" # Choose when to use colors
    --type: string@"nu-complete flixir credits kind" # What a number alone is (default: movie), or what to search for (default: all)
    --search: string          # Take a title in words instead: choose it on a terminal, where it may be left out; elsewhere exactly one must bear it
    --year: string            # With --search: the year
    --department: string      # Only credits of this department, such as Acting, Directing or Writing
    --sort: string@"nu-complete flixir credits sort" # What to sort by
    --help(-h)                # Print help (see more with '--help')
    item?: string             # The movie, TV show or person: movie:603, tv:1399, person:6384, an IMDb id, an address, …
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir episodes log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir episodes color" # Choose when to use colors
    --type: string@"nu-complete flixir episodes kind" # What a number alone is (default: movie), or what to search for (default: both)
    --search: string          # Take a title in words instead: choose it on a terminal, where it may be left out; elsewhere exactly one must bear it
    --year: string            # With --search: the year
    --season: string          # Only this season; 0 has the specials
    --help(-h)                # Print help (see more with '--help')
    item?: string             # The movie or TV show: movie:603, tv:1399, an IMDb id, an address, …
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # Show what the cache holds and how often it was of use
  export extern "flixir cache stats" [
    --output(-o): string@"nu-complete flixir cache stats output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # Forget cached answers (the catalogue stays)
  export extern "flixir cache clear" [
    --kind: string            # Only one kind, by its name in cache stats
    --expired                 # Only what is too old to be served without asking TMDB
    --list: string            # Only what belongs to one list and its titles
    --output(-o): string@"nu-complete flixir cache clear output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # Fetch details for a time without the network
  export extern "flixir cache warm" [
    --list: string            # A list with all its titles; several times for several
    --all                     # Every list with all its titles; this is what is done where nothing is named
    --type: string@"nu-complete flixir cache warm kind" # What a number alone is (default: movie)
    --output(-o): string@"nu-complete flixir cache warm output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir cache warm log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir cache warm color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...items: string          # Titles; - for standard input
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir cache help" [
  ]

  # Show what the cache holds and how often it was of use
  export extern "flixir cache help stats" [
  ]

  # Forget cached answers (the catalogue stays)
  export extern "flixir cache help clear" [
  ]

  # Fetch details for a time without the network
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # Load today's titles from TMDB's public exports (no key needed)
  export extern "flixir catalog update" [
    --people                  # Load people as well (several million), now and in later updates, until the catalogue is cleared
    --output(-o): string@"nu-complete flixir catalog update output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # Show what the catalogue holds
  export extern "flixir catalog status" [
    --output(-o): string@"nu-complete flixir catalog status output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # Delete the catalogue
  export extern "flixir catalog clear" [
    --output(-o): string@"nu-complete flixir catalog clear output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir catalog clear log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir catalog clear color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir catalog help" [
  ]

  # Load today's titles from TMDB's public exports (no key needed)
  export extern "flixir catalog help update" [
  ]

  # Show what the catalogue holds
  export extern "flixir catalog help status" [
  ]

  # Delete the catalogue
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir api log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir api color" # Choose when to use colors
    --field(-f): string       # A field: of the query for GET, of the JSON body for the rest, where 1, true and [1] are what they look like
    --paginate                # Fetch every page, one answer a line
    --help(-h)                # Print help (see more with '--help')
    method: string            # GET, POST, PUT or DELETE
    path: string              # A path of TMDB's API, such as /movie/603 or /4/list/1; without a version it is /3
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # Log in: approve flixir on TMDB's web site
  export extern "flixir auth login" [
    --no-browser              # Don't open a browser; print the address only
    --wait: string            # How long to wait for the approval
    --insecure-storage        # Keep the login in a file that only you can read, instead of the keyring
    --with-session            # Take a ready session from standard input: a session id, or what 'auth token --json' prints
    --output(-o): string@"nu-complete flixir auth login output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # Log out: end the session at TMDB and forget it here
  export extern "flixir auth logout" [
    --purge                   # Delete everything that flixir keeps about the account on this machine
    --output(-o): string@"nu-complete flixir auth logout output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # Show who is logged in, and where the login is kept
  export extern "flixir auth status" [
    --check                   # Ask TMDB whether the session still counts; one that has ended is removed here
    --all                     # Show every profile on this machine
    --output(-o): string@"nu-complete flixir auth status output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # Print the session, to move a login to another machine
  export extern "flixir auth token" [
    --output(-o): string@"nu-complete flixir auth token output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir auth token log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir auth token color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir auth help" [
  ]

  # Log in: approve flixir on TMDB's web site
  export extern "flixir auth help login" [
  ]

  # Log out: end the session at TMDB and forget it here
  export extern "flixir auth help logout" [
  ]

  # Show who is logged in, and where the login is kept
  export extern "flixir auth help status" [
  ]

  # Print the session, to move a login to another machine
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir config get log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir config get color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    key: string               # A setting's name, as `config ls` shows it
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

  # Write a setting into config.toml
  export extern "flixir config set" [
    --output(-o): string@"nu-complete flixir config set output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir config set log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir config set color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    key: string               # A setting's name, as `config ls` shows it
    value: string             # Its value
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

  # Take a setting out of config.toml, also a mistyped one
  export extern "flixir config unset" [
    --output(-o): string@"nu-complete flixir config unset output" # Print as a table or in a format for programs
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir config unset log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir config unset color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    key: string               # A setting's name, as `config ls` shows it
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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

  # Write a setting into config.toml
  export extern "flixir config help set" [
  ]

  # Take a setting out of config.toml, also a mistyped one
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir status log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir status color" # Choose when to use colors
    --short                   # One line, for a prompt or a status bar; none where there is no data yet
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir doctor log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir doctor color" # Choose when to use colors
    --recover                 # Rebuild a damaged database from what can be read; the damaged file is kept
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
    --fields: string          # Print only these columns or keys, in this order
    --jq: string              # Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    --null                    # End each record with NUL instead of a line feed
    --no-header               # Leave out the header line of csv and tsv
    --offline                 # Don't contact TMDB. Reads come from the cache, changes are queued
    --refresh                 # Ask TMDB even if the cache has an answer, and store the new one
    --no-queue                # Fail instead of queueing a change that can't reach TMDB
    --dry-run                 # Show what would be changed. Nothing is changed or sent
    --yes(-y)                 # Answer yes to every question
    --profile: string         # Use a separate account, with its own login, lists and queue
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # Stop using the network after this many seconds
    --quiet(-q)               # Print only results and errors
    --verbose(-v)             # Print log lines on standard error. -vv prints more
    --log-format: string@"nu-complete flixir schema log_format" # Write log lines as text or as JSON
    --color: string@"nu-complete flixir schema color" # Choose when to use colors
    --help(-h)                # Print help (see more with '--help')
    ...command: string        # The command as typed after flixir, such as lists show; or error, for the line on standard error
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

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

  # Search TMDB, and keep film and TV lists through a durable queue
  export extern flixir [
    --output(-o): string@"nu-complete flixir output" # Output format
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Columns or keys to print, in this order
    --jq: string              # Filter the whole JSON document with a jq expression; implies --json
    --null                    # End records with NUL instead of a line feed
    --no-header               # No header line in csv and tsv
    --offline                 # Never contact TMDB: read what is stored, queue what is written
    --refresh                 # Skip the cache, and renew it
    --no-queue                # Fail now instead of queueing a write that can't reach TMDB
    --dry-run                 # Say what a write would do; change nothing
    --yes(-y)                 # No questions
    --profile: string         # Work as another account
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # The most this command may spend on the network
    --quiet(-q)               # Nothing but results and errors
    --verbose(-v)             # Log lines on standard error; twice for more
    --log-format: string@"nu-complete flixir log_format" # Form of log lines
    --color: string@"nu-complete flixir color" # When to colour
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
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

  # Show and change the configuration
  export extern "flixir config" [
    --output(-o): string@"nu-complete flixir config output" # Output format
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Columns or keys to print, in this order
    --jq: string              # Filter the whole JSON document with a jq expression; implies --json
    --null                    # End records with NUL instead of a line feed
    --no-header               # No header line in csv and tsv
    --offline                 # Never contact TMDB: read what is stored, queue what is written
    --refresh                 # Skip the cache, and renew it
    --no-queue                # Fail now instead of queueing a write that can't reach TMDB
    --dry-run                 # Say what a write would do; change nothing
    --yes(-y)                 # No questions
    --profile: string         # Work as another account
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # The most this command may spend on the network
    --quiet(-q)               # Nothing but results and errors
    --verbose(-v)             # Log lines on standard error; twice for more
    --log-format: string@"nu-complete flixir config log_format" # Form of log lines
    --color: string@"nu-complete flixir config color" # When to colour
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
    --output(-o): string@"nu-complete flixir config path output" # Output format
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Columns or keys to print, in this order
    --jq: string              # Filter the whole JSON document with a jq expression; implies --json
    --null                    # End records with NUL instead of a line feed
    --no-header               # No header line in csv and tsv
    --offline                 # Never contact TMDB: read what is stored, queue what is written
    --refresh                 # Skip the cache, and renew it
    --no-queue                # Fail now instead of queueing a write that can't reach TMDB
    --dry-run                 # Say what a write would do; change nothing
    --yes(-y)                 # No questions
    --profile: string         # Work as another account
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # The most this command may spend on the network
    --quiet(-q)               # Nothing but results and errors
    --verbose(-v)             # Log lines on standard error; twice for more
    --log-format: string@"nu-complete flixir config path log_format" # Form of log lines
    --color: string@"nu-complete flixir config path color" # When to colour
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
    --output(-o): string@"nu-complete flixir config get output" # Output format
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Columns or keys to print, in this order
    --jq: string              # Filter the whole JSON document with a jq expression; implies --json
    --null                    # End records with NUL instead of a line feed
    --no-header               # No header line in csv and tsv
    --offline                 # Never contact TMDB: read what is stored, queue what is written
    --refresh                 # Skip the cache, and renew it
    --no-queue                # Fail now instead of queueing a write that can't reach TMDB
    --dry-run                 # Say what a write would do; change nothing
    --yes(-y)                 # No questions
    --profile: string         # Work as another account
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # The most this command may spend on the network
    --quiet(-q)               # Nothing but results and errors
    --verbose(-v)             # Log lines on standard error; twice for more
    --log-format: string@"nu-complete flixir config get log_format" # Form of log lines
    --color: string@"nu-complete flixir config get color" # When to colour
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
    --output(-o): string@"nu-complete flixir config set output" # Output format
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Columns or keys to print, in this order
    --jq: string              # Filter the whole JSON document with a jq expression; implies --json
    --null                    # End records with NUL instead of a line feed
    --no-header               # No header line in csv and tsv
    --offline                 # Never contact TMDB: read what is stored, queue what is written
    --refresh                 # Skip the cache, and renew it
    --no-queue                # Fail now instead of queueing a write that can't reach TMDB
    --dry-run                 # Say what a write would do; change nothing
    --yes(-y)                 # No questions
    --profile: string         # Work as another account
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # The most this command may spend on the network
    --quiet(-q)               # Nothing but results and errors
    --verbose(-v)             # Log lines on standard error; twice for more
    --log-format: string@"nu-complete flixir config set log_format" # Form of log lines
    --color: string@"nu-complete flixir config set color" # When to colour
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
    --output(-o): string@"nu-complete flixir config unset output" # Output format
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Columns or keys to print, in this order
    --jq: string              # Filter the whole JSON document with a jq expression; implies --json
    --null                    # End records with NUL instead of a line feed
    --no-header               # No header line in csv and tsv
    --offline                 # Never contact TMDB: read what is stored, queue what is written
    --refresh                 # Skip the cache, and renew it
    --no-queue                # Fail now instead of queueing a write that can't reach TMDB
    --dry-run                 # Say what a write would do; change nothing
    --yes(-y)                 # No questions
    --profile: string         # Work as another account
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # The most this command may spend on the network
    --quiet(-q)               # Nothing but results and errors
    --verbose(-v)             # Log lines on standard error; twice for more
    --log-format: string@"nu-complete flixir config unset log_format" # Form of log lines
    --color: string@"nu-complete flixir config unset color" # When to colour
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
    --output(-o): string@"nu-complete flixir config ls output" # Output format
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Columns or keys to print, in this order
    --jq: string              # Filter the whole JSON document with a jq expression; implies --json
    --null                    # End records with NUL instead of a line feed
    --no-header               # No header line in csv and tsv
    --offline                 # Never contact TMDB: read what is stored, queue what is written
    --refresh                 # Skip the cache, and renew it
    --no-queue                # Fail now instead of queueing a write that can't reach TMDB
    --dry-run                 # Say what a write would do; change nothing
    --yes(-y)                 # No questions
    --profile: string         # Work as another account
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # The most this command may spend on the network
    --quiet(-q)               # Nothing but results and errors
    --verbose(-v)             # Log lines on standard error; twice for more
    --log-format: string@"nu-complete flixir config ls log_format" # Form of log lines
    --color: string@"nu-complete flixir config ls color" # When to colour
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

  def "nu-complete flixir completions shell" [] {
    [ "bash" "zsh" "fish" "powershell" "elvish" "nushell" ]
  }

  def "nu-complete flixir completions output" [] {
    [ "table" "json" "jsonl" "csv" "tsv" ]
  }

  def "nu-complete flixir completions log_format" [] {
    [ "text" "json" ]
  }

  def "nu-complete flixir completions color" [] {
    [ "auto" "always" "never" ]
  }

  # Print the completion script of a shell
  export extern "flixir completions" [
    --output(-o): string@"nu-complete flixir completions output" # Output format
    --json                    # Short for -o json
    --jsonl                   # Short for -o jsonl
    --fields: string          # Columns or keys to print, in this order
    --jq: string              # Filter the whole JSON document with a jq expression; implies --json
    --null                    # End records with NUL instead of a line feed
    --no-header               # No header line in csv and tsv
    --offline                 # Never contact TMDB: read what is stored, queue what is written
    --refresh                 # Skip the cache, and renew it
    --no-queue                # Fail now instead of queueing a write that can't reach TMDB
    --dry-run                 # Say what a write would do; change nothing
    --yes(-y)                 # No questions
    --profile: string         # Work as another account
    --language: string        # Language of titles and texts, such as en-US
    --region: string          # Region of dates and providers, such as US
    --timeout: string         # The most this command may spend on the network
    --quiet(-q)               # Nothing but results and errors
    --verbose(-v)             # Log lines on standard error; twice for more
    --log-format: string@"nu-complete flixir completions log_format" # Form of log lines
    --color: string@"nu-complete flixir completions color" # When to colour
    --help(-h)                # Print help (see more with '--help')
    shell: string@"nu-complete flixir completions shell" # The shell
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir help" [
  ]

  # Show and change the configuration
  export extern "flixir help config" [
  ]

  # Print where config.toml is
  export extern "flixir help config path" [
  ]

  # Print the value of one setting
  export extern "flixir help config get" [
  ]

  # Write a setting into config.toml
  export extern "flixir help config set" [
  ]

  # Take a setting out of config.toml, also a mistyped one
  export extern "flixir help config unset" [
  ]

  # List every setting with its value and where it comes from
  export extern "flixir help config ls" [
  ]

  # Print the completion script of a shell
  export extern "flixir help completions" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "flixir help help" [
  ]

}

export use completions *

  # Asks flixir for values. It reads only local data.
  def "nu-complete flixir values" [context: string] {
    let answers = with-env { FLIXIR_COMPLETE: "nushell", FLIXIR_COMPLETE_LINE: $context } { ^flixir -- flixir }
    let completions = $answers | lines | each {|line|
      let parts = $line | split row "\t"
      { value: $parts.0, description: ($parts | get --optional 1 | default "") }
    }
    { options: { sort: false }, completions: $completions }
  }

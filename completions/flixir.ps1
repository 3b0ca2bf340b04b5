Register-ArgumentCompleter -Native -CommandName flixir -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    # The words as they stand; nothing in them is run. They go through the environment, because older PowerShells lose
    # empty words and quotes on the way to a program.
    $words = @($commandAst.CommandElements |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object {
            if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value }
            else { $_.Extent.Text }
        })
    $words += $wordToComplete -replace '^[''"]', '' -replace '[''"]$', ''

    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $env:FLIXIR_COMPLETE = 'powershell'
        $env:FLIXIR_COMPLETE_WORDS = $words -join "`n"
        $answers = @(& flixir -- flixir 2>$null)
    } finally {
        [Console]::OutputEncoding = $encoding
        Remove-Item Env:FLIXIR_COMPLETE, Env:FLIXIR_COMPLETE_WORDS -ErrorAction SilentlyContinue
    }
    foreach ($answer in $answers) {
        # What is put into the line, what the menu shows, and what it stands for.
        $text, $shown, $about = $answer.Split("`t")
        [System.Management.Automation.CompletionResult]::new($text, $shown, 'ParameterValue', $about)
    }
}

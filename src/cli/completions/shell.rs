//! The shells that flixir completes for. Not for their scripts.

use clap::ValueEnum;

/// The shells
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// GNU Bash 4.4 or newer
    Bash,
    /// Z shell
    Zsh,
    /// Fish
    Fish,
    /// `PowerShell`
    #[value(help = "PowerShell 5 or newer")]
    Powershell,
    /// Elvish
    Elvish,
    /// Nushell
    Nushell,
}

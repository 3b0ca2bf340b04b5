//! The root of the command line: global options, and what they mean for settings and output.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::sync::{Arc, LazyLock};

use clap::{Args, Command, CommandFactory, FromArgMatches, Parser, ValueEnum};

use super::numbers::whole;
use crate::domain::{Redactor, Secret};
use crate::error::Result;
use crate::output::{ColorChoice, Format, OutputOptions};
use crate::settings::{GlobalOptions, Settings};
use crate::tmdb::ATTRIBUTION;

static LONG_VERSION: LazyLock<String> =
    LazyLock::new(|| format!("{}\n\n{ATTRIBUTION}", env!("CARGO_PKG_VERSION")));

/// Search TMDB, and manage your movie and TV lists
#[derive(Debug, Parser)]
#[command(name = "flixir", version, long_version = LONG_VERSION.as_str(), propagate_version = false, max_term_width = 100)]
#[command(subcommand_required = true, arg_required_else_help = true, disable_help_subcommand = false)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub global: GlobalArgs,
    /// The command.
    #[command(subcommand)]
    pub command: super::Command,
}

/// Returns the parser. It makes a command's arguments only once that command is named: to make those of all commands
/// takes longer than a cached search.
pub fn parser() -> Command {
    Cli::command()
}

/// Returns every command with all of its arguments, for help, completions and manual pages.
pub fn command() -> Command {
    let mut command = parser();
    command.build();
    command
}

/// Parses a command line, the program's name first.
///
/// # Errors
/// What clap refuses, or prints: help and version.
pub fn parse(command_line: &[OsString]) -> Result<Cli, clap::Error> {
    let name = command_line.get(1).and_then(|word| word.to_str()).unwrap_or_default();
    let understood = parser_of(name).and_then(|parser| parser.try_get_matches_from(command_line).ok());
    // The parser with every command reports what is wrong with a line.
    let understood = understood.map_or_else(|| parser().try_get_matches_from(command_line), Ok);
    Cli::from_arg_matches_mut(&mut understood?)
}

/// Returns a parser with no other command than this one: clap gives each command a copy of the global options, and to copy
/// them for all commands takes a twentieth of a cached search.
fn parser_of(name: &str) -> Option<Command> {
    let command = parser().find_subcommand(name)?.clone();
    Some(GlobalArgs::augment_args(Command::new("flixir")).subcommand(command))
}

/// Returns what `flixir --version` prints.
pub fn version() -> String {
    format!("flixir {}\n", *LONG_VERSION)
}

/// Output format
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// Aligned columns
    Table,
    /// One document, {"data": …, "meta": …}
    Json,
    /// The elements of data, one per line
    Jsonl,
    /// Comma-separated values
    Csv,
    /// Tab-separated values
    Tsv,
}

/// When to use colors
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorArg {
    /// On a terminal only
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Form of log lines
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormatArg {
    /// Plain text
    Text,
    /// One JSON object per line
    Json,
}

/// Global options
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Global options")]
#[expect(clippy::struct_excessive_bools, reason = "one field for each flag of the contract")]
pub struct GlobalArgs {
    /// Print as a table or in a format for programs
    #[arg(short, long, global = true, value_name = "FORMAT")]
    pub output: Option<FormatArg>,
    /// Short for -o json
    #[arg(long, global = true, conflicts_with_all = ["output", "jsonl"])]
    pub json: bool,
    /// Short for -o jsonl
    #[arg(long, global = true, conflicts_with = "output")]
    pub jsonl: bool,
    /// Print only these columns or keys, in this order
    #[arg(long, global = true, value_name = "A,B,C", value_delimiter = ',')]
    pub fields: Option<Vec<String>>,
    /// Filter the JSON document with a jq expression, such as '.data[].title'. Implies --json
    #[arg(long, global = true, value_name = "EXPR")]
    pub jq: Option<String>,
    /// End each record with NUL instead of a line feed
    #[arg(long, global = true)]
    pub null: bool,
    /// Leave out the header line of csv and tsv
    #[arg(long, global = true)]
    pub no_header: bool,
    /// Don't contact TMDB. Reads come from the cache, changes are queued
    #[arg(long, global = true)]
    pub offline: bool,
    /// Ask TMDB even if the cache has an answer, and store the new one
    #[arg(long, global = true)]
    pub refresh: bool,
    /// Fail instead of queueing a change that can't reach TMDB
    #[arg(long, global = true)]
    pub no_queue: bool,
    /// Show what would be changed. Nothing is changed or sent
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// Answer yes to every question
    #[arg(short, long, global = true)]
    pub yes: bool,
    /// Use a separate account, with its own login, lists and queue
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// Language of titles and texts, such as en-US
    #[arg(long, global = true, value_name = "LANGUAGE")]
    pub language: Option<String>,
    /// Region of dates and providers, such as US
    #[arg(long, global = true, value_name = "REGION")]
    pub region: Option<String>,
    /// Stop using the network after this many seconds
    #[arg(long, global = true, value_name = "SECONDS", value_parser = whole(1..=u32::MAX), allow_negative_numbers = true)]
    pub timeout: Option<u32>,
    /// Print only results and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print log lines on standard error. -vv prints more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Write log lines as text or as JSON
    #[arg(long, global = true, value_name = "FORMAT")]
    pub log_format: Option<LogFormatArg>,
    /// Choose when to use colors
    #[arg(long, global = true, value_name = "WHEN")]
    pub color: Option<ColorArg>,
}

impl GlobalArgs {
    /// Returns what settings take from the command line.
    pub fn options(&self) -> GlobalOptions {
        GlobalOptions {
            profile: self.profile.clone(),
            language: self.language.clone(),
            region: self.region.clone(),
            timeout: self.timeout,
            offline: self.offline,
            refresh: self.refresh,
            no_queue: self.no_queue,
            dry_run: self.dry_run,
            yes: self.yes,
        }
    }

    /// Returns the output options; the configuration supplies what the command line leaves open.
    ///
    /// # Errors
    /// `usage` for expressions and combinations that mean nothing.
    pub fn output_options(
        &self,
        settings: Option<&Settings>,
        environment: &BTreeMap<String, String>,
    ) -> Result<OutputOptions> {
        let configured =
            |key: &str| settings.and_then(|settings| settings.configured(key)).unwrap_or_default();
        let format = match (self.json, self.jsonl, self.output) {
            (true, ..) | (_, _, Some(FormatArg::Json)) => Format::Json,
            (_, true, _) | (_, _, Some(FormatArg::Jsonl)) => Format::Jsonl,
            (_, _, Some(FormatArg::Table)) => Format::Table,
            (_, _, Some(FormatArg::Csv)) => Format::Csv,
            (_, _, Some(FormatArg::Tsv)) => Format::Tsv,
            _ => Format::parse(&configured("output")).unwrap_or_default(),
        };
        let color = match self.color {
            Some(ColorArg::Auto) => ColorChoice::Auto,
            Some(ColorArg::Always) => ColorChoice::Always,
            Some(ColorArg::Never) => ColorChoice::Never,
            None => ColorChoice::parse(&configured("color")).unwrap_or_default(),
        };
        let options = OutputOptions {
            format,
            fields: self.fields.clone(),
            jq: self.jq.clone(),
            header: !self.no_header,
            null: self.null,
            quiet: self.quiet,
            // `app` knows the screen's height.
            pager: None,
            verbose: self.verbose > 0,
            color,
            ..of_environment(environment)
        };
        options.check()?;
        Ok(options)
    }
}

/// Returns what the environment says about output.
fn of_environment(environment: &BTreeMap<String, String>) -> OutputOptions {
    let set = |name: &str| environment.get(name).filter(|value| !value.is_empty());
    OutputOptions {
        no_color: set("NO_COLOR").is_some() || set("TERM").is_some_and(|term| term == "dumb"),
        force_color: set("CLICOLOR_FORCE").is_some_and(|value| value != "0"),
        redactor: Arc::new(secrets_of(environment)),
        ..OutputOptions::default()
    }
}

/// Returns what messages must not show of the environment: credentials, and the passwords of addresses and proxies.
fn secrets_of(environment: &BTreeMap<String, String>) -> Redactor {
    let redactor = Redactor::default();
    for (name, value) in environment {
        let name = name.to_ascii_lowercase();
        if ["_key", "_token", "_session_id"]
            .iter()
            .any(|ending| name.starts_with("tmdb") && name.ends_with(ending))
        {
            redactor.learn_if_any(Secret::new(value));
        } else if name.ends_with("_url") || name.ends_with("_proxy") {
            redactor.learn_address(value);
        }
    }
    redactor
}

/// Guesses the output options from raw arguments, for errors that come before they can be parsed.
pub fn early_options(arguments: &[OsString], environment: &BTreeMap<String, String>) -> OutputOptions {
    let words: Vec<&str> =
        arguments.iter().filter_map(|word| word.to_str()).take_while(|word| *word != "--").collect();
    let value = |option: &str| {
        words.iter().enumerate().find_map(|(at, word)| match word.strip_prefix(option)? {
            "" => words.get(at + 1).copied(),
            rest => rest.strip_prefix('='),
        })
    };
    let wants_json = words.iter().any(|word| matches!(*word, "--json" | "--jsonl" | "-ojson" | "-ojsonl"))
        || value("--jq").is_some()
        || words.contains(&"--jq")
        || ["-o", "--output"].iter().any(|option| matches!(value(option), Some("json" | "jsonl")));
    OutputOptions {
        format: if wants_json { Format::Json } else { Format::Table },
        color: value("--color").and_then(ColorChoice::parse).unwrap_or_default(),
        ..of_environment(environment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_described_alike_before_and_after_its_arguments_are_made() {
        let complete = command();
        for early in parser().get_subcommands() {
            let late = complete.find_subcommand(early.get_name()).unwrap();
            assert_eq!(early.get_about().unwrap().to_string(), late.get_about().unwrap().to_string());
        }
    }

    #[test]
    fn a_command_by_itself_and_among_all_others_understands_the_same() {
        let shown = |parsed: Result<Cli, clap::Error>| {
            parsed.map(|cli| format!("{cli:?}")).map_err(|error| error.to_string())
        };
        for line in [
            "flixir search a b --type tv --json -vv",
            "flixir search --profile x -o csv --fields id,title",
            "flixir --json search a",
            "flixir lists show 5 --all --offline",
            "flixir queue retry --now -q",
            "flixir info movie:603 -- tv:5",
            "flixir search a --page 0",
            "flixir search a --nonsense",
            "flixir search --help",
            "flixir lists",
            "flixir serach a",
            "flixir",
        ] {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let among_all = parser().try_get_matches_from(&words);
            let among_all = among_all.and_then(|found| Cli::from_arg_matches(&found));
            assert_eq!(shown(parse(&words)), shown(among_all), "{line}");
        }
    }

    #[test]
    fn the_version_is_the_parser_s() {
        assert_eq!(version(), parser().render_long_version());
    }

    #[test]
    fn errors_that_come_early_look_as_asked() {
        let early = |line: &str, variables: &[&str]| {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let environment = variables.iter().map(|name| ((*name).to_owned(), "1".to_owned())).collect();
            let options = early_options(&words, &environment);
            (options.is_json(), options.has_color(true), options.has_color(false))
        };
        assert_eq!(early("lists frobnicate", &[]), (false, true, false));
        assert_eq!(early("lists frobnicate", &["NO_COLOR"]), (false, false, false));
        assert_eq!(early("lists frobnicate", &["CLICOLOR_FORCE"]), (false, true, true));
        assert_eq!(early("lists frobnicate --color never", &["CLICOLOR_FORCE"]), (false, false, false));
        assert_eq!(early("lists frobnicate --color=always", &["NO_COLOR"]), (false, true, true));
        for line in
            ["x --json", "x --jsonl", "x -o json", "x -ojsonl", "x --output=json", "x --jq .", "x --jq=."]
        {
            assert!(early(line, &[]).0, "{line}");
        }
        for line in ["x -- --json", "x -o csv", "x --output table"] {
            assert!(!early(line, &[]).0, "{line}");
        }
    }
}

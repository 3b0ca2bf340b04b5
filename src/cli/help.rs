//! What a person reads who asks for help: the short page of the bare `flixir`, the commands in groups, the global options
//! on a page of their own, and a command's own options below its examples. Not for what the options are: `args` and each
//! command's file say that.

use std::ffi::OsString;
use std::fmt::Write as _;

use clap::builder::StyledStr;
use clap::{Args as _, Command};

use super::args::{GlobalArgs, parser, version};
use super::examples;

/// The short page.
const FIRST_PAGE: &str = "\
flixir searches TMDB and keeps your movie and TV lists. Changes are saved first
and sent to TMDB as soon as it can be reached.

  flixir demo                         See how it works, without an account
  flixir auth login                   Log in with your TMDB account
  flixir search blade runner          Search movies, TV shows and people
  flixir lists create Winter          Create a list
  flixir lists add Winter movie:603   Add a movie to the list

Show all commands: flixir --help
";

/// The groups of `flixir --help`, in the order in which people meet them. A new command needs a place here.
const GROUPS: [(&str, &[&str]); 5] = [
    (
        "Find",
        &[
            "search",
            "discover",
            "movies",
            "tv",
            "info",
            "reviews",
            "similar",
            "recommended",
            "series",
            "credits",
            "episodes",
            "providers",
        ],
    ),
    ("Your account", &["auth", "lists", "watchlist", "favorites", "ratings"]),
    ("Delivery", &["queue", "status"]),
    ("Data and tools", &["cache", "catalog", "config", "doctor", "api", "schema", "completions"]),
    ("Try", &["demo", "sandbox"]),
];

/// Below the commands.
const WHERE_ELSE: &str = "\
Help for one command: flixir help lists add
Options of every command: flixir help options
";

/// The name of the page of global options, as typed after `flixir help`.
const OPTIONS: &str = "options";

/// The parser's own command, which it puts below each command that has some; the pages here have it nowhere.
const HELP: &str = "help";

/// How the help of a command is laid out: the examples, which are copied, come before the options, which are looked up.
const TEMPLATE: &str = "\
{about-with-newline}
{usage-heading} {usage}{after-help}

{all-args}

Options of every command: flixir help options
";

/// Returns the page that a command line asks for before anything is parsed: the short page of the bare `flixir`, the
/// version, or that of `flixir help COMMAND...`. A command that doesn't exist is left to the parser to refuse.
pub fn before_parsing(arguments: &[OsString]) -> Option<StyledStr> {
    let Some((first, path)) = arguments.split_first() else { return Some(FIRST_PAGE.into()) };
    if first == "--version" && path.is_empty() {
        return Some(version().into());
    }
    if first != HELP {
        return None;
    }
    if path == [OsString::from(OPTIONS)] {
        return Some(options_page());
    }
    let tree = tree();
    let mut found = &tree;
    for word in path {
        found = found.find_subcommand(word).filter(|inner| inner.get_name() != HELP)?;
    }
    Some(page(found, Length::Long))
}

/// Returns the page of the command that a line names before `--help` or `-h`.
pub fn of_line(command_line: &[OsString]) -> StyledStr {
    let is_long = command_line.iter().take_while(|word| *word != "--").any(|word| word == "--help");
    let length = if is_long { Length::Long } else { Length::Short };
    page(named_in(&tree(), command_line), length)
}

/// Returns the page of a command that was typed without the command below it.
pub fn of_incomplete(command_line: &[OsString]) -> StyledStr {
    page(named_in(&tree(), command_line), Length::Short)
}

/// Returns the command that a line names, as one types it, for hints about lines that can't be parsed.
pub fn named_command(command_line: &[OsString]) -> String {
    let tree = tree();
    let found = named_in(&tree, command_line);
    found.get_bin_name().unwrap_or("flixir").to_owned()
}

/// Returns the last command that a line names, the program's name first; a value of an option names none.
fn named_in<'tree>(tree: &'tree Command, command_line: &[OsString]) -> &'tree Command {
    let mut found = tree;
    let mut is_value = false;
    let words = command_line.iter().skip(1).map_while(|word| word.to_str().filter(|word| *word != "--"));
    for word in words {
        if !std::mem::take(&mut is_value) && word != HELP {
            found = found.find_subcommand(word).unwrap_or(found);
        }
        is_value = wants_value(found, word);
    }
    found
}

/// Returns whether the next word is the value of the option `word`.
fn wants_value(command: &Command, word: &str) -> bool {
    let option = command.get_arguments().find(|argument| {
        let long = word.strip_prefix("--").is_some_and(|name| argument.get_long() == Some(name));
        let short = word.strip_prefix('-').and_then(|name| name.parse().ok());
        long || (short.is_some() && argument.get_short() == short)
    });
    option.is_some_and(|option| option.get_action().takes_values() && !option.is_require_equals_set())
}

/// Whether options are described in a line or at length.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Length {
    /// `-h`.
    Short,
    /// `--help` and `flixir help`.
    Long,
}

fn page(command: &Command, length: Length) -> StyledStr {
    let mut command = command.clone();
    match length {
        _ if command.get_name() == "flixir" => all_commands(&command),
        Length::Short => ended(&command.render_help()),
        Length::Long => ended(&command.render_long_help()),
    }
}

/// Ends the page with one line feed: some templates end with none, some with two.
fn ended(page: &StyledStr) -> StyledStr {
    StyledStr::from(page.ansi().to_string().trim_end().to_owned() + "\n")
}

/// Returns all commands as people get to see them: with examples, and the global options on a page of their own.
fn tree() -> Command {
    let mut tree = parser().mut_args(|argument| argument.hide(true));
    tree.build();
    laid_out(tree, "")
}

/// Puts the examples of a command, and of those below it, after its usage.
fn laid_out(command: Command, path: &str) -> Command {
    let command = command.help_template(TEMPLATE);
    let command = match examples::of(path) {
        [] => command,
        found => command.after_help(examples_block(found)),
    };
    command.mut_subcommands(|inner| {
        if inner.get_name() == HELP {
            return inner.hide(true);
        }
        let path = format!("{path} {}", inner.get_name()).trim_start().to_owned();
        laid_out(inner, &path)
    })
}

fn examples_block(examples: &[examples::Example]) -> String {
    let lines = examples.iter().map(|example| format!("  {}\n      {}", example.line, example.about));
    heading("Examples:") + "\n" + &lines.collect::<Vec<_>>().join("\n")
}

/// Returns a heading as the parser draws its own; the escape sequences are taken out again where there is no color.
fn heading(text: &str) -> String {
    let style = *clap::builder::Styles::styled().get_header();
    format!("{style}{text}{style:#}")
}

/// Returns the commands in their groups.
fn all_commands(root: &Command) -> StyledStr {
    let about = root.get_about().map(ToString::to_string).unwrap_or_default();
    let mut page = format!("{about}\n\n{} flixir <COMMAND> [OPTIONS]\n", heading("Usage:"));
    for (name, members) in GROUPS {
        // Writing to a String cannot fail.
        let _ = writeln!(page, "\n{}", heading(name));
        for command in members.iter().filter_map(|member| root.find_subcommand(member)) {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            let _ = writeln!(page, "  {:<13}{about}", command.get_name());
        }
    }
    StyledStr::from(page + "\n" + WHERE_ELSE)
}

/// Returns the page of the options that every command has.
fn options_page() -> StyledStr {
    const ABOUT: &str = "Options that every command understands, before or after its name.\n\n{all-args}\n";
    let options = GlobalArgs::augment_args(Command::new("flixir")).disable_help_flag(true);
    ended(&options.max_term_width(100).help_template(ABOUT).render_help())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split_whitespace().map(OsString::from).collect()
    }

    #[test]
    fn the_pages_that_people_meet_first_fit_their_screens() {
        assert!(FIRST_PAGE.lines().count() <= 15);
        let all = of_line(&words("flixir --help")).to_string();
        assert!(all.lines().count() <= 48, "{all}");
        for page in [FIRST_PAGE, &all] {
            assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
        }
    }

    #[test]
    fn every_command_is_in_a_group() {
        for command in parser().get_subcommands().filter(|command| !command.is_hide_set()) {
            let name = command.get_name();
            assert!(GROUPS.iter().any(|(_, members)| members.contains(&name)), "no group has {name}");
        }
    }

    #[test]
    fn a_command_s_help_has_its_own_options_and_leads_to_the_global_ones() {
        let page = of_line(&words("flixir lists add -h")).to_string();
        let position = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text} in {page}"));
        assert!(position("Usage:") < position("Examples:") && position("Examples:") < position("Arguments:"));
        assert!(page.ends_with("Options of every command: flixir help options\n"), "{page}");
        assert!(!page.contains("--jq"), "{page}");
        let options = before_parsing(&words("help options")).unwrap().to_string();
        for option in GlobalArgs::augment_args(Command::new("x")).get_arguments() {
            let name = format!("--{}", option.get_long().unwrap());
            assert!(options.contains(&name), "{name}");
        }
    }

    #[test]
    fn help_is_asked_for_in_several_ways() {
        let long = before_parsing(&words("help lists add")).unwrap().to_string();
        assert_eq!(long, of_line(&words("flixir lists add --help")).to_string());
        assert!(of_incomplete(&words("flixir lists")).to_string().contains("Commands:"));
        assert!(before_parsing(&words("help nonsense")).is_none());
        assert!(before_parsing(&words("search help")).is_none());
    }

    #[test]
    fn a_line_that_can_t_be_parsed_still_names_its_command() {
        let named = |line: &str| named_command(&words(line));
        assert_eq!(named("flixir search x --page 0"), "flixir search");
        assert_eq!(named("flixir --json lists show Films --page x"), "flixir lists show");
        assert_eq!(named("flixir --profile lists search x"), "flixir search");
        assert_eq!(named("flixir -o json lists help ls"), "flixir lists ls");
        assert_eq!(named("flixir search -- lists"), "flixir search");
        assert_eq!(named("flixir --timeout x"), "flixir");
    }
}

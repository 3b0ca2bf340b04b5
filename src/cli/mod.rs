//! The command line: one file a command, with its arguments, its one call on a service, and its looks.

pub mod api;
pub mod args;
pub mod around;
pub mod auth;
pub mod browse;
pub mod cache;
pub mod catalog;
pub mod collections;
pub mod completions;
pub mod config;
pub mod credits;
pub mod demo;
pub mod discover;
pub mod doctor;
pub mod episodes;
pub mod examples;
pub mod exit;
mod filters;
pub mod help;
pub mod info;
pub mod lists;
pub mod media;
mod numbers;
mod one_title;
mod paging;
pub mod providers;
pub mod queue;
mod queued;
pub mod sandbox;
pub mod schedule;
pub mod schema;
pub mod search;
mod session;
pub mod status;
pub mod usage;
mod web;

use clap::Subcommand;

pub use args::Cli;
pub use exit::Exit;
pub use session::{NestedRun, Session};

use crate::error::Result;

/// The commands.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum Command {
    /// Create, fill, sync, import and export your lists
    Lists(lists::Args),
    /// Show, add and remove your favorites
    Favorites(collections::FavoriteArgs),
    /// Show, add and remove what you want to watch
    Watchlist(collections::WatchlistArgs),
    /// Show, add and remove your ratings
    Ratings(collections::RatingArgs),
    /// See, retry and cancel queued changes
    Queue(queue::Args),
    /// Run a local server that behaves like TMDB, for trying things out
    Sandbox(sandbox::Args),
    /// See how flixir works. Needs no account, key or network
    Demo(demo::Args),
    /// Search movies, TV shows and people
    Search(search::Args),
    /// Find movies or TV shows by genre, year, service and more
    Discover(Box<discover::Args>),
    /// List popular, top-rated, upcoming or trending movies
    Movies(browse::MovieArgs),
    /// List popular, top-rated, current or trending TV shows
    Tv(browse::TvArgs),
    /// Show details of movies, TV shows and people
    Info(info::InfoArgs),
    /// Show the reviews of a movie or TV show
    Reviews(info::ReviewArgs),
    /// Show titles that are like a movie or TV show
    Similar(around::SimilarArgs),
    /// Show what people who liked a movie or TV show also liked
    Recommended(around::RecommendedArgs),
    /// Show the movies of a movie's collection, oldest first
    Series(around::SeriesArgs),
    /// Show the cast and crew of a title, or what a person was in
    Credits(credits::Args),
    /// Show the episodes of a TV show with their air dates
    Episodes(episodes::Args),
    /// List the streaming services of your region
    Providers(providers::Args),
    /// Show, clear or fill the cache
    Cache(cache::Args),
    /// Download the list of all titles, to search it offline
    Catalog(catalog::Args),
    /// Send any request to TMDB's API and print the answer
    Api(api::Args),
    /// Log in to TMDB, log out, show who is logged in
    Auth(auth::Args),
    /// Show and change settings
    Config(config::Args),
    /// Print a shell's completion script
    Completions(completions::Args),
    /// Show your account, lists and queued changes at a glance
    Status(status::Args),
    /// Find problems with flixir's setup and show how to fix them
    Doctor(doctor::Args),
    /// Print the JSON Schema of each command's output
    Schema(schema::Args),
}

impl Command {
    /// Returns whether the command must run even where config.toml is wrong, because it helps to fix it.
    pub fn fixes_configuration(&self) -> bool {
        match self {
            Self::Config(args) => args.fixes_configuration(),
            Self::Completions(_) | Self::Doctor(_) | Self::Schema(_) => true,
            _ => false,
        }
    }

    /// Returns whether what is due may be sent after the command. Not after those that look after logins and the queue
    /// themselves, nor after what only tells or checks.
    pub fn may_deliver_after(&self) -> bool {
        match self {
            Self::Lists(args) => args.may_deliver_after(),
            Self::Search(args) => args.may_deliver_after(),
            Self::Queue(_)
            | Self::Sandbox(_)
            | Self::Demo(_)
            | Self::Catalog(_)
            | Self::Api(_)
            | Self::Auth(_)
            | Self::Config(_)
            | Self::Completions(_)
            | Self::Doctor(_)
            | Self::Schema(_) => false,
            _ => true,
        }
    }

    /// Returns whether the command works as well where there are no folders to keep anything in: packagers print
    /// completions and schemas where there is no home.
    pub fn keeps_nothing(&self) -> bool {
        matches!(self, Self::Completions(_) | Self::Schema(_) | Self::Sandbox(_))
    }

    /// Returns whether the command only looks something up, so that it may be ended at any moment without a word.
    pub fn only_looks(&self) -> bool {
        match self {
            Self::Search(_)
            | Self::Discover(_)
            | Self::Movies(_)
            | Self::Tv(_)
            | Self::Info(_)
            | Self::Reviews(_)
            | Self::Similar(_)
            | Self::Recommended(_)
            | Self::Series(_)
            | Self::Credits(_)
            | Self::Episodes(_)
            | Self::Providers(_)
            | Self::Status(_) => true,
            Self::Lists(args) => args.only_looks(),
            Self::Queue(args) => args.only_looks(),
            _ => false,
        }
    }

    /// Returns whether the command has nothing to do with the person's settings and folders.
    pub fn brings_its_own_world(&self) -> bool {
        matches!(self, Self::Demo(_))
    }

    /// Returns whether the command may start a new profile.
    pub fn starts_a_profile(&self) -> bool {
        matches!(self, Self::Auth(args) if args.logs_in())
    }

    /// Runs the command.
    ///
    /// # Errors
    /// Whatever ends it.
    pub fn run(&self, session: &Session) -> Result<Exit> {
        match self {
            Self::Lists(args) => lists::run(args, session),
            Self::Favorites(args) => collections::run_favorites(args, session),
            Self::Watchlist(args) => collections::run_watchlist(args, session),
            Self::Ratings(args) => collections::run_ratings(args, session),
            Self::Queue(args) => queue::run(args, session),
            Self::Sandbox(args) => sandbox::run(args, session),
            Self::Demo(args) => demo::run(args, session),
            Self::Search(args) => search::run(args, session),
            Self::Discover(args) => discover::run(args, session),
            Self::Movies(args) => browse::run_movies(args, session),
            Self::Tv(args) => browse::run_tv(args, session),
            Self::Info(args) => info::run_info(args, session),
            Self::Reviews(args) => info::run_reviews(args, session),
            Self::Similar(args) => around::run_similar(args, session),
            Self::Recommended(args) => around::run_recommended(args, session),
            Self::Series(args) => around::run_series(args, session),
            Self::Credits(args) => credits::run(args, session),
            Self::Episodes(args) => episodes::run(args, session),
            Self::Providers(args) => providers::run(args, session),
            Self::Cache(args) => cache::run(args, session),
            Self::Catalog(args) => catalog::run(args, session),
            Self::Api(args) => api::run(args, session),
            Self::Auth(args) => auth::run(args, session),
            Self::Config(args) => config::run(args, session),
            Self::Completions(args) => completions::run(args, session),
            Self::Status(args) => status::run(args, session),
            Self::Doctor(args) => doctor::run(args, session),
            Self::Schema(args) => schema::run(args, session),
        }
    }
}

#[cfg(test)]
mod tests;

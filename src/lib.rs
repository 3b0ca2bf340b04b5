//! flixir searches TMDB and keeps lists of movies and TV shows: with a cache, a login, and a queue that saves every
//! change before it is sent. This crate is behind the command `flixir`, and other programs can use it in the same way.
//!
//! Everything begins with [`Flixir`], a profile that is open:
//!
//! | to | call |
//! | --- | --- |
//! | open a profile | [`Flixir::builder`], [`Builder::open`] |
//! | log in | [`Builder::session`] with a session that you have, or [`Flixir::log_in`] with a function that shows an address |
//! | search | [`Flixir::search`]; the cache answers if it can |
//! | read lists, the watchlist, favorites | [`Flixir::lists`], [`Flixir::read`] |
//! | change them | [`Flixir::create_list`], [`Flixir::add`], [`Flixir::remove`] |
//! | send what is queued | [`Flixir::deliver`] |
//! | take over what was changed elsewhere | [`Flixir::sync`] |
//!
//! **A change is saved first.** It is in the profile's database before the first byte goes to TMDB. If TMDB can't be
//! reached, the change stays queued, the list shows it anyway, and a later call, the command `flixir queue retry` or
//! another program on the same profile sends it. [`ItemChange::outcome`] says which it was.
//!
//! **An error** has an [`ErrorKind`] to match on, a sentence for people, and often a hint with a command.
//! Methods block; they can be called from several threads.
//!
//! # Searching
//!
//! The examples ask a [`sandbox`], a server on this machine that behaves like TMDB. Leave out `address`
//! and `folder` to work with TMDB and with the profile that `flixir` uses.
//!
//! ```
//! use flixir::{Flixir, MediaType, Search, sandbox::Sandbox};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let home = tempfile::tempdir()?;
//! let sandbox = Sandbox::local()?;
//! let flixir = Flixir::builder()
//!     .folder(home.path())
//!     .address(&sandbox.base_url())
//!     .access_token(sandbox.token())
//! #   .logins_in_files()
//!     .open()?;
//! let found = flixir.search(Search::new("matrix").only(MediaType::Movie).year(1999))?;
//! assert_eq!(found.rows[0].label(), "The Matrix (1999)");
//! # Ok(())
//! # }
//! ```
//!
//! # Changing a list
//!
//! ```
//! use flixir::{Flixir, MediaRef, Outcome, sandbox::Sandbox};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let home = tempfile::tempdir()?;
//! let sandbox = Sandbox::local()?;
//! let login = sandbox.log_in(None)?;
//! let flixir = Flixir::builder()
//!     .folder(home.path())
//!     .address(&sandbox.base_url())
//!     .api_key(sandbox.key())
//!     .session(login["session_id"].as_str().ok_or("no session")?)
//!     .open()?;
//! flixir.create_list("Winter")?;
//! let change = flixir.add("Winter", &[MediaRef::movie(603)])?;
//! assert_eq!(change.items[0].outcome, Outcome::Added);
//!
//! sandbox.go_down();
//! let change = flixir.add("Winter", &[MediaRef::movie(604)])?;
//! assert_eq!(change.items[0].outcome, Outcome::Queued);
//! assert_eq!(flixir.read("Winter")?.items.len(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! # Logging in
//!
//! The person approves on TMDB's web site, with any browser on any device. The login is kept in the system's keyring, or,
//! as here, in a private file.
//!
//! ```
//! use std::sync::Arc;
//!
//! use flixir::{Flixir, sandbox::Sandbox};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let home = tempfile::tempdir()?;
//! let sandbox = Arc::new(Sandbox::local()?);
//! let flixir = Flixir::builder()
//!     .folder(home.path())
//!     .address(&sandbox.base_url())
//!     .access_token(sandbox.token())
//!     .logins_in_files()
//!     .open()?;
//! let person = Arc::clone(&sandbox);
//! let account = flixir.log_in(move |address| {
//!     println!("Open {address} and approve.");
//!     let approved = person.approve_newest(None); // Here, the sandbox is the person.
//!     assert!(approved.is_ok());
//! })?;
//! assert_eq!(account.username.as_deref(), Some("demo"));
//! # Ok(())
//! # }
//! ```

#[doc(hidden)]
pub mod adapters;
#[doc(hidden)]
pub mod app;
#[doc(hidden)]
pub mod children;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod domain;
mod error;
mod library;
#[doc(hidden)]
pub mod output;
#[doc(hidden)]
pub mod ports;
#[doc(hidden)]
pub mod private_files;
pub mod sandbox;
#[doc(hidden)]
pub mod services;
#[doc(hidden)]
pub mod settings;
#[doc(hidden)]
pub mod store;
#[doc(hidden)]
pub mod tmdb;

#[doc(inline)]
pub use domain::{
    ItemState, List, ListItem, ListName, ListWithItems, Media, MediaRef, MediaType, SyncStatus, Timestamp,
};
pub use error::{Error, ErrorKind, Result};
pub use library::{
    Account, Builder, Change, Collection, Delivery, Flixir, Found, ItemChange, Search, Synced,
};
#[doc(inline)]
pub use services::{answers::Source, outbox::Outcome};

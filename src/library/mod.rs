//! The interface for other programs: [`Flixir`] does what the commands do, without a command line and without a
//! terminal.

mod builder;
mod profile;
mod values;

pub use builder::Builder;
pub use profile::Flixir;
pub use values::{Account, Change, Collection, Delivery, Found, ItemChange, Search, Synced};

#[cfg(test)]
mod tests;

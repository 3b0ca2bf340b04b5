//! One file for each library or piece of the operating system that flixir leans on.

pub mod loopback;
pub mod system;

//! The interfaces between flixir's story and the world: network, secrets, time, chance, people.

mod clock;

pub use clock::{Clock, Entropy};

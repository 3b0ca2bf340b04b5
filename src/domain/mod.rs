//! Values that every other module talks in. Nothing here touches the network, a file or the clock.

mod time;

pub use time::{Timestamp, millis_of};

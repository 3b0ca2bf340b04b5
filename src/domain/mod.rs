//! Values that every other module talks in. Nothing here touches the network, a file or the clock.

mod account;
pub mod item;
pub mod letters;
mod list;
mod media;
mod operation;
mod redactor;
mod secret;
pub mod text;
mod time;

pub use account::{AccountIdentity, is_provisional, provisional_account};
pub use item::{ItemError, ItemLine, ItemSpec, ListText, parse_item, parse_lines, parse_text};
pub use list::{ItemState, List, ListItem, ListWithItems, Misfit, SyncStatus};
pub use media::{Media, MediaRef, MediaType, year_of};
pub use operation::{Hold, ListFields, ListKind, ListName, Operation, OperationKind, Payload, Status};
pub use redactor::Redactor;
pub use secret::Secret;
pub use time::{Timestamp, millis_of};

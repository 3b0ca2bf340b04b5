//! Values that every other module talks in. Nothing here touches the network, a file or the clock.

mod account;
mod attempt;
mod change;
pub mod item;
pub mod letters;
mod list;
mod list_kind;
mod media;
mod operation;
mod reason;
mod redactor;
mod secret;
pub mod text;
mod time;

pub use account::{AccountIdentity, is_provisional, provisional_account};
pub use attempt::AttemptClass;
pub use change::{Change, ClearScope, ListFields, OperationKind};
pub use item::{ItemError, ItemLine, ItemSpec, ListText, one_line, parse_item, parse_lines, parse_text};
pub use list::{ItemState, List, ListItem, ListWithItems, Misfit, SyncStatus};
pub use list_kind::ListKind;
pub use media::{Media, MediaRef, MediaType, year_of};
pub use operation::{Before, Hold, ListName, Operation, Status};
pub use reason::Reason;
pub use redactor::Redactor;
pub use secret::Secret;
pub use time::{Timestamp, is_due, millis_of};

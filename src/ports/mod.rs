//! The interfaces between flixir's services and the outside: network, secrets, time, chance, people, other runs.

mod callback;
mod clock;
mod machine;
mod pace;
mod prompt;
mod runs;
mod screen;
mod secrets;
mod transport;

pub use callback::{Callback, CallbackPage, CallbackRequest, Callbacks};
pub use clock::{Clock, Entropy};
pub use machine::{Disk, Machine, ProgramOutput};
pub use pace::{NoPace, Pace, Traffic};
pub use prompt::{Browser, Clipboard, Editor, Prompt, Voice};
pub use runs::{Lane, LockState, NoProbe, NoProgress, Probe, Progress, RunGuard, RunLocks};
pub use screen::{Frame, FrameRow, FrameText, KeyHint, Screen, Stroke, Weight};
pub use secrets::{Secrets, SecretsError, Unreachable};
pub use transport::{
    Fault, HttpRequest, HttpResponse, Method, Reach, Transport, TransportError, masked as mask_url,
};

//! Who an account is.

/// Who TMDB says an account is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountIdentity {
    /// TMDB's number.
    pub id: u64,
    /// The v4 account object id, where known.
    pub object_id: Option<String>,
    /// The name it logs in with.
    pub username: Option<String>,
    /// The display name.
    pub name: Option<String>,
}

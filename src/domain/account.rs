//! Who an account is, and what one is called that is known only by its session.

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

/// What the names of provisional accounts begin with; those of TMDB's accounts are numbers.
const PROVISIONAL: &str = "session:";

/// Returns the name of an account that is known only by its session, until TMDB has said whose it is.
pub fn provisional_account(fingerprint: &str) -> String {
    format!("{PROVISIONAL}{fingerprint}")
}

/// Returns whether an account is known only by its session.
pub fn is_provisional(account: &str) -> bool {
    account.starts_with(PROVISIONAL)
}

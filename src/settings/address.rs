//! The addresses that a run may be told: https anywhere, plain http on this machine only.

use crate::error::{Error, ErrorKind, Result};

pub(super) fn trimmed(address: &str) -> String {
    address.trim_end_matches('/').to_owned()
}

pub(super) fn api_root(address: &str) -> String {
    let address = trimmed(address);
    let root = address.strip_suffix("/3").or_else(|| address.strip_suffix("/4"));
    root.map(str::to_owned).unwrap_or(address)
}

/// Returns the host of an address, without port and brackets.
fn host(address: &str) -> Option<&str> {
    let rest = address.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#']).next()?;
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if let Some(inner) = authority.strip_prefix('[') {
        return inner.split(']').next();
    }
    authority.split(':').next()
}

/// Returns whether an address names this machine by a loopback address.
pub fn is_loopback(address: &str) -> bool {
    let Some(host) = host(address) else { return false };
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

pub(super) fn check_address(key: &str, address: &str) -> Result<()> {
    let error = |message: String| Err(Error::new(ErrorKind::Config, message));
    match address.split_once("://") {
        Some(("https", rest)) if !rest.is_empty() => Ok(()),
        Some(("http", _)) if is_loopback(address) => Ok(()),
        Some(("http", _)) => error(format!(
            "'{key}' is a plain http address, which is accepted for this machine (127.0.0.1) only: '{address}'"
        )),
        _ => error(format!("'{key}' must be an address that begins with https://, not '{address}'")),
    }
}

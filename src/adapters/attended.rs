//! What may keep a person waiting, or needs the terminal for itself, with the spinner that shows the one and makes room for
//! the other. Not for drawing it (`output::Activity`).

use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use crate::domain::Secret;
use crate::output::Activity;
use crate::ports::{Editor, HttpRequest, HttpResponse, Secrets, SecretsError, Transport, TransportError};

/// Something, and the spinner that knows of it.
pub struct Attended<T: ?Sized> {
    activity: Activity,
    inner: Arc<T>,
}

impl<T: ?Sized> Attended<T> {
    /// Tells `activity` of each use of `inner`.
    pub const fn new(activity: Activity, inner: Arc<T>) -> Self {
        Self { activity, inner }
    }
}

impl Transport for Attended<dyn Transport> {
    fn exchange(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let _under_way = self.activity.request();
        self.inner.exchange(request)
    }

    fn stream(
        &self,
        request: &HttpRequest,
        take: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Result<HttpResponse, TransportError> {
        let _under_way = self.activity.request();
        self.inner.stream(request, take)
    }
}

impl Editor for Attended<dyn Editor> {
    fn edit(&self, command: &str, file: &Path) -> io::Result<bool> {
        let _hidden = self.activity.hide();
        self.inner.edit(command, file)
    }
}

/// A command that prints the session may ask for a passphrase.
impl Secrets for Attended<dyn Secrets> {
    fn get(&self, name: &str) -> Result<Option<Secret>, SecretsError> {
        let _hidden = self.activity.hide();
        self.inner.get(name)
    }

    fn set(&self, name: &str, secret: &Secret) -> Result<(), SecretsError> {
        let _hidden = self.activity.hide();
        self.inner.set(name, secret)
    }

    fn delete(&self, name: &str) -> Result<(), SecretsError> {
        let _hidden = self.activity.hide();
        self.inner.delete(name)
    }
}

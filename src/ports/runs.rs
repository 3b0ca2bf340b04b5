//! The run's lock: the lease of the queue (docs/how-the-queue-keeps-its-promises.md). An operation in `processing` belongs to the run
//! that holds its lock, and to nobody once the kernel has freed it.

use crate::error::Result;

/// How the lock of a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockState {
    /// Its run lives.
    Held,
    /// Its run is gone.
    Free,
    /// Its file is gone, so nothing is known.
    Missing,
}

/// A lock held until dropped. Dropped without [`RunGuard::end`] it is free, and another process can see that.
pub trait RunGuard: Send + Sync {
    /// Returns whether the lock's file is still the one that was locked; a run whose file was taken away stops.
    fn is_intact(&self) -> bool;

    /// The run has no claimed operations any more, so nobody needs its lock again.
    fn end(&self) {}
}

/// Takes and examines run locks.
pub trait RunLocks: Send + Sync {
    /// Takes the lock of a new run; `run` is a fresh random name.
    ///
    /// # Errors
    /// `storage` where the lock can't be made.
    fn acquire(&self, run: &str) -> Result<Box<dyn RunGuard>>;

    /// Tells how the lock of a run stands.
    fn examine(&self, run: &str) -> LockState;

    /// Removes what is left of the lock of a run that was killed.
    fn forget(&self, run: &str);
}

/// Named places in delivery where tests may end the process or look around. Does nothing in a real run.
pub trait Probe: Send + Sync {
    /// Delivery has come to `point`.
    fn reached(&self, point: &'static str);

    /// Returns whether a test takes a guard away, to show that it is needed.
    fn removes(&self, _guard: &'static str) -> bool {
        false
    }

    /// Returns how many lanes a run has that may have `most`.
    fn lanes(&self, most: usize) -> usize {
        most
    }

    /// A lane is about to begin in a thread of its own, which gets what this returns.
    fn lane(&self) -> Box<dyn Lane> {
        Box::new(NoProbe)
    }

    /// The thread that a run began in waits for all lanes to end.
    fn lanes_end(&self) {}
}

/// A lane of a run, where a test decides whose turn it is. It ends when this is dropped.
pub trait Lane: Send {
    /// The lane's thread is there; returns when its turn has come.
    fn begin(&self) {}
}

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProbe;

impl Probe for NoProbe {
    fn reached(&self, _point: &'static str) {}
}

impl Lane for NoProbe {}

/// Counts changes that were sent, for the line that shows progress.
pub trait Progress: Send + Sync {
    /// So many more were sent.
    fn has_sent(&self, changes: usize);
}

/// Counts nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn has_sent(&self, _changes: usize) {}
}

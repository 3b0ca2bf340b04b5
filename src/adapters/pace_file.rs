//! The line of requests as a small file under the operating system's lock, so that all flixir processes of a person keep
//! to one limit together. It holds the next free place and nothing else; losing it costs nothing, so it is never synced.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use crate::ports::{Line, Pace};
use crate::private_files;

/// How often a lock that another process holds is asked for: a request is better sent too early than late.
const TRIES: u32 = 200;
/// Digits of microseconds since 1970.
const WIDTH: usize = 20;

/// A line in a file.
#[derive(Debug)]
pub struct FilePace {
    path: PathBuf,
    /// Opened at the first request; `None` where that can't be done.
    file: OnceLock<Option<Mutex<File>>>,
}

impl FilePace {
    /// Uses the file at `path`, made at the first request with its folder.
    pub fn new(path: PathBuf) -> Self {
        Self { path, file: OnceLock::new() }
    }

    fn open(&self) -> Option<Mutex<File>> {
        private_files::make_folder(self.path.parent()?).ok()?;
        private_files::options().create(true).truncate(false).open(&self.path).ok().map(Mutex::new)
    }
}

impl Pace for FilePace {
    fn take_place(&self, line: Line, now: Duration) -> Option<Duration> {
        let file = self.file.get_or_init(|| self.open()).as_ref()?;
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        if !private_files::lock_briefly(&file, TRIES).ok()? {
            return None;
        }
        let wait = advance(&mut file, line, now);
        file.unlock().ok()?;
        wait
    }
}

fn advance(file: &mut File, line: Line, now: Duration) -> Option<Duration> {
    let mut text = String::with_capacity(WIDTH);
    file.seek(SeekFrom::Start(0)).ok()?;
    // What isn't a number is a file of somebody else's making: the line begins anew.
    let read = Read::by_ref(file).take(WIDTH as u64).read_to_string(&mut text);
    let next = read.ok().and_then(|_| text.trim().parse().ok()).map_or(Duration::ZERO, Duration::from_micros);
    let (wait, after) = line.step(next, now);
    file.seek(SeekFrom::Start(0)).ok()?;
    file.write_all(format!("{:>WIDTH$}", after.as_micros()).as_bytes()).ok()?;
    Some(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends as fast as the line allows; returns when each request went out.
    fn send(paces: &[FilePace], count: usize, line: Line, from: Duration) -> Vec<Duration> {
        let mut clocks = vec![from; paces.len()];
        let mut sent = Vec::new();
        for turn in 0..count {
            let me = turn % paces.len();
            let wait = paces[me].take_place(line, clocks[me]).unwrap();
            clocks[me] += wait;
            sent.push(clocks[me]);
        }
        sent.sort_unstable();
        sent
    }

    #[test]
    fn two_processes_keep_to_one_limit_together() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("made/pace");
        let processes = [FilePace::new(path.clone()), FilePace::new(path)];
        let sent = send(&processes, 400, Line::per_second(40), Duration::from_secs(1_700_000_000));
        let most = sent.iter().map(|from| {
            let until = *from + Duration::from_secs(1);
            sent.iter().filter(|moment| (*from..until).contains(*moment)).count()
        });
        assert!(most.max().unwrap() <= 81, "a burst of a second's requests, and the next second's");
        let after_burst = sent[399].saturating_sub(sent[41]);
        assert!((8_900..=9_000).contains(&after_burst.as_millis()), "{after_burst:?}: 40 a second for both");
    }

    #[test]
    fn a_clock_that_was_put_back_and_a_spoilt_file_hold_nobody_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pace");
        let line = Line::per_second(40);
        let pace = FilePace::new(path.clone());
        send(std::slice::from_ref(&pace), 100, line, Duration::from_secs(1_700_000_000));
        let hour_before = Duration::from_secs(1_700_000_000 - 3600);
        assert_eq!(pace.take_place(line, hour_before), Some(Duration::ZERO));
        std::fs::write(&path, "not a number, and longer than one").unwrap();
        assert_eq!(pace.take_place(line, hour_before), Some(Duration::ZERO));
        assert_eq!(FilePace::new(path.join("below a file")).take_place(line, hour_before), None);
    }

    #[test]
    fn a_process_that_stands_still_with_the_lock_in_hand_holds_nobody_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pace");
        let stopped = File::create(&path).unwrap();
        stopped.try_lock().unwrap();
        let pace = FilePace::new(path);
        assert_eq!(pace.take_place(Line::per_second(40), Duration::from_secs(1)), None);
        stopped.unlock().unwrap();
        assert!(pace.take_place(Line::per_second(40), Duration::from_secs(1)).is_some());
    }
}

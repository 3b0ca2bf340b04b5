//! The state of the limit on requests as a small file under the operating system's lock, so that all flixir processes of
//! a person keep to one limit together. It holds the moments of the latest requests, and the pause that TMDB asked for;
//! losing it costs little, so it is never synced.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use crate::ports::{Pace, Traffic};
use crate::private_files;

/// How often a lock that another process holds is asked for: a request is better sent too early than late.
const TRIES: u32 = 200;
/// What the file begins with. Numbers follow: the end of the pause, the rate after it, and the moments of the latest
/// requests; moments are microseconds since 1970.
const MARK: &str = "flixir-pace-2";
/// A file with more bytes than this was not written by flixir.
const LONGEST: u64 = 64 * 1024;

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
    fn update(&self, work: &mut dyn FnMut(&mut Traffic)) -> bool {
        let Some(file) = self.file.get_or_init(|| self.open()).as_ref() else { return false };
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        if !matches!(private_files::lock_briefly(&file, TRIES), Ok(true)) {
            return false;
        }
        let done = rewrite(&mut file, work);
        // A lock that can't be released is released when the process ends.
        drop(file.unlock());
        done.is_some()
    }
}

/// Lets `work` change what the file holds; `None` where the file can't be read or written, and then `work` wasn't called.
fn rewrite(file: &mut File, work: &mut dyn FnMut(&mut Traffic)) -> Option<()> {
    let mut text = String::new();
    file.seek(SeekFrom::Start(0)).ok()?;
    // What can't be read as text was not written by flixir: the state starts empty.
    let read = Read::by_ref(file).take(LONGEST).read_to_string(&mut text);
    let before = read.ok().and_then(|_| parse(&text)).unwrap_or_default();
    file.seek(SeekFrom::Start(0)).ok()?;
    let mut after = before.clone();
    work(&mut after);
    if after != before {
        let text = write(&after);
        // A state that couldn't be stored is one that others don't see; this request was counted anyway.
        drop(file.write_all(text.as_bytes()).and_then(|()| file.set_len(text.len() as u64)));
    }
    Some(())
}

fn parse(text: &str) -> Option<Traffic> {
    let mut words = text.split_ascii_whitespace();
    let micros = |word: &str| word.parse().ok().map(Duration::from_micros);
    if words.next() != Some(MARK) {
        return None;
    }
    let paused_until = words.next().and_then(micros)?;
    let slowed_to = words.next()?.parse().ok()?;
    let places = words.map(micros).collect::<Option<_>>()?;
    Some(Traffic { places, paused_until, slowed_to })
}

fn write(traffic: &Traffic) -> String {
    let mut text = format!("{MARK} {} {}", traffic.paused_until.as_micros(), traffic.slowed_to);
    for place in &traffic.places {
        text.push(' ');
        text.push_str(&place.as_micros().to_string());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(1_700_000_000);

    fn take(pace: &FilePace, now: Duration) -> Option<Duration> {
        let mut place = None;
        let done = pace.update(&mut |traffic| place = Some(traffic.take_place(40, now)));
        assert_eq!(done, place.is_some());
        place
    }

    #[test]
    fn two_processes_keep_to_one_limit_together() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("made/pace");
        let processes = [FilePace::new(path.clone()), FilePace::new(path)];
        let mut clocks = [START; 2];
        let mut sent: Vec<Duration> = (0..400)
            .map(|turn| {
                let place = take(&processes[turn % 2], clocks[turn % 2]).unwrap();
                clocks[turn % 2] = place;
                place
            })
            .collect();
        sent.sort_unstable();
        let most = sent.iter().map(|from| {
            let until = *from + Duration::from_secs(1);
            sent.iter().filter(|moment| (*from..until).contains(*moment)).count()
        });
        assert_eq!(most.max(), Some(40));
    }

    #[test]
    fn a_refusal_of_one_process_stops_the_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pace");
        let processes = [FilePace::new(path.clone()), FilePace::new(path)];
        let sent = take(&processes[0], START).unwrap();
        assert!(processes[0].update(&mut |traffic| traffic.refuse(40, sent, START, Duration::from_secs(2))));
        assert_eq!(take(&processes[1], START), Some(START + Duration::from_secs(2)));
    }

    #[test]
    fn a_spoilt_file_holds_nobody_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pace");
        let pace = FilePace::new(path.clone());
        for spoilt in
            ["not a number, and longer than one", "        1700000000000000", "flixir-pace-2 9 x", "\u{e9}"]
        {
            std::fs::write(&path, spoilt).unwrap();
            assert_eq!(take(&pace, START), Some(START), "{spoilt}");
        }
        assert_eq!(take(&FilePace::new(path.join("below a file")), START), None);
    }

    #[test]
    fn a_process_that_stands_still_with_the_lock_in_hand_holds_nobody_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pace");
        let stopped = File::create(&path).unwrap();
        stopped.try_lock().unwrap();
        let pace = FilePace::new(path);
        assert_eq!(take(&pace, START), None);
        stopped.unlock().unwrap();
        assert!(take(&pace, START).is_some());
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read(
            places in proptest::collection::vec(0_u64..u64::MAX, 0..50), until in 0_u64..u64::MAX, slowed_to: u32,
        ) {
            let places = places.into_iter().map(Duration::from_micros).collect();
            let traffic = Traffic { places, paused_until: Duration::from_micros(until), slowed_to };
            proptest::prop_assert_eq!(parse(&write(&traffic)), Some(traffic));
        }
    }
}

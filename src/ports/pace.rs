//! Keeping all requests together under one limit on requests a second: the decisions here are pure; an adapter stores
//! the state and shares it between processes.

use std::collections::VecDeque;
use std::time::Duration;

/// Where the state of the limit is kept, so that every process of a person works on the same.
pub trait Pace: Send + Sync {
    /// Works on the shared state while nobody else does. False where it can't be shared: then nothing was done, and each
    /// process keeps to the limit by itself.
    fn update(&self, work: &mut dyn FnMut(&mut Traffic)) -> bool;
}

/// Shares nothing: for a process that is alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoPace;

impl Pace for NoPace {
    fn update(&self, _work: &mut dyn FnMut(&mut Traffic)) -> bool {
        false
    }
}

/// The span in which no more requests go than are allowed a second: a second, and what a request may lose on its way. Requests
/// that were spaced by this arrived spaced to 3 ms, on a machine with four times as much to do as it can.
const WINDOW: Duration = Duration::from_millis(1_020);
/// A moment further ahead than this was never given out: a clock was put back since.
const FURTHEST: Duration = Duration::from_mins(2);
/// In how many seconds the rate grows by one request a second after a refusal.
const GROWTH: Duration = Duration::from_secs(1);

/// When the latest requests went out, and what TMDB said to that. All moments are the machine's time since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// When the latest requests went out, or will go out; the oldest first.
    pub places: VecDeque<Duration>,
    /// Nothing goes out before this moment. In the past where nothing was refused lately.
    pub paused_until: Duration,
    /// Requests a second that were allowed when that pause ended; grows from there on. 0 where nothing was ever refused.
    pub slowed_to: u32,
}

impl Traffic {
    /// Returns the moment at which the next request may go out, and counts it as gone. No more than `rate` (at least 1) go
    /// out in any second, fewer after a refusal. After a rest half of them go at once; more are evenly spaced, so that
    /// delayed requests don't arrive together with the next ones.
    pub fn take_place(&mut self, rate: u32, now: Duration) -> Duration {
        self.forget_the_future(now);
        let rate = rate.max(1);
        let earliest = now.max(self.paused_until);
        let allowed = self.allowed(rate, earliest);
        let full = self.places.len().checked_sub(allowed as usize).map(|oldest| self.places[oldest] + WINDOW);
        let earliest = earliest.max(full.unwrap_or_default());
        let recent = self.places.iter().rev().take_while(|place| **place + WINDOW > earliest).count();
        let is_even = allowed < rate || recent >= (rate / 2) as usize;
        let gap = if is_even { WINDOW / allowed } else { Duration::ZERO };
        let after_last = self.places.back().map(|last| *last + gap);
        let place = earliest.max(after_last.unwrap_or_default());
        self.places.push_back(place);
        let spare = self.places.len().saturating_sub(rate as usize);
        self.places.drain(..spare);
        place
    }

    /// Takes note that TMDB refused a request sent at `sent` as one too many: everybody pauses, then sends half as much.
    /// Refusals of what was sent before the pause ended belong to the refusal that began it.
    pub fn refuse(&mut self, rate: u32, sent: Duration, now: Duration, pause: Duration) {
        self.forget_the_future(now);
        if sent < self.paused_until {
            return;
        }
        self.slowed_to = (self.allowed(rate.max(1), now) / 2).max(1);
        self.paused_until = now + pause;
    }

    /// Returns how many requests may go out in the second after `moment`.
    fn allowed(&self, rate: u32, moment: Duration) -> u32 {
        if self.slowed_to == 0 {
            return rate;
        }
        let grown = moment.saturating_sub(self.paused_until).as_secs() / GROWTH.as_secs();
        rate.min(self.slowed_to.saturating_add(u32::try_from(grown).unwrap_or(u32::MAX)))
    }

    fn forget_the_future(&mut self, now: Duration) {
        let furthest = self.places.back().copied().unwrap_or_default().max(self.paused_until);
        if furthest > now + FURTHEST {
            *self = Self::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const START: Duration = Duration::from_secs(1_700_000_000);

    fn millis(number: u64) -> Duration {
        Duration::from_millis(number)
    }

    /// The most requests that went out in one second, wherever it begins.
    fn most_in_a_second(sent: &[Duration]) -> usize {
        let within = |from: Duration| {
            sent.iter().filter(|moment| (from..from + Duration::from_secs(1)).contains(*moment)).count()
        };
        sent.iter().map(|from| within(*from)).max().unwrap_or(0)
    }

    #[test]
    fn after_a_rest_half_of_a_second_s_requests_go_at_once_and_the_others_evenly() {
        let mut traffic = Traffic::default();
        let sent: Vec<_> = (0..500).map(|_| traffic.take_place(40, START)).collect();
        assert_eq!(sent[19], START);
        assert_eq!(sent[20], START + WINDOW / 40);
        let gaps = sent[40..].windows(2).map(|pair| pair[1].abs_diff(pair[0]));
        assert!(gaps.clone().all(|gap| gap == WINDOW / 40), "no heap ever comes again");
        assert_eq!(most_in_a_second(&sent), 40);
        assert!(sent[499] < START + Duration::from_millis(12_900), "{:?} for 500", sent[499].abs_diff(START));
    }

    #[test]
    fn a_refusal_stops_everybody_and_halves_the_rate_which_grows_back() {
        let mut traffic = Traffic::default();
        let sent = traffic.take_place(40, START);
        traffic.refuse(40, sent, START + millis(50), millis(1_500));
        let end = START + millis(1_550);
        // The other requests were on their way already: this counts as one refusal, not nine.
        traffic.refuse(40, START + millis(20), START + millis(60), millis(1_500));
        assert_eq!((traffic.slowed_to, traffic.paused_until), (20, end));
        assert_eq!(traffic.take_place(40, START + millis(70)), end);
        assert_eq!(traffic.take_place(40, START + millis(70)), end + WINDOW / 20, "evenly, no burst");
        traffic.refuse(40, end + millis(1), end + millis(30), millis(1_000));
        assert_eq!(traffic.slowed_to, 10, "a refusal after the pause halves again");
        assert_eq!(traffic.allowed(40, traffic.paused_until + Duration::from_secs(12)), 22);
        assert_eq!(traffic.allowed(40, traffic.paused_until + Duration::from_mins(5)), 40);
    }

    #[test]
    fn a_clock_that_was_put_back_holds_nobody_up() {
        let mut traffic = Traffic::default();
        for _ in 0..100 {
            traffic.take_place(40, START);
        }
        let hour_before = START.saturating_sub(Duration::from_hours(1));
        assert_eq!(traffic.take_place(40, hour_before), hour_before);
        assert_eq!(traffic.take_place(0, hour_before), hour_before + WINDOW, "at least one a second");
    }

    proptest! {
        /// Several processes share the state. Each asks for a place when it has used its last one, and sends up to 20 ms late.
        #[test]
        fn processes_together_keep_to_the_limit_and_no_burst_follows_a_refusal(
            rate in 2_u32..60,
            processes in prop::collection::vec(Just(START), 1..9),
            steps in prop::collection::vec((0_u64..60, 0_u64..20, prop::bool::weighted(0.02)), 50..400),
        ) {
            let (mut traffic, mut free_at) = (Traffic::default(), processes);
            let (mut sent, mut places): (Vec<Duration>, Vec<Duration>) = Default::default();
            for (rest, late, is_refused) in steps {
                // The process that is free first continues, after a rest.
                let next = (0..free_at.len()).min_by_key(|process| free_at[*process]).unwrap();
                let now = free_at[next] + millis(rest);
                let place = traffic.take_place(rate, now);
                let slowed = place < traffic.paused_until + Duration::from_secs(u64::from(rate - traffic.slowed_to.min(rate)));
                if let Some(last) = places.last().filter(|last| **last >= traffic.paused_until)
                    && traffic.slowed_to > 0 && slowed
                {
                    prop_assert!(place.abs_diff(*last) >= WINDOW / rate, "a burst after a refusal");
                }
                places.push(place);
                sent.push(place + millis(late));
                free_at[next] = place + millis(late);
                if is_refused {
                    traffic.refuse(rate, place, free_at[next], millis(10_000));
                    // The others hear of it before they send.
                    for free in &mut free_at {
                        *free = (*free).max(place);
                    }
                }
            }
            sent.sort_unstable();
            prop_assert!(most_in_a_second(&sent) <= rate as usize);
        }
        #[test]
        fn no_second_has_more_than_are_allowed(
            rate in 1_u32..60,
            steps in prop::collection::vec((0_u64..400, prop::bool::weighted(0.05)), 1..300),
        ) {
            let mut traffic = Traffic::default();
            let mut now = START;
            let mut sent: Vec<Duration> = Vec::new();
            for (step, refused) in steps {
                // Several wait at once, but nobody for long before it asks for the next place.
                now = (now + millis(step)).max(sent.last().copied().unwrap_or_default().saturating_sub(millis(9_000)));
                let place = traffic.take_place(rate, now);
                prop_assert!(place >= now && sent.last().is_none_or(|last| *last <= place));
                sent.push(place);
                if refused {
                    traffic.refuse(rate, place, now.max(place), millis(1_000));
                }
            }
            prop_assert!(most_in_a_second(&sent) <= rate as usize);
        }
    }
}

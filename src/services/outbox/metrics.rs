//! The queue's numbers in Prometheus' text format, for the collector of text files that most machines run already.
//! Not for what the numbers are: that is [`super::stats`].

use std::fmt::Write as _;

use super::stats::QueueStats;
use crate::domain::Timestamp;

/// Puts the queue's numbers into Prometheus' text format (version 0.0.4). What is unknown is left out.
pub fn exposition(stats: &QueueStats) -> String {
    let mut text = Exposition::default();
    let by = |label: &'static str, counts: &std::collections::BTreeMap<&'static str, u64>| {
        counts.iter().map(|(name, count)| (format!("{{{label}=\"{name}\"}}"), count.to_string())).collect()
    };
    let time = |moment: Option<Timestamp>| {
        moment.map(|moment| (String::new(), seconds(moment))).into_iter().collect::<Vec<_>>()
    };
    text.family("operations", "gauge", "Changes in the queue, by status.", by("status", &stats.by_status));
    text.family("held", "gauge", "Changes that need a login or a decision.", by("reason", &stats.held));
    let hold = stats.hold.map(|hold| (format!("{{reason=\"{}\"}}", hold.name()), "1".to_owned()));
    text.family("hold", "gauge", "Why all changes of the account are on hold.", Vec::from_iter(hold));
    text.family(
        "events_total",
        "counter",
        "Events since the database was created.",
        by("event", &stats.totals),
    );
    let delivered = [("0.5", stats.delivery.p50_s), ("0.95", stats.delivery.p95_s)];
    let delivered = delivered
        .into_iter()
        .filter_map(|(share, value)| Some((format!("{{quantile=\"{share}\"}}"), value?.to_string())))
        .collect();
    text.family(
        "delivery_seconds",
        "gauge",
        "Time from queueing a change until TMDB confirmed it, for the latest thousand changes.",
        delivered,
    );
    text.family(
        "oldest_pending_timestamp_seconds",
        "gauge",
        "When the oldest waiting change was queued.",
        time(stats.oldest_pending_at),
    );
    text.family(
        "next_attempt_timestamp_seconds",
        "gauge",
        "When the next attempt is due.",
        time(stats.next_attempt_at),
    );
    text.family(
        "last_run_timestamp_seconds",
        "gauge",
        "When a delivery last ended.",
        time(stats.last_run_at),
    );
    text.0
}

fn seconds(moment: Timestamp) -> String {
    let millis = moment.millis();
    format!("{}.{:03}", millis.div_euclid(1000), millis.rem_euclid(1000))
}

#[derive(Default)]
struct Exposition(String);

impl Exposition {
    fn family(&mut self, name: &str, kind: &str, help: &str, samples: Vec<(String, String)>) {
        let name = format!("flixir_queue_{name}");
        // Writing to a string can't fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for (labels, value) in samples {
            let _ = writeln!(self.0, "{name}{labels} {value}");
        }
    }
}

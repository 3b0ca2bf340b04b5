//! Sends what is queued, synchronizes every list, and ends with 1 if a person has to look: for a nightly timer.
//!
//! ```sh
//! flixir auth login    # once
//! cargo run --example nightly_sync
//! ```

#![expect(clippy::print_stdout, reason = "it speaks to a person")]

use std::process::ExitCode;

use flixir::Flixir;

fn main() -> flixir::Result<ExitCode> {
    let flixir = Flixir::builder().open()?;
    let delivery = flixir.deliver()?;
    println!("sent {}, refused {}, still queued {}", delivery.done, delivery.failed, delivery.queued);
    let mut needs_a_person = delivery.failed > 0;
    for synced in flixir.sync()? {
        let name = synced.list.name.as_deref().unwrap_or(&synced.list.local_id);
        println!("{name}: {} sent, {} taken over", synced.pushed, synced.pulled);
        if let Some(error) = &synced.error {
            println!("{name}: left alone: {error}");
        }
        needs_a_person |= synced.conflicts > 0 || synced.error.is_some();
    }
    Ok(if needs_a_person { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

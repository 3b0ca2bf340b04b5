//! Puts the titles that are named on the command line on the watchlist, the best match for each.
//!
//! ```sh
//! export TMDB_API_KEY=... TMDB_SESSION_ID=...    # or log in once with: flixir auth login
//! cargo run --example watchlist_bot -- "blade runner" "the matrix"
//! ```

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it speaks to a person")]

use flixir::{Collection, Flixir, MediaType, Search};

fn main() -> flixir::Result<()> {
    let flixir = Flixir::builder().open()?;
    for title in std::env::args().skip(1) {
        let found = flixir.search(Search::new(&title).only(MediaType::Movie))?;
        let Some(movie) = found.rows.first() else {
            println!("{title}: no movie found");
            continue;
        };
        let change = flixir.add(Collection::Watchlist, &[movie.item()])?;
        for item in &change.items {
            println!("{}: {}", movie.label(), item.outcome.name());
        }
    }
    for warning in flixir.take_warnings() {
        eprintln!("warning: {warning}");
    }
    Ok(())
}

//! Searching the catalog: words and their beginnings, what fits best, and one typing error forgiven.
//! Not for titles by their number.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension};

use super::file::{CatalogHits, CatalogTitle, key_of, read_title};
use crate::domain::{MediaRef, MediaType, letters};

/// Cuts text into words as the index does: runs of letters and digits.
pub(super) fn words(text: &str) -> Vec<String> {
    const MOST: usize = 16;
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(MOST)
        .map(str::to_lowercase)
        .collect()
}

/// One search under way.
pub(super) struct Search<'a> {
    pub(super) connection: &'a Connection,
    pub(super) media_type: Option<MediaType>,
    pub(super) limit: usize,
}

impl Search<'_> {
    pub(super) fn run(&self, typed: &[String]) -> rusqlite::Result<CatalogHits> {
        // More than wanted, because the best fit need not be the most popular.
        const AT_LEAST: usize = 100;
        let most = self.limit.max(AT_LEAST);
        let beginnings: Vec<String> = typed.iter().map(|word| format!("\"{word}\"*")).collect();
        let all = beginnings.join(" ");
        let popular = self.matching(&all, most)?;
        let is_complete = popular.len() < most;
        let (total, has_more) = if is_complete { (popular.len() as u64, false) } else { self.count(&all)? };
        let mut found: HashMap<MediaRef, CatalogTitle> =
            popular.into_iter().map(|title| (title.item, title)).collect();
        if !is_complete {
            // A title of just these words may be too obscure to be among those.
            let named_so = self.matching(&format!("^\"{}\"*", typed.join(" ")), self.limit)?;
            found.extend(named_so.into_iter().map(|title| (title.item, title)));
        }
        let typed: Vec<String> = typed.iter().map(|word| letters::folded(word)).collect();
        let mut scored: Vec<(f64, CatalogTitle)> =
            found.into_values().map(|title| (score(&title, &typed), title)).collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.item.cmp(&b.1.item)));
        scored.truncate(self.limit);
        Ok(CatalogHits {
            titles: scored.into_iter().map(|(_, title)| title).collect(),
            total,
            has_more,
            corrected: None,
        })
    }

    /// Returns the most popular titles that fit.
    fn matching(&self, query: &str, most: usize) -> rusqlite::Result<Vec<CatalogTitle>> {
        let kind = self.media_type.map(|media_type| match media_type {
            MediaType::Movie => 0,
            MediaType::Tv => 1,
            MediaType::Person => 2,
        });
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.connection
            .prepare_cached(
                "SELECT t.key, t.title, t.popularity FROM word JOIN title t ON t.rank = word.rowid
                 WHERE word MATCH ?1 AND (?2 IS NULL OR (t.key & 3) = ?2) ORDER BY word.rowid LIMIT ?3",
            )?
            .query_map((query, kind, most), read_title)?
            .collect()
    }

    /// Counts what fits; the second is whether there is more than that.
    fn count(&self, query: &str) -> rusqlite::Result<(u64, bool)> {
        const ENOUGH: usize = 1000;
        let most = i64::try_from(self.limit.max(ENOUGH)).unwrap_or(i64::MAX);
        let one_more = most.saturating_add(1);
        let kind = self.media_type.and_then(|media_type| key_of(MediaRef { media_type, id: 0 }));
        let sql = if kind.is_none() {
            "SELECT count(*) FROM (SELECT 1 FROM word WHERE word MATCH ?1 AND ?2 IS NULL LIMIT ?3)"
        } else {
            "SELECT count(*) FROM (SELECT 1 FROM word JOIN title t ON t.rank = word.rowid
             WHERE word MATCH ?1 AND (t.key & 3) = ?2 LIMIT ?3)"
        };
        let total: i64 = self.connection.query_row(sql, (query, kind, one_more), |row| row.get(0))?;
        Ok((u64::try_from(total.min(most)).unwrap_or(0), total > most))
    }

    /// Returns what may have been meant, best guess first: words that no title begins with are replaced by the commonest
    /// ones a typing error away; where there are none of those, one word after the other.
    pub(super) fn corrections(&self, text: &str) -> rusqlite::Result<Vec<Vec<String>>> {
        const MOST_GUESSES: usize = 4;
        let typed = folded_words(text)?;
        let mut unknown = Vec::new();
        for (index, word) in typed.iter().enumerate() {
            if !self.begins_a_term(word)? {
                unknown.push(index);
            }
        }
        let mut guesses = Vec::new();
        if unknown.is_empty() {
            for index in 0..typed.len() {
                for guess in self.neighbours(&typed[index])?.into_iter().take(MOST_GUESSES) {
                    let mut corrected = typed.clone();
                    corrected[index] = guess;
                    guesses.push(corrected);
                }
            }
            return Ok(guesses);
        }
        let mut corrected = typed.clone();
        for &index in &unknown {
            let mut near = self.neighbours(&typed[index])?.into_iter();
            let Some(best) = near.next() else { return Ok(Vec::new()) };
            corrected[index] = best;
            if unknown.len() == 1 {
                guesses.extend(near.take(MOST_GUESSES - 1).map(|guess| {
                    let mut other = typed.clone();
                    other[index] = guess;
                    other
                }));
            }
        }
        guesses.insert(0, corrected);
        Ok(guesses)
    }

    fn begins_a_term(&self, word: &str) -> rusqlite::Result<bool> {
        let next: Option<String> = self
            .connection
            .prepare_cached("SELECT term FROM term WHERE term >= ?1 ORDER BY term LIMIT 1")?
            .query_row([word], |row| row.get(0))
            .optional()?;
        Ok(next.is_some_and(|term| term.starts_with(word)))
    }

    /// Returns the terms that are one typing error away from `word`, commonest first.
    fn neighbours(&self, word: &str) -> rusqlite::Result<Vec<String>> {
        let mut known: Vec<(i64, String)> = Vec::new();
        let mut look_up = self.connection.prepare_cached("SELECT titles FROM term WHERE term = ?1")?;
        for candidate in one_error_away(word) {
            let titles: Option<i64> = look_up.query_row([&candidate], |row| row.get(0)).optional()?;
            known.extend(titles.map(|titles| (titles, candidate)));
        }
        known.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        Ok(known.into_iter().map(|(_, term)| term).collect())
    }
}

/// Weighs how well a title fits against how popular it is: an obscure movie of just this name must not hide the famous one
/// whose name has a word more, nor a famous one hide it among hundreds. `typed` is folded.
fn score(title: &CatalogTitle, typed: &[String]) -> f64 {
    let own = words(&letters::folded(&title.title));
    let has_words = typed.iter().all(|word| own.contains(word));
    let begins = own.len() >= typed.len() && own.iter().zip(typed).all(|(own, typed)| own.starts_with(typed));
    let is_all = begins && has_words && own.len() == typed.len();
    let mut score = (1.0 + title.popularity.max(0.0)).log10();
    score += if is_all { 1.2 } else { 0.0 };
    score += if begins { 0.4 } else { 0.0 };
    score + if has_words { 0.5 } else { 0.0 }
}

/// Cuts text into words without accents and case, exactly as the index does: by an index of its own.
fn folded_words(text: &str) -> rusqlite::Result<Vec<String>> {
    let connection = Connection::open_in_memory()?;
    connection.execute_batch(
        "CREATE VIRTUAL TABLE typed USING fts5(text, tokenize='unicode61 remove_diacritics 2');
         CREATE VIRTUAL TABLE typed_word USING fts5vocab(typed, instance);",
    )?;
    connection.execute("INSERT INTO typed(text) VALUES (?1)", [text])?;
    let mut words = connection.prepare("SELECT term FROM typed_word ORDER BY \"offset\" LIMIT 16")?;
    words.query_map([], |row| row.get(0))?.collect()
}

/// Returns every text that is one letter more, less, other, or swapped with its neighbour.
fn one_error_away(word: &str) -> HashSet<String> {
    // Shorter words are one error away from everything.
    const SHORTEST: usize = 3;
    const LONGEST: usize = 30;
    let letters: Vec<char> = word.chars().collect();
    // Scripts without an alphabet have no typing errors of this kind.
    let has_alphabet = letters.iter().all(|letter| u32::from(*letter) < 0x2E80);
    if letters.len() < SHORTEST || letters.len() > LONGEST || !has_alphabet {
        return HashSet::new();
    }
    let alphabet = alphabet_of(&letters);
    let mut near = HashSet::new();
    for at in 0..=letters.len() {
        for letter in &alphabet {
            let mut more = letters.clone();
            more.insert(at, *letter);
            near.insert(more.into_iter().collect());
            if at < letters.len() {
                let mut other = letters.clone();
                other[at] = *letter;
                near.insert(other.into_iter().collect());
            }
        }
        if at < letters.len() {
            let mut less = letters.clone();
            less.remove(at);
            near.insert(less.into_iter().collect());
        }
        if at + 1 < letters.len() {
            let mut swapped = letters.clone();
            swapped.swap(at, at + 1);
            near.insert(swapped.into_iter().collect());
        }
    }
    near.remove(word);
    near
}

/// Latin letters and digits, and the neighbourhood of every other letter of the word.
fn alphabet_of(letters: &[char]) -> HashSet<char> {
    let mut alphabet: HashSet<char> = ('a'..='z').chain('0'..='9').collect();
    for letter in letters.iter().filter(|letter| !letter.is_ascii()) {
        let block = u32::from(*letter) & !0x1F;
        alphabet
            .extend((block..block + 0x20).filter_map(char::from_u32).filter(|near| near.is_alphanumeric()));
    }
    alphabet
}

//! Lists written for people, for git and for other programs (`formats.md` §1, §2, §5). `list`, `csv`, `json` and
//! `jsonl` read back as the same list; the others leave out what their reader would take for something else.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::table;
use crate::domain::{ItemState, ListItem, ListWithItems, MediaRef, MediaType, one_line};
use crate::error::{Error, Result};
use crate::tmdb::ATTRIBUTION;

/// What `lists export --to` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// A table of everything known.
    Csv,
    /// The list with its items, one document.
    Json,
    /// The items, one a line.
    Jsonl,
    /// The text form of `cli.md` §4.
    List,
    /// A list with links.
    Markdown,
    /// The table that Letterboxd imports; movies only.
    Letterboxd,
    /// A table as `IMDb` writes it; what `IMDb` knows only.
    Imdb,
    /// A custom list for Radarr; movies only.
    Radarr,
    /// A custom list for Sonarr; shows only.
    Sonarr,
    /// A `StevenLu` list; movies that `IMDb` knows only.
    Stevenlu,
}

impl ExportFormat {
    /// Every format, in the order of the documentation.
    pub const ALL: [Self; 10] = [
        Self::Csv,
        Self::Json,
        Self::Jsonl,
        Self::List,
        Self::Markdown,
        Self::Letterboxd,
        Self::Imdb,
        Self::Radarr,
        Self::Sonarr,
        Self::Stevenlu,
    ];

    /// Returns the word of `--to`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::List => "list",
            Self::Markdown => "markdown",
            Self::Letterboxd => "letterboxd",
            Self::Imdb => "imdb",
            Self::Radarr => "radarr",
            Self::Sonarr => "sonarr",
            Self::Stevenlu => "stevenlu",
        }
    }

    /// Returns whether a format that can be imported again has no place for comments.
    pub const fn drops_comments(self) -> bool {
        matches!(self, Self::List | Self::Letterboxd)
    }

    /// Returns whether an item of this type needs ids beyond TMDB's in the format.
    pub const fn needs_external(self, media_type: MediaType) -> bool {
        match self {
            Self::Imdb => true,
            Self::Stevenlu | Self::Letterboxd => matches!(media_type, MediaType::Movie),
            Self::Sonarr => matches!(media_type, MediaType::Tv),
            _ => false,
        }
    }

    /// Returns whether the format has a place for ids beyond TMDB's of an item of this type.
    pub const fn has_external(self, media_type: MediaType) -> bool {
        match self {
            Self::Csv | Self::Json | Self::Jsonl => true,
            Self::Radarr => matches!(media_type, MediaType::Movie),
            _ => self.needs_external(media_type),
        }
    }
}

/// Which ids of other catalogs an export asks TMDB for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedIds {
    /// Those without which the format can't hold an item.
    Needed,
    /// All that the format has a place for (`--with-ids`).
    All,
}

/// What is known of an item beyond the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct External {
    /// `IMDb`'s id.
    pub imdb: Option<String>,
    /// TVDB's number.
    pub tvdb: Option<u64>,
}

/// A list in some format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The file's content, UTF-8, ending with a line feed.
    pub text: String,
    /// Items that the format can't carry, with the reason.
    pub left_out: Vec<(MediaRef, &'static str)>,
}

/// Writes a list. Items that wait for their removal are left out silently: the person took them off.
///
/// # Errors
/// `storage` where the writer fails, which it doesn't in memory.
pub fn export(
    list: &ListWithItems,
    format: ExportFormat,
    external: &BTreeMap<MediaRef, External>,
) -> Result<Export> {
    let mut writer = Writer { list, external, left_out: Vec::new() };
    let text = match format {
        ExportFormat::Csv => writer.csv(table::write)?,
        ExportFormat::Json => writer.json()?,
        ExportFormat::Jsonl => writer.jsonl()?,
        ExportFormat::List => writer.list(),
        ExportFormat::Markdown => writer.markdown(),
        ExportFormat::Letterboxd => writer.letterboxd()?,
        ExportFormat::Imdb => writer.imdb()?,
        ExportFormat::Radarr => writer.radarr()?,
        ExportFormat::Sonarr => writer.sonarr()?,
        ExportFormat::Stevenlu => writer.stevenlu()?,
    };
    Ok(Export { text, left_out: writer.left_out })
}

/// Writes a list as CSV with its cells as they are, formulas of a spreadsheet included.
///
/// # Errors
/// As [`export`].
pub fn export_raw_csv(list: &ListWithItems, external: &BTreeMap<MediaRef, External>) -> Result<Export> {
    let writer = Writer { list, external, left_out: Vec::new() };
    Ok(Export { text: writer.csv(table::write_raw)?, left_out: writer.left_out })
}

struct Writer<'a> {
    list: &'a ListWithItems,
    external: &'a BTreeMap<MediaRef, External>,
    left_out: Vec<(MediaRef, &'static str)>,
}

impl<'a> Writer<'a> {
    fn items(&self) -> Vec<&'a ListItem> {
        self.list.items.iter().filter(|item| item.state != ItemState::PendingRemove).collect()
    }

    /// The items for which `keep` finds what the format needs; the others are noted with `reason`.
    fn only<T>(
        &mut self,
        reason: &'static str,
        keep: impl Fn(&ListItem, &External) -> Option<T>,
    ) -> Vec<(&'a ListItem, T)> {
        let nothing = External::default();
        let mut kept = Vec::new();
        for item in self.items() {
            match keep(item, self.external.get(&item.media.item()).unwrap_or(&nothing)) {
                Some(found) => kept.push((item, found)),
                None => self.left_out.push((item.media.item(), reason)),
            }
        }
        kept
    }

    fn external(&self, item: MediaRef) -> External {
        self.external.get(&item).cloned().unwrap_or_default()
    }

    fn csv(
        &self,
        write: impl Fn(&[&str], std::vec::IntoIter<Vec<String>>) -> Result<String>,
    ) -> Result<String> {
        const HEADER: [&str; 12] = [
            "media_type",
            "id",
            "title",
            "original_title",
            "release_date",
            "year",
            "imdb_id",
            "tvdb_id",
            "your_rating",
            "comment",
            "added_at",
            "url",
        ];
        let rows = self.items().into_iter().map(|item| {
            let media = &item.media;
            let external = self.external(media.item());
            vec![
                media.media_type.name().to_owned(),
                media.id.to_string(),
                text(media.title.as_deref()),
                text(media.original_title.as_deref()),
                text(media.release_date.as_deref()),
                text(media.year),
                text(external.imdb),
                text(external.tvdb),
                text(item.score),
                text(item.comment.as_deref()),
                text(item.added_at),
                media.url.clone(),
            ]
        });
        write(&HEADER, rows.collect::<Vec<_>>().into_iter())
    }

    fn json(&self) -> Result<String> {
        let list = ListWithItems {
            list: self.list.list.clone(),
            items: self.items().into_iter().cloned().collect(),
        };
        let mut document = to_value(&list)?;
        if let Some(items) = document.get_mut("items").and_then(Value::as_array_mut) {
            for (value, item) in items.iter_mut().zip(&list.items) {
                self.put_external(value, item);
            }
        }
        pretty(&document)
    }

    fn jsonl(&self) -> Result<String> {
        let mut lines = String::new();
        for item in self.items() {
            let mut value = to_value(item)?;
            self.put_external(&mut value, item);
            // Writing to a String cannot fail.
            let _ = writeln!(lines, "{value}");
        }
        Ok(lines)
    }

    fn put_external(&self, value: &mut Value, item: &ListItem) {
        let (Some(object), Some(external)) = (value.as_object_mut(), self.external.get(&item.media.item()))
        else {
            return;
        };
        let facts = [
            ("imdb_id", external.imdb.clone().map(Value::from)),
            ("tvdb_id", external.tvdb.map(Value::from)),
        ];
        for (key, fact) in facts {
            object.extend(fact.map(|fact| (key.to_owned(), fact)));
        }
    }

    fn list(&self) -> String {
        /// Where comments begin, unless an id is longer.
        const COLUMN: usize = 17;
        let list = &self.list.list;
        let mut out = String::new();
        if let Some(name) = list.name.as_deref().map(one_line) {
            let _ = writeln!(out, "# name: {name}");
        }
        for line in list.description.iter().flat_map(|description| description.lines()) {
            let _ = writeln!(out, "{}", format!("# description: {}", one_line(line)).trim_end());
        }
        if let Some(public) = list.public {
            let _ = writeln!(out, "# public: {public}");
        }
        for item in self.items() {
            let name = item.media.item().to_string();
            match &item.media.title {
                Some(_) => {
                    let label = one_line(&item.media.label());
                    let _ = writeln!(out, "{name:<width$} # {label}", width = COLUMN - 1);
                }
                None => {
                    let _ = writeln!(out, "{name}");
                }
            }
        }
        out
    }

    fn markdown(&self) -> String {
        let list = &self.list.list;
        let mut out = String::new();
        let name = list.name.as_deref().unwrap_or("List");
        let _ = writeln!(out, "# {}\n", escape_markdown(name));
        if let Some(description) = list.description.as_deref().filter(|text| !text.trim().is_empty()) {
            for line in description.lines() {
                let _ = writeln!(out, "{}  ", escape_markdown(line));
            }
            out.push('\n');
        }
        for item in self.items() {
            let label = escape_markdown(&item.media.label());
            let comment = item.comment.as_deref().map(escape_markdown).filter(|comment| !comment.is_empty());
            let comment = comment.map(|comment| format!(": {comment}")).unwrap_or_default();
            let _ = writeln!(out, "- [{label}]({}){comment}", item.media.url);
        }
        let gap = if self.list.items.is_empty() { "" } else { "\n" };
        // TMDB's terms ask for it wherever its data is shown to people.
        let _ = writeln!(out, "{gap}{ATTRIBUTION}");
        out
    }

    fn letterboxd(&mut self) -> Result<String> {
        // `tmdbID` means a movie there: the number of a TV show would be read as that of a movie.
        let films = self.only("Letterboxd only has movies", |item, external| {
            (item.media.media_type == MediaType::Movie).then(|| external.clone())
        });
        let rows = films.into_iter().map(|(item, external)| {
            vec![
                item.media.id.to_string(),
                text(external.imdb),
                text(item.media.title.as_deref()),
                text(item.media.year),
                text(item.score.map(|score| score.round().clamp(1.0, 10.0))),
            ]
        });
        table::write(&["tmdbID", "imdbID", "Title", "Year", "Rating10"], rows)
    }

    fn imdb(&mut self) -> Result<String> {
        const HEADER: [&str; 18] = [
            "Position",
            "Const",
            "Created",
            "Modified",
            "Description",
            "Title",
            "Original Title",
            "URL",
            "Title Type",
            "IMDb Rating",
            "Runtime (mins)",
            "Year",
            "Genres",
            "Num Votes",
            "Release Date",
            "Directors",
            "Your Rating",
            "Date Rated",
        ];
        let known = self.only("no IMDb id is known", |_, external| external.imdb.clone());
        let rows = (1_u64..).zip(known).map(|(position, (item, imdb))| {
            let media = &item.media;
            let url = format!("https://www.imdb.com/title/{imdb}/");
            let kind = if media.media_type == MediaType::Tv { "TV Series" } else { "Movie" };
            let added = text(item.added_at.map(crate::domain::Timestamp::day));
            vec![
                position.to_string(),
                imdb,
                added.clone(),
                added,
                text(item.comment.as_deref()),
                text(media.title.as_deref()),
                text(media.original_title.as_deref()),
                url,
                kind.to_owned(),
                String::new(),
                String::new(),
                text(media.year),
                media.genres.join(", "),
                String::new(),
                text(media.release_date.as_deref()),
                String::new(),
                text(item.score),
                String::new(),
            ]
        });
        table::write(&HEADER, rows)
    }

    fn radarr(&mut self) -> Result<String> {
        let films = self.only("Radarr only has movies", |item, external| {
            (item.media.media_type == MediaType::Movie).then(|| external.imdb.clone())
        });
        let rows: Vec<Value> = films
            .into_iter()
            .map(|(item, imdb)| {
                let media = &item.media;
                json!({
                    "id": media.id,
                    "imdb_id": imdb,
                    "title": media.title,
                    "release_year": media.year.map(|year| year.to_string()),
                    "adult": media.adult.unwrap_or(false),
                })
            })
            .collect();
        pretty(&Value::Array(rows))
    }

    fn sonarr(&mut self) -> Result<String> {
        let shows = self.only("Sonarr only has TV shows", |item, external| {
            (item.media.media_type == MediaType::Tv).then(|| external.clone())
        });
        let (known, unknown): (Vec<_>, Vec<_>) =
            shows.into_iter().partition(|(_, external)| external.tvdb.is_some());
        self.left_out.extend(unknown.iter().map(|(item, _)| (item.media.item(), "no TVDB id is known")));
        let rows: Vec<Value> = known
            .into_iter()
            .map(|(item, external)| {
                let mut row = json!({
                    "title": item.media.title,
                    "tvdbId": external.tvdb,
                    "tmdbId": item.media.id,
                });
                if let (Some(object), Some(imdb)) = (row.as_object_mut(), external.imdb) {
                    object.insert("imdbId".to_owned(), imdb.into());
                }
                row
            })
            .collect();
        pretty(&Value::Array(rows))
    }

    fn stevenlu(&mut self) -> Result<String> {
        let films = self.only("the format only has movies with an IMDb id", |item, external| {
            external.imdb.clone().filter(|_| item.media.media_type == MediaType::Movie)
        });
        let rows: Vec<Value> = films
            .into_iter()
            .map(|(item, imdb)| {
                let poster = item.media.poster_path.as_ref();
                json!({
                    "title": item.media.title,
                    "imdb_id": imdb,
                    "poster_url": poster.map(|path| format!("https://image.tmdb.org/t/p/w500{path}")),
                })
            })
            .collect();
        pretty(&Value::Array(rows))
    }
}

fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn to_value(value: &impl serde::Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(Error::bug)
}

fn pretty(value: &Value) -> Result<String> {
    serde_json::to_string_pretty(value).map(|text| text + "\n").map_err(Error::bug)
}

/// Returns text that Markdown shows as it stands, on one line.
fn escape_markdown(text: &str) -> String {
    let text = one_line(text);
    let mut escaped = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        // These begin a list, or underline a heading, at the start of a line only; so does a number before '.' or ')'.
        let begins_a_block = match character {
            '-' | '+' | '=' => at == 0,
            '.' | ')' => at > 0 && text[..at].bytes().all(|byte| byte.is_ascii_digit()),
            _ => false,
        };
        if begins_a_block || "\\`*_{}[]<>#|~&".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

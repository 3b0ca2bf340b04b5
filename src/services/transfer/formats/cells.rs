//! From named cells to a row: what a column means is found by its name, in any letter case and with any punctuation
//! (`TMDb ID`, `tmdb_id`, `tmdbId`).

use std::sync::Arc;

use super::parts::part_in;
use super::ratings::{number_in, rating_of, spelled_rating};
use super::sheet::{Format, Ids, Row, Target};
use super::years::{moment_in, title_and_year, year_of_date};
use crate::domain::item::{imdb_id, tmdb_id};
use crate::domain::text::without_entities;
use crate::domain::{ItemSpec, MediaRef, MediaType, letters, parse_item};

/// Which program's habits a file follows, beyond its column names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Letterboxd,
    Imdb,
    Tmdb,
    Trakt,
    Movary,
    Yamtrack,
    MovieLens,
    TodoMovies,
    Criticker,
    Simkl,
    Watcharr,
    Generic,
}

impl Dialect {
    /// Recognizes a program by its columns. `--from` decides if the columns are not enough.
    pub(super) fn of(headers: &[String], from: Format) -> Self {
        let names: Vec<String> = headers.iter().map(|header| normal(header)).collect();
        let has = |name: &str| names.iter().any(|own| own == name);
        match from {
            Format::Letterboxd => Self::Letterboxd,
            Format::Imdb => Self::Imdb,
            Format::Tmdb => Self::Tmdb,
            Format::Trakt => Self::Trakt,
            Format::Simkl => Self::Simkl,
            _ if has("simklid") && has("watchlist") => Self::Simkl,
            _ if has("letterboxduri") => Self::Letterboxd,
            _ if has("const") && (has("titletype") || has("yourrating") || has("position")) => Self::Imdb,
            _ if has("tmdbid") && has("type") && has("name") && has("yourrating") => Self::Tmdb,
            _ if has("mediaid") && has("source") && has("mediatype") => Self::Yamtrack,
            _ if has("movieid") && has("averagerating") => Self::MovieLens,
            _ if has("todomoviesurl") => Self::TodoMovies,
            _ if has("filmname") && has("imdbid") => Self::Criticker,
            _ if has("tmdbid") && (has("userrating") || has("addedat") || has("watchedat")) => Self::Movary,
            _ if has("trakt") || has("trakturl") => Self::Trakt,
            _ => Self::Generic,
        }
    }

    /// What every row is where the row doesn't say: programs that keep movies only.
    const fn media_type(self) -> Option<MediaType> {
        match self {
            Self::Movary | Self::MovieLens | Self::TodoMovies => Some(MediaType::Movie),
            _ => None,
        }
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    /// An ITEM in any form, filled in by a person.
    Item,
    Tmdb,
    /// A bare `id`: TMDB's only beside a type, or where [`Dialect`] says so.
    BareId,
    Imdb,
    Tvdb,
    Type,
    Title,
    OriginalTitle,
    Year,
    ReleaseDate,
    /// On TMDB's scale, or the dialect's.
    Rating,
    /// Always of ten.
    RatingOfTen,
    Date,
    Comment,
    Description,
    Season,
    Episode,
    Url,
    Status,
    Source,
    Target,
    /// Ids with their service in one cell: `Tmdb=603|Imdb=tt0133093`, `imdb://tt0133093`.
    Named,
}

/// Columns of a person's ratings.
const RATINGS: &[Field] = &[Field::RatingOfTen, Field::Rating];

/// Names as [`normal`] makes them. Where several columns hold the same, the one named first here counts.
const FIELDS: &[(Field, &[&str])] = &[
    (Field::Item, &["item", "flixiritem"]),
    (Field::Tmdb, &["tmdb", "tmdbid", "themoviedbid", "themoviedatabaseid", "themoviedb", "moviedbid"]),
    (Field::BareId, &["id", "mediaid"]),
    (Field::Imdb, &["imdb", "imdbid", "const", "tconst", "imdbconst", "imdbnumber"]),
    (Field::Tvdb, &["tvdb", "tvdbid", "thetvdbid"]),
    (Field::Type, &["mediatype", "type", "titletype", "itemtype", "contenttype", "kind", "typ", "tipo"]),
    (
        Field::Title,
        &[
            "title",
            "film",
            "movie",
            "name",
            "primarytitle",
            "filmname",
            "filmtitle",
            "moviename",
            "movietitle",
            "showtitle",
            "titel",
            "filmtitel",
            "titre",
            "titulo",
            "titolo",
            "tytul",
            "nazev",
            "название",
            "названиефильма",
            "русскоеназвание",
            "назва",
            "titlu",
            "tittel",
            "baslik",
            "filmadi",
            "cim",
            "nimi",
            "タイトル",
            "片名",
            "电影名",
            "标题",
            "제목",
        ],
    ),
    (
        Field::OriginalTitle,
        &[
            "originaltitle",
            "originalname",
            "originaltitel",
            "titreoriginal",
            "titulooriginal",
            "titolooriginale",
            "tytuloryginalny",
            "originalninazev",
            "оригинальноеназвание",
        ],
    ),
    (
        Field::Year,
        &[
            "year",
            "releaseyear",
            "productionyear",
            "startyear",
            "movieyear",
            "filmyear",
            "moviereleaseyear",
            "yearofrelease",
            "yearreleased",
            "releasedyear",
            "jahr",
            "produktionsjahr",
            "erscheinungsjahr",
            "rokprodukcji",
            "annee",
            "ano",
            "anno",
            "rok",
            "jaar",
            "ar",
            "aar",
            "vuosi",
            "yil",
            "год",
            "годвыпуска",
            "рік",
            "年",
            "年份",
            "公開年",
            "製作年",
            "연도",
            "개봉연도",
        ],
    ),
    (
        Field::ReleaseDate,
        &[
            "releasedate",
            "originalreleasedate",
            "dateofrelease",
            "released",
            "firstairdate",
            "premiered",
            "premieredate",
            "erscheinungsdatum",
            "datedesortie",
            "fechadeestreno",
            "datadiuscita",
            "датавыхода",
        ],
    ),
    (
        Field::RatingOfTen,
        &[
            "rating10",
            "yourrating",
            "userrating",
            "myrating",
            "userscore",
            "myscore",
            "yourated",
            "youratingoutof10",
            "meinebewertung",
            "manote",
            "minota",
            "tunota",
            "miovoto",
            "mojaocena",
            "twojaocena",
            "mojehodnoceni",
            "мояоценка",
            "моярейтинг",
            "我的评分",
        ],
    ),
    (
        Field::Rating,
        &[
            "rating",
            "score",
            "vote",
            "bewertung",
            "nota",
            "voto",
            "ocena",
            "cijfer",
            "betyg",
            "karakter",
            "hodnoceni",
            "arvosana",
            "puan",
            "calificacion",
            "puntuacion",
            "valutazione",
            "avaliacao",
            "ertekeles",
            "оценка",
            "評価",
            "评分",
            "평점",
        ],
    ),
    (
        Field::Date,
        &[
            "date",
            "dateadded",
            "addedat",
            "listedat",
            "watchedat",
            "watcheddate",
            "daterated",
            "ratedat",
            "userratedat",
            "collectedat",
            "lastwatchedat",
            "addedtowatchlistat",
            "created",
            "enddate",
            "startdate",
            "isodate",
            "datum",
            "fecha",
        ],
    ),
    (
        Field::Comment,
        &[
            "comment",
            "comments",
            "notes",
            "note",
            "review",
            "memo",
            "usercomment",
            "kommentar",
            "commentaire",
            "comentario",
        ],
    ),
    (Field::Description, &["description"]),
    (Field::Season, &["season", "seasonnumber"]),
    (Field::Episode, &["episode", "episodenumber", "episodetitle"]),
    (Field::Url, &["url", "uri", "link", "letterboxduri", "letterboxdurl", "tmdburl", "imdburl"]),
    (Field::Status, &["status", "watchlist"]),
    (Field::Named, &["providerids", "guid", "guids", "externalids"]),
    (Field::Source, &["source"]),
    (Field::Target, &["flixirtarget"]),
];

/// Returns a column's name without letter case, blanks and punctuation.
pub(super) fn normal(header: &str) -> String {
    header.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Counts the columns that say which title is meant: what makes a line of text a header.
pub(super) fn telling(headers: &[String]) -> usize {
    let tells = |field: Option<(Field, usize)>| {
        matches!(
            field,
            Some((
                Field::Item
                    | Field::Tmdb
                    | Field::BareId
                    | Field::Imdb
                    | Field::Tvdb
                    | Field::Title
                    | Field::OriginalTitle
                    | Field::Url
                    | Field::Named,
                _
            ))
        )
    };
    headers.iter().filter(|header| tells(field_of(header))).count()
}

fn field_of(header: &str) -> Option<(Field, usize)> {
    let name = normal(&letters::folded(header));
    let named = |name: &str| {
        FIELDS.iter().find_map(|(field, names)| {
            names.iter().position(|own| *own == name).map(|rank| (*field, names.len(), rank))
        })
    };
    if let Some((field, _, rank)) = named(&name) {
        return Some((field, rank));
    }
    // `movie_imdb_id`, `show_tmdb_id`: the ids of services are called so in many programs.
    let (_, bare) = kind_prefix(&name)?;
    let (field, count, rank) = named(bare)?;
    matches!(field, Field::Tmdb | Field::Imdb | Field::Tvdb).then_some((field, count + rank))
}

/// Returns what a column of no known name holds, if each of its cells is of one kind: ids or addresses that name a title.
pub(super) fn held<'a>(header: &str, cells: impl Iterator<Item = &'a str>) -> Option<Held> {
    if is_known(header) {
        return None;
    }
    let mut cells = cells.filter(|cell| !is_nothing(cell)).peekable();
    cells.peek()?;
    let each: Vec<Held> = cells
        .map(|cell| match parse_item(cell, MediaType::Movie) {
            _ if imdb_id(cell.trim()).is_some() => Some(Held::Imdb),
            Ok(ItemSpec::Title(_) | ItemSpec::Imdb(_)) if cell.contains("://") => Some(Held::Address),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let first = each[0];
    each.iter().all(|held| *held == first).then_some(first)
}

/// What stands in a column whose name says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// `tt0133093`
    Imdb,
    /// An address on TMDB's or `IMDb`'s site.
    Address,
}

/// Returns whether a column with these cells says that its table is about movies or TV shows, by what it means.
pub(super) fn says_of_titles<'a>(header: &str, mut cells: impl Iterator<Item = &'a str>) -> bool {
    match field_of(header) {
        Some((field, _)) => match field {
            Field::Title
            | Field::Url
            | Field::Date
            | Field::Comment
            | Field::Description
            | Field::Rating
            | Field::Status
            | Field::Source
            | Field::BareId => false,
            Field::Type => cells.any(|cell| !is_nothing(cell) && matches!(kind_of(cell), Kind::Is(_))),
            _ => true,
        },
        None => held(header, cells).is_some(),
    }
}

/// Returns whether a table may consist of a column of this name. Other words are as likely titles.
pub(super) fn may_stand_alone(header: &str) -> bool {
    matches!(
        normal(header).as_str(),
        "tmdbid"
            | "imdbid"
            | "tvdbid"
            | "tmdb"
            | "imdb"
            | "tvdb"
            | "title"
            | "const"
            | "url"
            | "movie"
            | "film"
    )
}

/// Returns whether a column of this name holds titles.
pub(super) fn is_title(header: &str) -> bool {
    matches!(field_of(header), Some((Field::Title | Field::OriginalTitle, _)))
}

/// Returns whether a column is one that a list of titles has, whatever it is about. Addresses are not.
pub(super) fn is_plain(header: &str) -> bool {
    field_of(header).is_some_and(|(field, _)| field != Field::Url)
}

/// Tells whether a column of this name says anything to flixir.
pub(super) fn is_known(header: &str) -> bool {
    field_of(header).is_some()
}

/// Whether a cell of the field can be seen to be right or wrong.
const fn is_checkable(field: Field) -> bool {
    matches!(field, Field::Year | Field::Imdb | Field::Tmdb | Field::Tvdb)
}

/// Splits the type off a column's name: `movieimdbid`.
fn kind_prefix(name: &str) -> Option<(MediaType, &str)> {
    const PREFIXES: [(&str, MediaType); 5] = [
        ("movie", MediaType::Movie),
        ("film", MediaType::Movie),
        ("tvshow", MediaType::Tv),
        ("show", MediaType::Tv),
        ("series", MediaType::Tv),
    ];
    PREFIXES.into_iter().find_map(|(prefix, kind)| Some((kind, name.strip_prefix(prefix)?)))
}

/// Returns whether a cell of a line can't be a column's name: a number, an id, a date, an address.
pub(super) fn is_data(cell: &str) -> bool {
    let cell = cell.trim();
    let is_number = !cell.is_empty()
        && cell.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'/' | b':' | b' '));
    is_number || imdb_id(cell).is_some() || cell.contains("://")
}

/// Returns whether a column's name is that of ids, and no cell of these can be one: then it is no name of a column.
pub(super) fn belies_ids<'a>(header: &str, mut cells: impl Iterator<Item = &'a str>) -> bool {
    let takes = match field_of(header) {
        Some((Field::Imdb, _)) => |cell: &str| loose_imdb(cell).is_some() || is_imdb_person(cell),
        Some((Field::Tmdb | Field::Tvdb, _)) => |cell: &str| loose_tmdb(cell).is_some(),
        _ => return false,
    };
    let mut has_any = false;
    let has_id = cells.any(|cell| {
        has_any |= !is_nothing(cell);
        takes(cell)
    });
    has_any && !has_id
}

/// Returns whether a column is called after titles, and holds none: `Movie` with numbers, yes and no, or types in it.
pub(super) fn belies_titles<'a>(header: &str, cells: impl Iterator<Item = &'a str>) -> bool {
    let mut cells = cells.filter(|cell| !is_nothing(cell)).peekable();
    is_called_movie(header)
        && cells.peek().is_some()
        && cells.all(|cell| number_in(cell).is_some() || is_flag(cell))
}

fn is_called_movie(header: &str) -> bool {
    matches!(normal(header).as_str(), "film" | "movie")
}

/// Returns whether a cell says yes or no, or of which type something is.
fn is_flag(cell: &str) -> bool {
    kind_of(cell) != Kind::Foreign
        || matches!(cell.trim().to_ascii_lowercase().as_str(), "true" | "false" | "yes" | "no" | "x")
}

/// Returns whether a column is called like ids and holds scores: `IMDb` with 8.7 in it.
pub(super) fn holds_scores<'a>(header: &str, mut cells: impl Iterator<Item = &'a str>) -> bool {
    let is_id = matches!(field_of(header), Some((Field::Imdb | Field::Tmdb | Field::Tvdb, _)));
    let is_score = |cell: &str| {
        let cell = cell.trim();
        cell.ends_with('%')
            || cell.ends_with("/10")
            || cell.replace(',', ".").parse::<f64>().is_ok_and(|number| number.fract() != 0.0)
    };
    is_id && cells.any(is_score)
}

/// What a row says about itself besides its title.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ReadRow {
    pub(super) row: Row,
    /// Where its own program keeps it, where a file mixes several.
    pub(super) target: Option<Target>,
    /// The `flixir target` column of `--unmatched`: a list's name, or `@watchlist`.
    pub(super) place: Option<String>,
    /// Whether the rating was put together from two cells, `7` and `5`.
    pub(super) is_rating_joined: bool,
    /// The rating as a number, where only the whole file tells of how much it is.
    pub(super) plain_rating: Option<f64>,
}

/// The meaning of a table's columns, found once.
pub(super) struct Columns {
    headers: Vec<Arc<str>>,
    /// Field, rank among names of the field, column.
    fields: Vec<(Field, usize, usize)>,
    dialect: Dialect,
    /// What stands between the cells of a line.
    delimiter: char,
}

impl Columns {
    pub(super) fn new(headers: Vec<String>, dialect: Dialect) -> Self {
        let mut fields: Vec<_> = headers
            .iter()
            .enumerate()
            .filter_map(|(column, header)| field_of(header).map(|(field, rank)| (field, rank, column)))
            .collect();
        fields.sort_by_key(|(_, rank, column)| (*rank, *column));
        Self { headers: headers.into_iter().map(Arc::from).collect(), fields, dialect, delimiter: ',' }
    }

    /// Tells what stands between the cells of a line, if no comma does.
    pub(super) const fn between(mut self, delimiter: u8) -> Self {
        self.delimiter = delimiter as char;
        self
    }

    /// Takes columns for what they hold, whose names say nothing.
    pub(super) fn with_held(mut self, columns: &[(usize, Held)]) -> Self {
        self.fields.extend(columns.iter().map(|(column, held)| match held {
            Held::Imdb => (Field::Imdb, usize::MAX, *column),
            Held::Address => (Field::Url, usize::MAX, *column),
        }));
        self
    }

    /// Leaves columns aside that don't hold what their names say.
    pub(super) fn without(mut self, columns: &[usize]) -> Self {
        self.fields.retain(|(_, _, column)| !columns.contains(column));
        self
    }

    /// Makes a row of cells in the order of the headers. Cells too many are kept under names of their own, unless others
    /// of the file's rows have none: then they are parts of one cell, and the row says so.
    pub(super) fn row(&self, line: u64, cells: Vec<String>, is_long_file: bool) -> ReadRow {
        let (mut cells, is_rating_joined) = self.unshifted(cells, is_long_file);
        let surplus = (self.is_long(&cells) && !is_long_file).then(|| {
            let count = cells.iter().rposition(|cell| !is_nothing(cell)).map_or(0, |last| last + 1);
            format!("the row has {count} cells, and the header has {}", self.headers.len())
        });
        let mut reading = Cells { columns: self, cells: &cells }.row();
        if surplus.is_some() {
            // In the file for a person, cells under names of their own would look right.
            let last = cells.split_off(self.headers.len() - 1);
            cells.push(last.join(&self.delimiter.to_string()));
        }
        reading.is_rating_joined = is_rating_joined;
        reading.row.surplus = surplus;
        reading.row.line = line;
        reading.row.raw = cells
            .into_iter()
            .enumerate()
            .map(|(column, cell)| {
                let header = self.headers.get(column).cloned();
                (header.unwrap_or_else(|| format!("column {}", column + 1).into()), cell)
            })
            .collect();
        reading
    }
}

impl Columns {
    /// Joins cells that a comma took apart because somebody forgot to quote it: of a title (`I, Robot,2004`), of a rating
    /// (`7,5`), of words at the row's end. Only where the cells make no sense under their columns, and do once some are
    /// joined. Returns whether a rating was joined, too.
    fn unshifted(&self, cells: Vec<String>, is_long_file: bool) -> (Vec<String>, bool) {
        const MOST_COMMAS: usize = 4;
        let is_long = |cells: &[String]| !is_long_file && self.is_long(cells);
        if self.misplaced(&cells) == 0 && !is_long(&cells) {
            return (cells, false);
        }
        let fits = |cells: &[String]| self.misplaced(cells) == 0 && !self.is_long(cells);
        // Otherwise there is something else wrong with the row.
        let may_be_rating = |joined: &[String]| {
            is_long(&cells) || self.has_number_behind_rating(&cells) || self.is_checked(joined)
        };
        for more in 0..=MOST_COMMAS {
            let Some(joined) = self.with_title_joined(&cells, more) else { break };
            let with_rating = self.with_rating_joined(&joined);
            if let Some(joined) = with_rating.filter(|joined| fits(joined) && may_be_rating(joined)) {
                return (joined, true);
            }
            if more > 0 && fits(&joined) && self.is_checked(&joined) {
                return (joined, false);
            }
        }
        match self.with_end_joined(&cells).filter(|joined| is_long(&cells) && fits(joined)) {
            Some(joined) => (joined, false),
            None => (cells, false),
        }
    }

    fn column_of(&self, wanted: &[Field]) -> Option<usize> {
        self.fields.iter().find(|(field, ..)| wanted.contains(field)).map(|(_, _, column)| *column)
    }

    /// Returns whether a row has cells behind the last column.
    fn is_long(&self, cells: &[String]) -> bool {
        cells.iter().skip(self.headers.len()).any(|cell| !is_nothing(cell))
    }

    /// Returns whether a cell of the row shows that each stands under its column.
    fn is_checked(&self, cells: &[String]) -> bool {
        let says = |(field, _, column): &(Field, usize, usize)| {
            is_checkable(*field) && cells.get(*column).is_some_and(|cell| !is_nothing(cell))
        };
        self.fields.iter().any(says)
    }

    fn joined(&self, cells: &[String], from: usize, more: usize) -> Option<Vec<String>> {
        let one = cells.get(from..=from + more)?.join(&self.delimiter.to_string());
        let mut joined = cells[..from].to_vec();
        joined.push(one);
        joined.extend_from_slice(&cells[from + more + 1..]);
        Some(joined)
    }

    fn with_title_joined(&self, cells: &[String], more: usize) -> Option<Vec<String>> {
        if more == 0 {
            return Some(cells.to_vec());
        }
        self.joined(cells, self.column_of(&[Field::Title])?, more)
    }

    /// Joins `7` and `5`.
    fn with_rating_joined(&self, cells: &[String]) -> Option<Vec<String>> {
        let at = self.column_of(RATINGS).filter(|_| self.delimiter == ',')?;
        let is_part = |cell: &String| is_short_number(cell);
        let is_rating = is_part(cells.get(at)?) && is_part(cells.get(at + 1)?);
        is_rating.then(|| self.joined(cells, at, 1)).flatten()
    }

    /// Joins everything from the last column on, where words stand in it.
    fn with_end_joined(&self, cells: &[String]) -> Option<Vec<String>> {
        let last = self.headers.len() - 1;
        let is_words = |(field, _, column): &(Field, usize, usize)| {
            *column == last && matches!(field, Field::Comment | Field::Description)
        };
        let more = cells.len().checked_sub(self.headers.len())?;
        self.fields.iter().any(is_words).then(|| self.joined(cells, last, more)).flatten()
    }

    /// Counts cells that can't be what their column holds.
    fn misplaced(&self, cells: &[String]) -> usize {
        let is_misplaced = |(field, _, column): &&(Field, usize, usize)| {
            let cell = cells.get(*column).map_or("", |cell| cell.trim());
            let fits = match field {
                field if !is_checkable(*field) => true,
                Field::Year => year_of_date(cell).is_some(),
                Field::Imdb => loose_imdb(cell).is_some() || is_imdb_person(cell),
                _ => loose_tmdb(cell).is_some(),
            };
            !fits && !is_nothing(cell)
        };
        self.fields.iter().filter(is_misplaced).count() + usize::from(self.has_number_behind_rating(cells))
    }

    /// Returns whether the cell behind the rating is a number, although dates or words belong there.
    fn has_number_behind_rating(&self, cells: &[String]) -> bool {
        let rating =
            self.column_of(RATINGS).filter(|at| cells.get(*at).is_some_and(|cell| is_short_number(cell)));
        let is_no_number = |(field, _, column): &(Field, usize, usize)| {
            rating.is_some_and(|rating| *column == rating + 1)
                && matches!(field, Field::Date | Field::Comment | Field::Description)
        };
        let behind = self.fields.iter().find(|field| is_no_number(field));
        behind.is_some_and(|(_, _, column)| cells.get(*column).is_some_and(|cell| is_short_number(cell)))
    }

    /// Returns whether a rating with a decimal comma may take two cells.
    pub(super) fn may_split_ratings(&self) -> bool {
        self.delimiter == ',' && self.column_of(RATINGS).is_some()
    }

    /// What the names of the columns say that hold ids: `movie_tmdb_id`.
    fn kind(&self) -> Option<MediaType> {
        let mut kinds = self.fields.iter().filter_map(|(field, _, column)| {
            let is_id = matches!(field, Field::Tmdb | Field::Imdb | Field::Tvdb);
            kind_prefix(&normal(&self.headers[*column])).map(|(kind, _)| kind).filter(|_| is_id)
        });
        let first = kinds.next()?;
        kinds.all(|kind| kind == first).then_some(first)
    }
}

/// Makes a row of cells that each bring their name.
pub(super) fn row_of(line: u64, cells: Vec<(String, String)>, dialect: Dialect) -> ReadRow {
    let (headers, cells) = cells.into_iter().unzip();
    Columns::new(headers, dialect).row(line, cells, true)
}

struct Cells<'a> {
    columns: &'a Columns,
    cells: &'a [String],
}

impl Cells<'_> {
    /// Every cell of a field that says something, best name first.
    fn all(&self, field: Field) -> impl Iterator<Item = &str> {
        self.columns
            .fields
            .iter()
            .filter(move |(own, ..)| *own == field)
            .filter_map(|(_, _, column)| self.cells.get(*column))
            .map(String::as_str)
            .filter(|cell| !is_nothing(cell))
    }

    fn first(&self, field: Field) -> Option<&str> {
        self.all(field).next()
    }

    /// The title. What only is called after titles counts where no other column has one.
    fn title(&self) -> Option<&str> {
        let called = self.columns.fields.iter().filter(|(field, ..)| *field == Field::Title);
        let mut filled = called
            .filter_map(|(_, _, column)| {
                Some((&self.columns.headers[*column], self.cells.get(*column)?.as_str()))
            })
            .filter(|(_, cell)| !is_nothing(cell));
        let is_title = |(header, cell): &(&Arc<str>, &str)| !(is_called_movie(header) && is_flag(cell));
        filled.clone().find(is_title).or_else(|| filled.next()).map(|(_, cell)| cell)
    }

    fn row(&self) -> ReadRow {
        let dialect = self.columns.dialect;
        let (kind, foreign_type) = self.kind();
        let mut refused = match kind {
            Kind::Refused(what) => Some(what.to_owned()),
            _ => self.part_of_show(kind),
        };
        let year = self.first(Field::Year);
        let mut row = Row {
            media_type: match kind {
                Kind::Is(media_type) => Some(media_type),
                _ => dialect.media_type().or_else(|| self.columns.kind()),
            },
            foreign_type,
            title: self.title().map(without_entities),
            original_title: self.first(Field::OriginalTitle).map(without_entities),
            year: year.or_else(|| self.first(Field::ReleaseDate)).and_then(year_of_date),
            has_odd_year: year.is_some_and(is_odd_year),
            is_certain: dialect == Dialect::Tmdb,
            rating: self.rating(),
            moment: self.all(Field::Date).find_map(moment_in),
            comment: self.comment(dialect).map(str::to_owned),
            ..Row::default()
        };
        let source = self.first(Field::Source).filter(|_| dialect == Dialect::Yamtrack);
        match source {
            Some(source) if !source.eq_ignore_ascii_case("tmdb") => {
                refused = refused.or_else(|| Some(format!("it is from '{source}', not from TMDB")));
            }
            _ if dialect == Dialect::Yamtrack => row.ids.tmdb = self.bare_id(kind),
            _ => {
                row.ids.tmdb = self.all(Field::Tmdb).find_map(loose_tmdb);
                row.bare_id = self.bare_id(kind).filter(|_| row.ids.tmdb.is_none());
            }
        }
        row.ids.imdb = self.all(Field::Imdb).find_map(loose_imdb);
        if row.ids.imdb.is_none() && self.all(Field::Imdb).any(is_imdb_person) {
            refused = refused.or_else(|| Some("it is a person".to_owned()));
        }
        row.ids.tvdb = self.all(Field::Tvdb).find_map(loose_tmdb);
        row.odd_id = self.odd_id(&row.ids);
        self.take_named(&mut row);
        self.take_addresses(&mut row);
        split_year(&mut row);
        let is_movie = row.media_type == Some(MediaType::Movie);
        if refused.is_none() && !is_movie && row.ids == Ids::default() && row.bare_id.is_none() {
            refused = row.title.as_deref().and_then(part_in).map(str::to_owned);
        }
        self.take_item(&mut row, &mut refused);
        let has_title = row.title.is_some() || row.original_title.is_some();
        if refused.is_none() && row.ids == Ids::default() && row.bare_id.is_none() && !has_title {
            let ids = [Field::Tmdb, Field::Imdb, Field::Tvdb].into_iter().find_map(|field| self.first(field));
            refused = Some(match ids {
                Some(id) => format!("'{}' is no id, and there is no title beside it", id.trim()),
                None => "it has neither an id nor a title".to_owned(),
            });
        }
        if row.rating.is_none() {
            row.odd_rating = self.own_rating().map(|text| text.trim().to_owned());
        }
        row.refused = refused;
        ReadRow {
            target: self.target(&row),
            place: self.first(Field::Target).map(|place| place.trim().to_owned()),
            is_rating_joined: false,
            plain_rating: self.plain_rating(),
            row,
        }
    }

    /// What all type words together say: the first that is known counts, but one that refuses counts most. With it comes
    /// a word that isn't known, where no other is.
    fn kind(&self) -> (Kind, Option<String>) {
        let is_simkl = self.columns.dialect == Dialect::Simkl;
        let of = |word: &str| match kind_of(word) {
            // Simkl calls an anime movie a movie.
            Kind::Unsaid if is_simkl && normal(word) == "anime" => Kind::Is(MediaType::Tv),
            kind => kind,
        };
        let kinds: Vec<(Kind, &str)> = self.all(Field::Type).map(|word| (of(word), word)).collect();
        let refused = kinds.iter().find(|(kind, _)| matches!(kind, Kind::Refused(_)));
        let known = kinds.iter().find(|(kind, _)| matches!(kind, Kind::Is(_)));
        if let Some((kind, _)) = refused.or(known) {
            return (*kind, None);
        }
        let foreign = kinds.iter().find(|(kind, _)| *kind == Kind::Foreign);
        match foreign {
            Some((kind, word)) => (*kind, Some(word.trim().to_owned())),
            None => (Kind::Unsaid, None),
        }
    }

    /// Returns what stands in the place of an id and can't be read as one.
    fn odd_id(&self, ids: &Ids) -> Option<String> {
        let is_open = [
            (Field::Imdb, ids.imdb.is_none()),
            (Field::Tmdb, ids.tmdb.is_none()),
            (Field::Tvdb, ids.tvdb.is_none()),
        ];
        let mut cells = is_open.into_iter().filter(|(_, is_open)| *is_open);
        let odd = cells.find_map(|(field, _)| self.all(field).find(|cell| is_odd_id(cell)))?;
        Some(format!("'{}' is not an id", odd.trim()))
    }

    /// Takes ids that bring the name of their service.
    fn take_named(&self, row: &mut Row) {
        for cell in self.all(Field::Named) {
            let is_mark = |character: char| "|,;{}[] ".contains(character);
            let plain = cell.replace(['"', '\''], "").replace(": ", ":");
            for pair in plain.split(is_mark).filter(|pair| !pair.is_empty()) {
                let Some((service, id)) = pair.split_once("://").or_else(|| pair.split_once(['=', ':']))
                else {
                    continue;
                };
                // An older Plex writes `com.plexapp.agents.imdb://tt0133093?lang=en`.
                let service = service.rsplit('.').next().unwrap_or(service);
                let id = id.split('?').next().unwrap_or(id);
                match normal(service).as_str() {
                    "imdb" if row.ids.imdb.is_none() => row.ids.imdb = imdb_id(id),
                    "tmdb" | "themoviedb" if row.ids.tmdb.is_none() => row.ids.tmdb = loose_tmdb(id),
                    "tvdb" | "thetvdb" if row.ids.tvdb.is_none() => row.ids.tvdb = loose_tmdb(id),
                    _ => {}
                }
            }
        }
    }

    fn part_of_show(&self, kind: Kind) -> Option<String> {
        if kind == Kind::Is(MediaType::Movie) {
            return None;
        }
        if self.first(Field::Episode).is_some() || self.names_show_beside_title() {
            return Some("it is an episode".to_owned());
        }
        self.first(Field::Season).map(|_| "it is a season".to_owned())
    }

    /// Returns whether the row has the name of a show beside another title: that is the episode's then.
    fn names_show_beside_title(&self) -> bool {
        const NAMES: [&str; 6] =
            ["showtitle", "showname", "seriesname", "seriestitle", "grandparenttitle", "tvshowtitle"];
        let is_filled = |(_, cell): &(&Arc<str>, &String)| !is_nothing(cell);
        let named = || self.columns.headers.iter().zip(self.cells).filter(is_filled);
        let show = named().find(|(header, _)| NAMES.contains(&normal(header).as_str()));
        let title = named().find(|(header, _)| {
            field_of(header).is_some_and(|(field, _)| field == Field::Title)
                && !NAMES.contains(&normal(header).as_str())
        });
        show.zip(title).is_some_and(|((_, show), (_, title))| letters::folded(show) != letters::folded(title))
    }

    fn bare_id(&self, kind: Kind) -> Option<u64> {
        // Without a type beside it an `id` may be anything, such as the number of a row in somebody's database.
        matches!(kind, Kind::Is(_)).then(|| self.first(Field::BareId).and_then(loose_tmdb)).flatten()
    }

    /// The person's words about a title. What a table of unknown origin calls a description is as likely the plot.
    fn comment(&self, dialect: Dialect) -> Option<&str> {
        let own = matches!(dialect, Dialect::Imdb | Dialect::Letterboxd);
        let words = |text: &&str| text.trim().parse::<f64>().is_err();
        self.all(Field::Comment).find(words).or_else(|| self.first(Field::Description).filter(|_| own))
    }

    fn rating(&self) -> Option<f64> {
        if let Some(rating) = self.all(Field::RatingOfTen).find_map(number_in) {
            return rating_of(rating);
        }
        if let Some(rating) = self.own_rating().and_then(spelled_rating) {
            return rating_of(rating);
        }
        // French and Danish files call a rating a note.
        let note = || self.all(Field::Comment).find(|cell| number_in(cell).is_some());
        let rating = self.first(Field::Rating).or_else(note).and_then(number_in)?;
        match self.columns.dialect {
            Dialect::Letterboxd | Dialect::MovieLens => rating_of(rating * 2.0),
            Dialect::Criticker => rating_of(rating / 10.0),
            // There, the column holds everybody's average.
            Dialect::Tmdb | Dialect::Imdb => None,
            _ => rating_of(rating),
        }
    }

    /// A rating of which only the whole file tells of how much it is.
    fn plain_rating(&self) -> Option<f64> {
        let is_of_ten = self.columns.headers.iter().any(|header| normal(header) == "rating10");
        let is_open = self.columns.dialect == Dialect::Generic && !is_of_ten;
        self.own_rating().filter(|_| is_open).and_then(number_in)
    }

    /// What the person wrote as a rating, whatever it is.
    fn own_rating(&self) -> Option<&str> {
        let has_own = !matches!(self.columns.dialect, Dialect::Tmdb | Dialect::Imdb);
        self.first(Field::RatingOfTen).or_else(|| self.first(Field::Rating).filter(|_| has_own))
    }

    /// Addresses on TMDB and `IMDb` name a title as well as ids do; Letterboxd's and others' say nothing.
    fn take_addresses(&self, row: &mut Row) {
        for address in self.all(Field::Url).filter(|address| address.contains('.')) {
            match parse_item(address, MediaType::Movie) {
                Ok(ItemSpec::Title(item)) if row.ids.tmdb.is_none_or(|id| id == item.id) => {
                    set_item(row, item);
                }
                Ok(ItemSpec::Imdb(imdb)) if row.ids.imdb.is_none() => row.ids.imdb = Some(imdb),
                _ => {}
            }
        }
    }

    /// What a person filled in beats everything else in the row.
    fn take_item(&self, row: &mut Row, refused: &mut Option<String>) {
        let Some(text) = self.first(Field::Item) else { return };
        // In other programs' files a column of this name holds their own numbers, or titles.
        let is_ours = self.columns.headers.len() == 1
            || self.columns.fields.iter().any(|(field, ..)| *field == Field::Target);
        let is_number = text.trim().bytes().all(|byte| byte.is_ascii_digit());
        let is_words = parse_item(text, MediaType::Movie).is_err_and(|error| error.is_words);
        if !is_ours && (is_number || is_words) {
            if is_words && row.title.is_none() {
                row.title = Some(text.to_owned());
            }
            return;
        }
        let given = std::mem::take(&mut row.ids);
        row.filled_in = Some(given);
        row.is_certain = false;
        match parse_item(text, row.media_type.unwrap_or(MediaType::Movie)) {
            Ok(ItemSpec::Title(item)) => {
                *refused = (item.media_type == MediaType::Person).then(|| "it is a person".to_owned());
                set_item(row, item);
            }
            Ok(ItemSpec::Imdb(imdb)) => {
                *refused = None;
                row.ids = Ids { imdb: Some(imdb), ..Ids::default() };
            }
            Ok(ItemSpec::Tvdb(tvdb)) => {
                *refused = None;
                row.ids = Ids { tvdb: Some(tvdb), ..Ids::default() };
            }
            Ok(_) => *refused = Some(format!("'{text}' is not a title")),
            Err(error) => *refused = Some(error.to_string()),
        }
    }

    fn target(&self, row: &Row) -> Option<Target> {
        let has_status =
            matches!(self.columns.dialect, Dialect::Yamtrack | Dialect::Simkl | Dialect::Watcharr);
        let status = self.first(Field::Status).filter(|_| has_status).map(normal)?;
        Some(match status.as_str() {
            "planning" | "plantowatch" | "planned" => Target::Watchlist,
            _ if row.rating.is_some() => Target::Ratings,
            _ => Target::History,
        })
    }
}

fn set_item(row: &mut Row, item: MediaRef) {
    row.ids.tmdb = Some(item.id);
    row.media_type = Some(item.media_type);
    row.is_certain = true;
}

/// Splits the year off a title: `Breaking Bad (2008)`.
fn split_year(row: &mut Row) {
    let year = row.year;
    for title in [&mut row.title, &mut row.original_title].into_iter().flatten() {
        let (Some(name), Some(found)) = title_and_year(title) else { continue };
        if year.is_none_or(|year| year == found) && !row.has_odd_year {
            row.year = Some(found);
            *title = name;
        }
    }
}

/// Programs write an unknown year in many ways; anything else is no year, and the row's cells may be shifted.
fn is_odd_year(cell: &str) -> bool {
    let is_unknown = matches!(normal(cell).as_str(), "" | "0" | "0000" | "unknown" | "tba" | "tbd" | "na");
    !is_unknown && year_of_date(cell).is_none()
}

/// Tells whether a cell is a number of one or two digits: a part of a rating.
fn is_short_number(cell: &str) -> bool {
    let cell = cell.trim();
    matches!(cell.len(), 1 | 2) && cell.bytes().all(|byte| byte.is_ascii_digit())
}

/// Programs write nothing in many ways.
fn is_nothing(cell: &str) -> bool {
    matches!(
        cell.trim().to_ascii_lowercase().as_str(),
        "" | "null" | "none" | "n/a" | "nan" | "undefined" | "\\n"
    )
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Is(MediaType),
    /// It may be either on TMDB: `IMDb`'s "TV Special", or a word about something else ("Blu-ray").
    Unsaid,
    /// A word that isn't known. It may say "episode", in some language.
    Foreign,
    /// It is neither.
    Refused(&'static str),
}

/// Type words as [`plain`] makes them. `IMDb` translates its own into the person's language.
const MOVIE_WORDS: &[&str] = &[
    "movie",
    "movies",
    "film",
    "films",
    "feature",
    "featurefilm",
    "pelicula",
    "filme",
    "spielfilm",
    "elokuva",
    "фильм",
    "映画",
    "영화",
    "电影",
    "電影",
];
const SHOW_WORDS: &[&str] = &[
    "tv",
    "show",
    "shows",
    "series",
    "serie",
    "tvseries",
    "tvshow",
    "tvshows",
    "miniseries",
    "tvminiseries",
    "limitedseries",
    "serietv",
    "seriedetv",
    "serietelevisee",
    "seriedetelevision",
    "fernsehserie",
    "fernsehminiserie",
    "miniserie",
    "miniserietv",
    "miniseriedetv",
    "miniserietelevisee",
    "minisserie",
    "minisseriedetv",
    "сериал",
    "テレビシリーズ",
];
const NEUTRAL_WORDS: &[&str] = &[
    "tvmovie",
    "tvshort",
    "tvspecial",
    "tvpilot",
    "special",
    "short",
    "shortfilm",
    "video",
    "musicvideo",
    "anime",
    "ova",
    "ona",
    "documentary",
    "animation",
    "cartoon",
    "concert",
    "standup",
    "standard",
    "daily",
    "title",
    "media",
    "vod",
    "digital",
    "physical",
    "bluray",
    "bluray3d",
    "4kbluray",
    "4kuhdbluray",
    "4k",
    "uhd",
    "4kuhd",
    "hd",
    "dvd",
    "hddvd",
    "vhs",
    "laserdisc",
    "cinema",
    "theater",
    "streaming",
    "stream",
    "kurzfilm",
    "courtmetrage",
    "cortometraje",
    "cortometraggio",
    "curtametragem",
    "fernsehfilm",
    "telefilm",
    "filmtv",
    "peliculadetv",
    "filmeparatv",
    "tvfilm",
];
const EPISODE_PARTS: &[&str] = &[
    "episod",
    "epizod",
    "folge",
    "aflevering",
    "odcinek",
    "avsnitt",
    "jakso",
    "эпизод",
    "エピソード",
    "에피소드",
];
const SEASON_PARTS: &[&str] = &["season", "staffel", "saison", "temporada", "stagione", "сезон", "シーズン"];
const GAME_PARTS: &[&str] = &["game", "videospiel", "jeuvideo", "videojuego", "videogioco"];
const FOREIGN_KINDS: &[&str] = &["book", "manga", "comic", "boardgame", "music", "album", "audiobook"];

fn kind_of(word: &str) -> Kind {
    let word = normal(&letters::folded(word));
    let is_one_of = |words: &[&str]| words.contains(&word.as_str());
    let has_part_of = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
    match word.as_str() {
        "" => Kind::Unsaid,
        _ if is_one_of(MOVIE_WORDS) => Kind::Is(MediaType::Movie),
        _ if is_one_of(SHOW_WORDS) => Kind::Is(MediaType::Tv),
        _ if is_one_of(NEUTRAL_WORDS) => Kind::Unsaid,
        "person" | "people" => Kind::Refused("it is a person"),
        _ if is_one_of(FOREIGN_KINDS) => Kind::Refused("it is neither a movie nor a TV show"),
        _ if word.contains("podcast") => Kind::Refused("it is a podcast"),
        _ if has_part_of(EPISODE_PARTS) => Kind::Refused("it is an episode"),
        _ if has_part_of(SEASON_PARTS) => Kind::Refused("it is a season"),
        _ if has_part_of(GAME_PARTS) => Kind::Refused("it is a game"),
        _ => Kind::Foreign,
    }
}

/// Takes what tables make of an id: `603.0` where a program took it for a measure, `movie/603`, an address.
fn loose_tmdb(cell: &str) -> Option<u64> {
    let cell = cell.trim();
    let number = cell.strip_suffix(".0").unwrap_or(cell);
    tmdb_id(number.rsplit(['/', ':']).next()?.split('-').next()?)
}

/// Takes `tt0133093`, the number alone, an address, or whatever else has one such id in it.
fn loose_imdb(cell: &str) -> Option<String> {
    // A spreadsheet drops leading zeros; numbers with fewer digits are ratings and ranks.
    const FEWEST_DIGITS: usize = 5;
    let cell = cell.trim();
    let number = cell.strip_suffix(".0").unwrap_or(cell);
    if number.len() >= FEWEST_DIGITS && number.bytes().all(|byte| byte.is_ascii_digit()) {
        return imdb_id(&format!("tt{number}"));
    }
    let mut found = cell.split(|letter: char| !letter.is_alphanumeric()).filter_map(imdb_id);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

/// Returns whether a cell under the name of an id holds something with a number in it that isn't one.
fn is_odd_id(cell: &str) -> bool {
    const HIGHEST_SCORE: f64 = 100.0;
    let is_score =
        spelled_rating(cell).or_else(|| number_in(cell)).is_some_and(|score| score <= HIGHEST_SCORE);
    !is_score && cell.bytes().any(|byte| matches!(byte, b'1'..=b'9'))
}

fn is_imdb_person(cell: &str) -> bool {
    let number = cell.trim().strip_prefix("nm");
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(dialect: Dialect, cells: &[(&str, &str)]) -> Row {
        let cells = cells.iter().map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned())).collect();
        row_of(1, cells, dialect).row
    }

    #[test]
    fn finds_columns_by_any_spelling() {
        let read = row(
            Dialect::Generic,
            &[
                ("TMDb ID", "603.0"),
                ("imdb_id", "133093"),
                (" Film Name", "The Matrix"),
                ("Media-Type", "Movie"),
                ("RELEASE YEAR", "1999–2003"),
                ("Rating10", "8,5"),
                ("Date Added", "2026-07-01T10:00:00.000Z"),
                ("tvdb", "N/A"),
                ("whatever", "x"),
            ],
        );
        assert_eq!(read.ids, Ids { tmdb: Some(603), imdb: Some("tt0133093".to_owned()), tvdb: None });
        assert_eq!(read.item(), Some(MediaRef::movie(603)));
        assert_eq!((read.title.as_deref(), read.year), (Some("The Matrix"), Some(1999)));
        let day = read.moment.map(crate::domain::Timestamp::day);
        assert_eq!((read.rating, day.as_deref()), (Some(8.5), Some("2026-07-01")));
        assert_eq!(read.raw.len(), 9);
        assert_eq!(read.refused, None);
    }

    #[test]
    fn a_bare_id_needs_a_type() {
        assert_eq!(row(Dialect::Generic, &[("id", "603"), ("title", "x")]).bare_id, None);
        let typed = row(Dialect::Generic, &[("id", "1399"), ("mediatype", "show")]);
        assert_eq!(
            (typed.bare_id, typed.ids.tmdb, typed.media_type),
            (Some(1399), None, Some(MediaType::Tv))
        );
    }

    #[test]
    fn what_a_person_fills_in_wins() {
        let read =
            row(Dialect::Imdb, &[("Const", "tt0000001"), ("Title Type", "TV Episode"), ("item", "tv:1399")]);
        assert_eq!((read.item(), read.refused), (Some(MediaRef::tv(1399)), None));
        let wrong = row(Dialect::Generic, &[("title", "x"), ("item", "show:5")]);
        assert_eq!(wrong.refused.as_deref(), Some("'show:5': the type is tv, as in tv:5"));
    }

    #[test]
    fn addresses_name_titles_too() {
        let read = row(
            Dialect::Generic,
            &[
                ("URL", "https://www.themoviedb.org/tv/1399-got"),
                ("IMDB url", "https://imdb.com/title/tt0944947/"),
            ],
        );
        assert_eq!((read.item(), read.ids.imdb.as_deref()), (Some(MediaRef::tv(1399)), Some("tt0944947")));
        let boxd = row(Dialect::Letterboxd, &[("Name", "x"), ("Letterboxd URI", "https://boxd.it/2a")]);
        assert_eq!(boxd.ids, Ids::default());
    }

    #[test]
    fn ids_are_found_under_the_names_of_other_programs() {
        let imdb = |cells: &[(&str, &str)]| row(Dialect::Generic, cells).ids;
        let ids = Ids { tmdb: Some(603), imdb: Some("tt0133093".to_owned()), tvdb: Some(169) };
        for cells in [
            &[("movie_imdb_id", "tt0133093"), ("movie_tmdb_id", "603"), ("movie_tvdb_id", "169")][..],
            &[("ProviderIds", "Tmdb=603|Imdb=tt0133093|Tvdb=169")],
            &[("ProviderIds", r#"{"Tmdb":"603","Imdb":"tt0133093","Tvdb":"169"}"#)],
            &[("guids", "imdb://tt0133093|tmdb://603|tvdb://169")],
        ] {
            assert_eq!(imdb(cells), ids, "{cells:?}");
        }
        let typed = row(Dialect::Generic, &[("show_tmdb_id", "1399"), ("title", "x")]);
        assert_eq!(typed.item(), Some(MediaRef::tv(1399)));
    }

    #[test]
    fn type_words_of_all_columns_and_languages_count() {
        let read = |cells: &[(&str, &str)]| {
            let row = row(Dialect::Generic, &[&[("title", "x")][..], cells].concat());
            (row.media_type, row.foreign_type, row.refused)
        };
        let refused = |what: &str| (None, None, Some(what.to_owned()));
        for (cells, expected) in [
            (&[("type", "Épisode télévisé")][..], refused("it is an episode")),
            (&[("type", "TV-Folge")], refused("it is an episode")),
            (&[("type", "Jeu vidéo")], refused("it is a game")),
            (&[("type", "Película")], (Some(MediaType::Movie), None, None)),
            (&[("type", "Série télévisée")], (Some(MediaType::Tv), None, None)),
            (&[("type", "Blu-ray"), ("kind", "Movie")], (Some(MediaType::Movie), None, None)),
            (&[("type", "digital"), ("title type", "TV Episode")], refused("it is an episode")),
            (&[("type", "anime")], (None, None, None)),
            (&[("type", "Hörspiel")], (None, Some("Hörspiel".to_owned()), None)),
        ] {
            assert_eq!(read(cells), expected, "{cells:?}");
        }
    }

    #[test]
    fn a_title_with_a_comma_that_nobody_quoted_is_joined() {
        let columns = |names: &[&str]| {
            Columns::new(names.iter().map(|name| (*name).to_owned()).collect(), Dialect::Generic)
        };
        let read = |names: &[&str], line: &str| {
            let row = columns(names).row(1, line.split(',').map(str::to_owned).collect(), false).row;
            (row.title.unwrap_or_default(), row.year, row.has_odd_year)
        };
        for (names, line, expected) in [
            (&["Title", "Year"][..], "I, Robot,2004", ("I, Robot", Some(2004), false)),
            (
                &["Title", "Year"],
                "The Good, the Bad, and the Ugly,1966",
                ("The Good, the Bad, and the Ugly", Some(1966), false),
            ),
            (&["Title", "Year", "Rating"], "I, Robot,2004", ("I, Robot", Some(2004), false)),
            (&["Title", "Year", "imdb_id"], "I, Robot,2004,tt0343818", ("I, Robot", Some(2004), false)),
            (&["Title", "Year"], "Thor,2011,", ("Thor", Some(2011), false)),
            (&["Title", "Year"], "Thor,soon", ("Thor", None, true)),
            (&["Title", "Year"], "Thor,tba", ("Thor", None, false)),
        ] {
            assert_eq!(read(names, line), (expected.0.to_owned(), expected.1, expected.2), "{line}");
        }
    }

    #[test]
    fn a_rating_with_a_comma_that_nobody_quoted_is_joined_or_told() {
        let columns =
            |names: &str| Columns::new(names.split(',').map(str::to_owned).collect(), Dialect::Generic);
        let read = |names: &str, line: &str| {
            let reading = columns(names).row(1, line.split(',').map(str::to_owned).collect(), false);
            let Row { title, year, rating, surplus, comment, .. } = reading.row;
            let title = title.unwrap_or_default();
            let rest = comment.or(surplus).unwrap_or_default();
            format!("{title}|{}|{}|{rest}", year.unwrap_or(0), rating.unwrap_or(0.0))
        };
        for (names, line, expected) in [
            ("Title,Year,Rating", "Heat,1995,7,5", "Heat|1995|7.5|"),
            ("Title,Year,Rating", "Heat,1995,7", "Heat|1995|7|"),
            ("Title,Year,Rating", "Heat,1995,10,0", "Heat|1995|10|"),
            ("Title,Year,Rating", "I, Robot,2004,7,5", "I, Robot|2004|7.5|"),
            ("Title,Rating,Year", "Heat,7,5,1995", "Heat|1995|7.5|"),
            ("Title,Rating", "Heat,7,5", "Heat|0|7.5|"),
            ("Title,Rating,Date", "Heat,7,5,2024-01-01", "Heat|0|7.5|"),
            ("Title,Year,Your Rating,Comment", "Heat,1995,7,5,good", "Heat|1995|7.5|good"),
            // The last columns may be left out of a row.
            ("Title,Year,Rating,Comment", "Heat,1995,7,5", "Heat|1995|7.5|"),
            ("Title,Year,Rating,Date,Comment", "Heat,1995,7,5", "Heat|1995|7.5|"),
            ("Title,Rating,Year,Comment", "Heat,7,5,1995", "Heat|1995|7.5|"),
            // Words may have commas, too.
            ("Title,Year,Rating,Comment", "Heat,1995,7,good, really", "Heat|1995|7|good, really"),
            // What can't be put right is told.
            ("Title,Year,Rating", "Heat,1995,7,5,9", "Heat|1995|7|the row has 5 cells, and the header has 3"),
            (
                "Title,Year,Rating",
                "Heat,1995,7,good",
                "Heat|1995|7|the row has 4 cells, and the header has 3",
            ),
            ("Title,Rating,Metascore,Year", "Thor,7,57,soon", "Thor|0|7|"),
        ] {
            assert_eq!(read(names, line), expected, "{names}: {line}");
        }
        let semicolons = columns("Title,Year,Rating").between(b';');
        let row = semicolons.row(1, ["Heat", "1995", "7", "5"].map(str::to_owned).to_vec(), false).row;
        assert!(row.surplus.is_some(), "a comma that took nothing apart is no reason");
        assert_eq!(row.raw.last().unwrap().1, "7;5");
    }

    #[test]
    fn refuses_what_is_no_title() {
        for (cells, reason) in [
            (&[("Const", "tt1"), ("Title Type", "tvEpisode")][..], "it is an episode"),
            (&[("Const", "tt1"), ("Title Type", "Video Game")], "it is a game"),
            (&[("tmdb", "63056"), ("type", "tv"), ("season", "1"), ("episode", "2")], "it is an episode"),
            (&[("tmdb", "3624"), ("season", "1")], "it is a season"),
            (&[("year", "1999"), ("title", " ")], "it has neither an id nor a title"),
            (&[("tmdb", "nonsense")], "'nonsense' is no id, and there is no title beside it"),
        ] {
            assert_eq!(row(Dialect::Generic, cells).refused.as_deref(), Some(reason), "{cells:?}");
        }
        assert_eq!(row(Dialect::Generic, &[("tmdb", "1"), ("type", "movie"), ("season", "0")]).refused, None);
    }

    #[test]
    fn brings_ratings_to_one_scale() {
        for (dialect, name, text, expected) in [
            (Dialect::Letterboxd, "Rating", "3.5", Some(7.0)),
            (Dialect::Letterboxd, "Rating", "", None),
            (Dialect::Imdb, "Your Rating", "9", Some(9.0)),
            (Dialect::Imdb, "Rating", "9", None),
            (Dialect::Tmdb, "Rating", "8.7", None),
            (Dialect::Trakt, "rating", "10", Some(10.0)),
            (Dialect::MovieLens, "rating", "4.5", Some(9.0)),
            (Dialect::Criticker, "Score", "83", Some(8.5)),
            (Dialect::Generic, "score", "7.3", Some(7.5)),
            (Dialect::Generic, "rating", "0", None),
            (Dialect::Generic, "rating", "83", None),
            (Dialect::Generic, "rating", "-1", None),
            (Dialect::Generic, "rating", "inf", None),
        ] {
            assert_eq!(row(dialect, &[("title", "x"), (name, text)]).rating, expected, "{dialect:?} {text}");
        }
    }

    #[test]
    fn reads_years_in_many_forms() {
        for (text, year) in [
            ("1999", Some(1999)),
            ("1999-03-31", Some(1999)),
            ("2013–2023", Some(2013)),
            ("(1999)", Some(1999)),
            ("19990", None),
            ("", None),
            ("0000", None),
            ("é999", None),
        ] {
            assert_eq!(super::super::years::year_in(text), year, "{text}");
        }
    }
}

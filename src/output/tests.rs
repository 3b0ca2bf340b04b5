//! Every format as a script or a person gets it, through [`Streams`].

use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;
use serde_json::{Value, json};

use super::style::width_of;
use super::*;
use crate::error::{Error, ErrorKind};

#[derive(Clone, Serialize)]
struct Film {
    id: u32,
    title: String,
    release_date: Option<&'static str>,
    vote_average: f64,
    genres: Vec<&'static str>,
    list: Option<Value>,
    adult: bool,
    url: String,
}

impl Render for Film {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("id", "ID", |film: &Self| film.id.into()),
                Column::new("title", "Title", |film: &Self| Cell::link(&film.title, &film.url)).weight(2),
                Column::new("vote_average", "Rating", |film: &Self| Cell::decimal(film.vote_average, 1)),
                Column::new("genres", "Genres", |film: &Self| film.genres.join(", ").into()).weight(1),
                Column::new("state", "State", |film: &Self| {
                    Cell::mark(if film.adult { "hidden" } else { "synced" }, Tone::Good)
                }),
                Column::new("release_date", "Released", |film: &Self| film.release_date.into()).detail(),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &["list", "adult", "url"]
    }
}

fn film(id: u32, title: &str, vote_average: f64, genres: &[&'static str]) -> Film {
    Film {
        id,
        title: title.to_owned(),
        release_date: Some("1999-03-30"),
        vote_average,
        genres: genres.to_vec(),
        list: Some(json!({ "name": "Sci-fi" })),
        adult: false,
        url: format!("https://www.themoviedb.org/movie/{id}"),
    }
}

fn films() -> Vec<Film> {
    vec![
        film(603, "The Matrix", 8.217, &["Action", "Science Fiction"]),
        film(568_160, "天気の子 (Weathering with You)", 7.9, &["Animation", "Drama", "Fantasy", "Romance"]),
        Film { release_date: None, list: None, ..film(7, "👩‍🚀 Evil\u{1b}[2J\u{202e}", -0.5, &[]) },
    ]
}

/// A writer that fails in one way.
struct Failing(io::ErrorKind);

impl Write for Failing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Bench {
    streams: Streams,
    stdout: Buffer,
    stderr: Buffer,
}

fn options(format: Format) -> OutputOptions {
    OutputOptions { format, header: true, ..OutputOptions::default() }
}

/// Streams into buffers; `terminal` is the width of a terminal, nothing a pipe.
fn bench(options: OutputOptions, terminal: Option<usize>) -> Bench {
    let (stdout, stderr) = (Buffer::default(), Buffer::default());
    let parts = StreamParts {
        stdout: Box::new(stdout.clone()),
        stderr: Box::new(stderr.clone()),
        stdout_is_terminal: terminal.is_some(),
        stderr_is_terminal: terminal.is_some(),
        stdin_is_terminal: true,
        width: Box::new(move || terminal),
    };
    Bench { streams: Streams::new(parts, options), stdout, stderr }
}

fn report() -> Report<Film, Value> {
    Report::rows(films(), json!({ "page": 1 })).empty("no films yet").footer("page 1 of 5")
}

fn printed(options: OutputOptions, terminal: Option<usize>) -> String {
    let bench = bench(options, terminal);
    bench.streams.report(report()).unwrap();
    bench.stdout.text()
}

fn fields(format: Format, names: &[&str]) -> OutputOptions {
    OutputOptions { fields: Some(names.iter().map(|name| (*name).to_owned()).collect()), ..options(format) }
}

fn plain(format: Format) -> OutputOptions {
    OutputOptions { color: ColorChoice::Never, ..options(format) }
}

#[test]
fn a_piped_table_is_plain_and_complete() {
    insta::assert_snapshot!(printed(options(Format::Table), None), @"
        ID  Title                           Rating  Genres                              State
       603  The Matrix                         8.2  Action, Science Fiction             synced
    568160  天気の子 (Weathering with You)     7.9  Animation, Drama, Fantasy, Romance  synced
         7  👩‍🚀 Evil�[2J�                      -0.5                                      synced
    ");
}

#[test]
fn a_table_fits_the_terminal() {
    let mut all = String::new();
    for width in [30, 60, 100] {
        let table = printed(plain(Format::Table), Some(width));
        for line in table.lines() {
            assert!(width_of(line) <= width, "{width}: {line}");
            assert_eq!(line, line.trim_end());
        }
        all = [all, format!("--- {width}\n"), table].concat();
    }
    insta::assert_snapshot!(all, @"
    --- 30
        ID  Title           Rating
       603  The Matrix         8.2
    568160  天気の子 (Wea…     7.9
         7  👩‍🚀 Evil�[2J�      -0.5
    page 1 of 5
    --- 60
        ID  Title                       Rating  Genres    State
       603  The Matrix                     8.2  Action,…  synced
    568160  天気の子 (Weathering with…     7.9  Animati…  synced
         7  👩‍🚀 Evil�[2J�                  -0.5            synced
    page 1 of 5
    --- 100
        ID  Title                           Rating  Genres                              State
       603  The Matrix                         8.2  Action, Science Fiction             synced
    568160  天気の子 (Weathering with You)     7.9  Animation, Drama, Fantasy, Romance  synced
         7  👩‍🚀 Evil�[2J�                      -0.5                                      synced
    page 1 of 5
    ");
    assert_eq!(
        printed(plain(Format::Table), Some(160)),
        printed(options(Format::Table), None) + "page 1 of 5\n"
    );
}

#[test]
fn a_terminal_gets_links_and_colour_where_they_are_wanted() {
    let one = |options, terminal| {
        let bench = bench(options, terminal);
        bench.streams.report(Report::rows(vec![film(603, "The Matrix", 8.2, &[])], ())).unwrap();
        bench.stdout.text()
    };
    assert_eq!(
        one(options(Format::Table), Some(80)),
        " \u{1b}[1mID\u{1b}[0m  \u{1b}[1mTitle\u{1b}[0m       \u{1b}[1mRating\u{1b}[0m  \
         \u{1b}[1mGenres\u{1b}[0m  \u{1b}[1mState\u{1b}[0m\n\
         603  \u{1b}]8;;https://www.themoviedb.org/movie/603\u{1b}\\The Matrix\u{1b}]8;;\u{1b}\\\
         \u{1b}[0m     8.2          \
         \u{1b}[32msynced\u{1b}[0m\n"
    );
    let colorless = one(OutputOptions { no_color: true, ..options(Format::Table) }, Some(80));
    assert!(!colorless.contains('\u{1b}'), "{colorless:?}");
    // CLICOLOR_FORCE into a pipe: color, but no links and no limit.
    let forced = one(OutputOptions { force_color: true, ..options(Format::Table) }, None);
    assert!(forced.contains("\u{1b}[32msynced") && !forced.contains("\u{1b}]8"), "{forced:?}");
    let both = OutputOptions { no_color: true, force_color: true, ..options(Format::Table) };
    assert!(!one(both.clone(), Some(80)).contains('\u{1b}'));
    assert!(one(OutputOptions { color: ColorChoice::Always, ..both }, None).contains('\u{1b}'));
}

/// Takes colors and links out again.
fn without_escapes(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // A color ends with its `m`, a link's address with an escape of its own, `ESC \`.
        kept.push_str(match part.as_bytes().first() {
            Some(b'[') => part.split_once('m').unwrap().1,
            Some(b']') => "",
            _ => part.strip_prefix('\\').unwrap(),
        });
    }
    kept
}

#[test]
fn colour_and_links_take_no_room() {
    // Some of these letters hold a byte that ends an escape sequence where it stands alone (0x9C).
    let mut films = films();
    films.push(film(1, "Über “Œuvre” ✜ — Ü", 1.0, &["Ü“✜"]));
    films.push(film(2, "天気の子 🇩🇪 Ame\u{301}lie 👩‍👩‍👧 and everything after that", 10.0, &["Drama"; 9]));
    for width in [30, 44, 50, 55, 60, 61, 62, 63, 80, 120, 300] {
        let view = |options| {
            let bench = bench(options, Some(width));
            bench.streams.report(Report::rows(films.clone(), ())).unwrap();
            bench.stdout.text()
        };
        let (plain, colored) = (view(plain(Format::Table)), view(options(Format::Table)));
        assert!(colored.contains("\u{1b}]8;;https://www.themoviedb.org/movie/2\u{1b}") || width == 30);
        assert_eq!(without_escapes(&colored), plain, "{width}");
        let widest = plain.lines().map(width_of).max();
        assert!(widest <= Some(width), "{width}: {widest:?}");
    }
}

#[test]
fn a_piped_table_is_complete_however_wide() {
    let words: Vec<String> = (0..20_000).map(|word| format!("w{word}")).collect();
    let bench = bench(options(Format::Table), None);
    bench.streams.report(Report::rows(vec![film(1, &words.join(" "), 1.0, &[])], ())).unwrap();
    let printed = bench.stdout.text();
    assert!(printed.split_whitespace().filter(|word| word.starts_with('w')).eq(&words));
}

/// A note on something, which hardly anything has.
#[derive(Serialize)]
struct Noted {
    id: u32,
    note: Option<&'static str>,
}

impl Render for Noted {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("id", "ID", |row: &Self| row.id.into()),
                Column::new("note", "Note", |row: &Self| row.note.into()).optional(),
            ]
        }
    }
}

#[test]
fn a_column_that_nothing_fills_is_left_out_of_tables_only() {
    let printed = |options: OutputOptions, notes: [Option<&'static str>; 2]| {
        let bench = bench(options, None);
        let rows = (1..).zip(notes).map(|(id, note)| Noted { id, note }).collect();
        bench.streams.report(Report::rows(rows, ())).unwrap();
        bench.stdout.text()
    };
    assert_eq!(printed(plain(Format::Table), [None, None]), "ID\n 1\n 2\n");
    assert_eq!(printed(plain(Format::Table), [None, Some("x")]), "ID  Note\n 1\n 2  x\n");
    assert_eq!(printed(plain(Format::Csv), [None, None]), "id,note\n1,\n2,\n");
    assert_eq!(
        printed(fields(Format::Table, &["note", "id"]), [None, None]),
        "Note  ID\n       1\n       2\n"
    );
}

#[test]
fn a_window_that_was_resized_meanwhile_is_filled_as_it_is_now() {
    static WIDTH: AtomicUsize = AtomicUsize::new(100);
    let stdout = Buffer::default();
    let parts = StreamParts {
        stdout: Box::new(stdout.clone()),
        stderr: Box::new(io::sink()),
        stdout_is_terminal: true,
        stderr_is_terminal: true,
        stdin_is_terminal: true,
        width: Box::new(|| Some(WIDTH.load(Ordering::Relaxed))),
    };
    let streams = Streams::new(parts, plain(Format::Table));
    WIDTH.store(30, Ordering::Relaxed);
    let row = film(1, "A title of a length that no narrow window has room for", 1.0, &[]);
    streams.report(Report::rows(vec![row], ())).unwrap();
    let printed = stdout.text();
    assert!(printed.lines().all(|line| line.chars().count() <= 30), "{printed}");
}

#[test]
fn a_terminal_of_width_zero_counts_as_eighty() {
    assert_eq!(bench(plain(Format::Table), Some(0)).streams.width(), Some(80));
    assert_eq!(bench(plain(Format::Table), None).streams.width(), None);
    assert_eq!(printed(plain(Format::Table), Some(0)), printed(plain(Format::Table), Some(80)));
}

#[test]
fn no_rows_are_a_sentence_for_a_person_only() {
    let empty = |options| {
        let bench = bench(options, None);
        bench
            .streams
            .report(Report::<Film, _>::rows(Vec::new(), ()).empty("no films yet").footer("page 1"))
            .unwrap();
        (bench.stdout.text(), bench.stderr.text())
    };
    let both = |stdout: &str, stderr: &str| (stdout.to_owned(), stderr.to_owned());
    assert_eq!(empty(options(Format::Table)), both("", "no films yet\n"));
    assert_eq!(empty(OutputOptions { quiet: true, ..options(Format::Table) }), both("", ""));
    assert_eq!(empty(options(Format::Json)), both("{\"data\":[],\"meta\":{}}\n", ""));
    assert_eq!(empty(options(Format::Jsonl)), both("", ""));
    assert_eq!(empty(fields(Format::Csv, &["id", "adult"])), both("id,adult\n", ""));
    let viewed = bench(options(Format::Table), None);
    viewed
        .streams
        .report(Report::<Film, _>::rows(Vec::new(), json!({})).empty("none").human(portrait))
        .unwrap();
    assert_eq!((viewed.stdout.text(), viewed.stderr.text()), both("", "none\n"));
    assert_eq!(empty(fields(Format::Table, &["adult"])), both("", "no films yet\n"));
}

#[test]
fn json_is_the_whole_document() {
    let data: Value = serde_json::from_str(&printed(options(Format::Json), None)).unwrap();
    assert_eq!(data["data"][2]["title"], "👩‍🚀 Evil\u{1b}[2J\u{202e}");
    assert_eq!(data["meta"]["page"], 1);
    let bench = bench(OutputOptions { no_color: true, ..options(Format::Json) }, Some(80));
    bench.streams.report(Report::one(film(7, "a\u{7f}\u{9b}\u{202e}", 1.5, &["x"]), ())).unwrap();
    insta::assert_snapshot!(bench.stdout.text(), @r#"
    {
      "data": {
        "id": 7,
        "title": "a\u007f\u009b\u202e",
        "release_date": "1999-03-30",
        "vote_average": 1.5,
        "genres": [
          "x"
        ],
        "list": {
          "name": "Sci-fi"
        },
        "adult": false,
        "url": "https://www.themoviedb.org/movie/7"
      },
      "meta": {}
    }
    "#);
}

#[test]
fn json_lines_are_the_elements_alone() {
    let lines = printed(fields(Format::Jsonl, &["title", "id"]), Some(80));
    assert_eq!(
        lines,
        "{\"title\":\"The Matrix\",\"id\":603}\n\
         {\"title\":\"天気の子 (Weathering with You)\",\"id\":568160}\n\
         {\"title\":\"👩\\u200d🚀 Evil\\u001b[2J\\u202e\",\"id\":7}\n"
    );
    let bench = bench(options(Format::Jsonl), None);
    bench.streams.report(Report::one(film(7, "x", 1.5, &[]), ())).unwrap();
    assert_eq!(bench.stdout.text().lines().count(), 1);
}

#[test]
fn csv_and_tsv_have_every_column_and_exact_values() {
    assert_eq!(
        printed(options(Format::Csv), None),
        "id,title,vote_average,genres,state,release_date\n\
         603,The Matrix,8.217,Action; Science Fiction,synced,1999-03-30\n\
         568160,天気の子 (Weathering with You),7.9,Animation; Drama; Fantasy; Romance,synced,1999-03-30\n\
         7,👩‍🚀 Evil\u{FFFD}[2J\u{FFFD},-0.5,,synced,\n"
    );
    let headless = OutputOptions { header: false, ..fields(Format::Tsv, &["list.name", "adult", "id"]) };
    assert_eq!(printed(headless, Some(10)), "Sci-fi\tfalse\t603\nSci-fi\tfalse\t568160\n\tfalse\t7\n");
}

#[test]
fn fields_choose_in_every_format() {
    let names = ["release_date", "adult", "list.name", "state"];
    assert_eq!(
        printed(fields(Format::Table, &names), None),
        "Released    adult  list.name  State\n\
         1999-03-30  false  Sci-fi     synced\n\
         1999-03-30  false  Sci-fi     synced\n\
         \u{20}           false             synced\n"
    );
    assert_eq!(printed(fields(Format::Csv, &["id ", " adult"]), None).lines().next(), Some("id,adult"));
    let document: Value = serde_json::from_str(&printed(fields(Format::Json, &names), None)).unwrap();
    let first =
        json!({ "release_date": "1999-03-30", "adult": false, "list.name": "Sci-fi", "state": "synced" });
    assert_eq!(document["data"][0].to_string(), first.to_string());
    assert_eq!(document["data"][2]["list.name"], Value::Null);
    assert_eq!(document["meta"]["page"], 1);
}

#[test]
fn an_unknown_field_names_the_known_ones() {
    for format in Format::ALL {
        let bench = bench(fields(format, &["id", "titel"]), None);
        let error = bench.streams.report(report()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Usage);
        assert_eq!(
            error.message(),
            "there is no field \"titel\" (did you mean \"title\"?); the fields are: id, title, vote_average, genres, \
             state, release_date, list, adult, url"
        );
        assert_eq!(bench.stdout.text(), "");
        let early = bench.streams.check_fields::<Film>().unwrap_err();
        assert_eq!(early.message(), error.message());
    }
    let strange = bench(fields(Format::Csv, &["qqqqqqqq"]), None).streams.report(report()).unwrap_err();
    assert!(!strange.message().contains("did you mean"), "{}", strange.message());
    let known = bench(fields(Format::Csv, &["list.name", "url", "state"]), None);
    assert!(known.streams.check_fields::<Film>().is_ok());
}

#[test]
fn jq_sees_the_document_and_prints_strings_raw() {
    let jq = |expression: &str| OutputOptions { jq: Some(expression.to_owned()), ..options(Format::Table) };
    assert_eq!(printed(jq(".data[].title"), Some(20)).lines().next(), Some("The Matrix"));
    assert_eq!(printed(jq(".meta, (.data | length)"), Some(20)), "{\"page\":1}\n3\n");
    let chosen = OutputOptions { jq: Some(".data[0]".to_owned()), ..fields(Format::Csv, &["id"]) };
    assert_eq!(printed(chosen, None), "{\"id\":603}\n");
    let null = OutputOptions { null: true, ..jq(".data[].id") };
    assert_eq!(printed(null, None), "603\x00568160\x007\x00");
    let bench = bench(jq(".data[] | .id, error(\"no\")"), None);
    assert_eq!(bench.streams.report(report()).unwrap_err().message(), "--jq: no");
    assert_eq!(bench.stdout.text(), "603\n", "what came before the failure is printed");
}

#[test]
fn a_document_of_its_own_prints_like_any_other() {
    let value = |options, terminal| {
        let bench = bench(options, terminal);
        bench.streams.value(&json!({ "a": [1, "\u{9b}"] })).unwrap();
        bench.stdout.text()
    };
    assert_eq!(value(options(Format::Table), None), "{\"a\":[1,\"\\u009b\"]}\n");
    let plain = OutputOptions { no_color: true, ..options(Format::Table) };
    assert_eq!(value(plain, Some(80)), "{\n  \"a\": [\n    1,\n    \"\\u009b\"\n  ]\n}\n");
    assert_eq!(value(options(Format::Jsonl), Some(80)), value(options(Format::Json), None));
    assert_eq!(value(OutputOptions { jq: Some(".a[0]".to_owned()), ..options(Format::Table) }, None), "1\n");
}

#[test]
fn nul_separates_records_where_records_are_plain() {
    let null = |options| OutputOptions { null: true, ..options };
    assert_eq!(printed(null(fields(Format::Table, &["id"])), Some(80)), "603\x00568160\x007\x00");
    assert_eq!(
        printed(null(fields(Format::Jsonl, &["id"])), None),
        "{\"id\":603}\0{\"id\":568160}\0{\"id\":7}\0"
    );
    assert!(null(fields(Format::Csv, &["id"])).check().is_ok());
    assert!(null(options(Format::Jsonl)).check().is_ok());
    for wrong in [
        null(options(Format::Table)),
        null(fields(Format::Csv, &["id", "title"])),
        fields(Format::Csv, &[""]),
    ] {
        assert_eq!(wrong.check().unwrap_err().kind(), ErrorKind::Usage);
    }
    let bad = OutputOptions { jq: Some(".[".to_owned()), ..options(Format::Json) };
    assert_eq!(bad.check().unwrap_err().kind(), ErrorKind::Usage);
}

#[test]
fn one_object_is_lines_of_heading_and_value() {
    let bench = bench(plain(Format::Table), Some(40));
    bench
        .streams
        .report(Report::one(film(603, "The Matrix", 8.217, &["Action", "Science Fiction"]), ()))
        .unwrap();
    assert_eq!(
        bench.stdout.text(),
        "ID:     603\nTitle:  The Matrix\nRating: 8.2\nGenres: Action, Science Fiction\nState:  synced\n"
    );
}

fn portrait(data: &Data<Film>, meta: &Value) -> HumanText {
    let mut text = HumanText::new().title("Films").pair("Page", meta["page"].as_i64()).pair("None", "");
    for film in data.as_slice() {
        text = text.pair(&film.title, Cell::decimal(film.vote_average, 1));
    }
    text.blank()
        .paragraph("A story\u{1b} of machines and people that needs more room than this line has.")
        .grid(
            &[("Name", 1), ("Role", 1)],
            vec![vec!["Keanu Reeves".into(), "Neo".into()], vec!["Carrie-Anne Moss".into()]],
        )
        .rows(&data.as_slice()[..1])
        .cells(vec!["by".into(), Cell::Empty, Cell::mark("you", Tone::Dim)])
        .dim("end")
}

#[test]
fn people_get_their_own_view_and_scripts_the_rows() {
    let view = |options, terminal| {
        let bench = bench(options, terminal);
        bench.streams.report(report().human(portrait)).unwrap();
        bench.stdout.text()
    };
    insta::assert_snapshot!(view(plain(Format::Table), Some(44)), @"
    Films
    Page:                           1
    The Matrix:                     8.2
    天気の子 (Weathering with You): 7.9
    👩‍🚀 Evil�[2J�:                   -0.5

    A story� of machines and people that needs
    more room than this line has.
    Name              Role
    Keanu Reeves      Neo
    Carrie-Anne Moss
     ID  Title       Rating  Genres       State
    603  The Matrix     8.2  Action, Sc…  synced
    by you
    end
    page 1 of 5
    ");
    assert!(view(plain(Format::Table), None).contains("people that needs more room than this line has.\n"));
    assert_eq!(view(fields(Format::Table, &["id"]), None), "    ID\n   603\n568160\n     7\n");
    assert_eq!(view(options(Format::Csv), None), printed(options(Format::Csv), None));
}

#[derive(Serialize)]
struct Parent {
    name: &'static str,
    items: Vec<Film>,
}

impl Render for Parent {
    fn columns() -> &'static [Column<Self>] {
        const { &[Column::new("name", "Name", |parent: &Self| parent.name.into())] }
    }
}

#[test]
fn an_object_can_put_its_rows_into_the_grid_formats() {
    let parent = |options| {
        let bench = bench(options, None);
        let report = Report::one(Parent { name: "Winter", items: films() }, ())
            .grid_of(|parent| parent.items.as_slice());
        bench.streams.report(report).unwrap();
        bench.stdout.text()
    };
    assert_eq!(parent(fields(Format::Csv, &["id"])), "id\n603\n568160\n7\n");
    assert_eq!(parent(options(Format::Table)), printed(options(Format::Table), None));
    assert_eq!(
        parent(fields(Format::Json, &["name", "items.id"])),
        "{\"data\":{\"name\":\"Winter\",\"items.id\":[603,568160,7]},\"meta\":{}}\n"
    );
}

#[test]
fn messages_go_to_standard_error_and_quiet_silences_all_but_failures() {
    let failure = Error::new(ErrorKind::NotFound, "no list \"x\"").with_hint("flixir lists ls");
    let say = |options| {
        let bench = bench(options, None);
        bench.streams.report(report().warn("served from the\ncache")).unwrap();
        bench.streams.note("one\ntwo\u{1b}");
        bench.streams.fail(&failure);
        bench.stderr.text()
    };
    assert_eq!(
        say(options(Format::Table)),
        "warning: served from the cache\none\ntwo\u{FFFD}\n\
         error: no list \"x\"\nhint: flixir lists ls\n"
    );
    assert_eq!(
        say(OutputOptions { quiet: true, ..options(Format::Jsonl) }),
        "{\"error\":{\"type\":\"not_found\",\"message\":\"no list \\\"x\\\"\",\
         \"details\":{\"hint\":\"flixir lists ls\"},\"retry_after\":null}}\n"
    );
}

/// Streams whose standard output fails with `kind`.
fn failing(kind: io::ErrorKind, options: OutputOptions) -> Streams {
    let parts = StreamParts {
        stdout: Box::new(Failing(kind)),
        stderr: Box::new(io::sink()),
        stdout_is_terminal: false,
        stderr_is_terminal: true,
        stdin_is_terminal: true,
        width: Box::new(|| None),
    };
    Streams::new(parts, options)
}

#[test]
fn a_closed_pipe_is_quiet_and_a_full_disk_is_not() {
    for format in Format::ALL {
        let streams = failing(io::ErrorKind::BrokenPipe, options(format));
        assert!(!streams.closed());
        assert!(streams.report(report()).is_ok());
        assert!(streams.closed());
        assert!(streams.raw(b"more").is_ok());
    }
    let endless = OutputOptions { jq: Some("repeat(1)".to_owned()), ..options(Format::Json) };
    assert!(failing(io::ErrorKind::BrokenPipe, endless).report(report()).is_ok(), "it ends");
    let error = failing(io::ErrorKind::StorageFull, options(Format::Csv)).raw(b"x").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Storage);
    assert!(error.message().starts_with("could not write the output: "), "{}", error.message());
}

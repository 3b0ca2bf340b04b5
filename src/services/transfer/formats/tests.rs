//! Every format by example, and every format that flixir both writes and reads, in both directions.

use std::io::Write as _;

use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use super::*;
use crate::domain::{ItemState, List, ListItem, ListWithItems, Media, MediaRef, SyncStatus};
use crate::error::ErrorKind;

fn read_one(name: &str, text: &str) -> Sheet {
    let mut sheets = read(name, text.as_bytes(), None).unwrap().sheets;
    assert_eq!(sheets.len(), 1, "{sheets:#?}");
    sheets.remove(0)
}

/// Rows as short text: line, ids, title, year, rating, refusal.
fn shown(sheet: &Sheet) -> Vec<String> {
    sheet
        .rows
        .iter()
        .map(|row| {
            let mut parts = vec![row.line.to_string()];
            parts.extend(row.media_type.map(|media_type| media_type.to_string()));
            parts.extend(row.ids.tmdb.map(|id| id.to_string()));
            parts.extend(row.bare_id.map(|id| format!("id{id}")));
            parts.extend(row.ids.imdb.clone());
            parts.extend(row.ids.tvdb.map(|id| format!("tvdb{id}")));
            parts.extend(row.title.clone());
            parts.extend(row.year.map(|year| year.to_string()));
            parts.extend(row.rating.map(|rating| format!("*{rating}")));
            parts.extend(row.moment.map(crate::domain::Timestamp::day));
            parts.extend(row.comment.clone().map(|comment| format!("“{comment}”")));
            parts.extend(row.refused.clone().map(|reason| format!("! {reason}")));
            parts.join(" | ")
        })
        .collect()
}

fn problems(sheet: &Sheet) -> Vec<(u64, &str)> {
    sheet.problems.iter().map(|problem| (problem.line, problem.reason.as_str())).collect()
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const LETTERBOXD_LIST: &str = "\u{FEFF}Letterboxd list export v7\r\n\
    Date,Name,Tags,URL,Description\r\n\
    2026-01-02,\"Sci-fi, for winter\",,https://boxd.it/abc,\"What to watch\r\nwhen it snows\"\r\n\
    \r\n\
    Position,Name,Year,URL,Description\r\n\
    1,The Matrix,1999,https://boxd.it/2a1,\r\n\
    2,\"Crouching Tiger, Hidden Dragon\",2000,https://boxd.it/29I,\"a \"\"note\"\"\r\nof two lines\"\r\n\
    3,Solaris,,https://boxd.it/1\r\n";

#[test]
fn reads_a_letterboxd_list() {
    let sheet = read_one("lists/sci-fi.csv", LETTERBOXD_LIST);
    assert_eq!(sheet.name.as_deref(), Some("Sci-fi, for winter"));
    assert_eq!(sheet.description.as_deref(), Some("What to watch\r\nwhen it snows"));
    assert_eq!(sheet.target, Target::List);
    assert_eq!(
        shown(&sheet),
        [
            "7 | The Matrix | 1999",
            "8 | Crouching Tiger, Hidden Dragon | 2000 | “a \"note\"\r\nof two lines”",
            "10 | Solaris",
        ]
    );
}

#[test]
fn reads_a_whole_letterboxd_archive() {
    let archive = zipped(&[
        ("profile.csv", b"Date Joined,Username,Email Address\n2020,x,secret@example.org\n"),
        ("watchlist.csv", b"Date,Name,Year,Letterboxd URI\n2026-02-03,Dune,2021,https://boxd.it/x\n"),
        (
            "ratings.csv",
            b"Date,Name,Year,Letterboxd URI,Rating\n2026-02-03,Dune,2021,https://boxd.it/x,4.5\n",
        ),
        ("watched.csv", b"Date,Name,Year,Letterboxd URI\n2026-02-03,Heat,1995,https://boxd.it/y\n"),
        ("diary.csv", b"Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n"),
        ("likes/films.csv", b"Date,Name,Year,Letterboxd URI\n2026-02-03,Alien,1979,https://boxd.it/z\n"),
        ("likes/lists.csv", b"Date,Name\n"),
        ("lists/sci-fi.csv", LETTERBOXD_LIST.as_bytes()),
        ("deleted/lists/old.csv", LETTERBOXD_LIST.as_bytes()),
        ("__MACOSX/lists/._sci-fi.csv", b"\0\0"),
    ]);
    let reading = read("letterboxd-me-2026.zip", &archive, None).unwrap();
    assert_eq!(reading.format, Format::Letterboxd);
    let parts: Vec<_> =
        reading.sheets.iter().map(|sheet| (sheet.source.as_str(), sheet.target, shown(sheet))).collect();
    assert_eq!(parts.len(), 4);
    assert_eq!((parts[0].0, parts[0].1, parts[0].2.len()), ("lists/sci-fi.csv", Target::List, 3));
    assert_eq!(
        parts[1],
        ("likes/films.csv", Target::Favorites, vec!["2 | Alien | 1979 | 2026-02-03".to_owned()])
    );
    assert_eq!(
        parts[2],
        ("ratings.csv", Target::Ratings, vec!["2 | Dune | 2021 | *9 | 2026-02-03".to_owned()])
    );
    assert_eq!(parts[3].1, Target::Watchlist);
    assert!(reading.notes.iter().any(|note| note.contains("watched.csv")), "{:?}", reading.notes);
    let all = format!("{reading:?}");
    assert!(!all.contains("secret@example.org") && !all.contains("Heat"));
}

#[test]
fn tells_letterboxds_tables_apart_by_their_names() {
    let text = "Date,Name,Year,Letterboxd URI\n2026-02-03,Dune,2021,https://boxd.it/x\n";
    for (name, target) in
        [("watchlist.csv", Target::Watchlist), ("watched.csv", Target::History), ("films.csv", Target::List)]
    {
        let reading = read(name, text.as_bytes(), None).unwrap();
        assert_eq!((reading.format, reading.sheets[0].target), (Format::Letterboxd, target), "{name}");
    }
    let diary = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n\
                 2026-02-03,Dune,2021,https://boxd.it/x,4.5,Yes,\"a, b\",2026-02-02\n";
    let sheet = read_one("diary.csv", diary);
    assert_eq!(
        (sheet.target, shown(&sheet)),
        (Target::History, vec!["2 | Dune | 2021 | *9 | 2026-02-03".to_owned()])
    );
}

#[test]
fn reads_imdb_old_and_new() {
    let new = "Position,Const,Created,Modified,Description,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors,Your Rating,Date Rated\n\
        1,tt0133093,2026-01-01,2026-01-01,good,The Matrix,The Matrix,https://www.imdb.com/title/tt0133093/,Movie,8.7,136,1999,\"Action, Sci-Fi\",2000000,1999-03-31,\"Lana Wachowski, Lilly Wachowski\",9,2026-01-01\n\
        2,tt0944947,2026-01-01,2026-01-01,,Game of Thrones,Game of Thrones,https://www.imdb.com/title/tt0944947/,TV Series,9.2,57,2011–2019,Drama,2000000,2011-04-17,,,\n\
        3,tt0959621,2026-01-01,2026-01-01,,Pilot,Pilot,https://www.imdb.com/title/tt0959621/,TV Episode,9.0,58,2008,Drama,1,2008-01-20,,,\n\
        4,tt0068646,2026-01-01,2026-01-01,,Der Pate,The Godfather,https://www.imdb.com/title/tt0068646/,Film,9.2,175,1972,Drama,1,1972-03-24,,,\n";
    let reading = read("c3b0f1a2.csv", new.as_bytes(), None).unwrap();
    assert_eq!(reading.format, Format::Imdb);
    assert_eq!(reading.sheets[0].target, Target::List);
    assert_eq!(
        shown(&reading.sheets[0]),
        [
            "2 | movie | tt0133093 | The Matrix | 1999 | *9 | 2026-01-01 | “good”",
            "3 | tv | tt0944947 | Game of Thrones | 2011 | 2026-01-01",
            "4 | tt0959621 | Pilot | 2008 | 2026-01-01 | ! it is an episode",
            "5 | movie | tt0068646 | Der Pate | 1972 | 2026-01-01",
        ]
    );
    let old_ratings = "Const,Your Rating,Date Rated,Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors\r\n\
        tt0133093,10,2019-08-01,The Matrix,https://www.imdb.com/title/tt0133093/,movie,8.7,136,1999,action,1,1999-03-31,x\r\n";
    let ratings = read_one("whatever.csv", old_ratings);
    assert_eq!(ratings.target, Target::Ratings);
    assert_eq!(shown(&ratings), ["2 | movie | tt0133093 | The Matrix | 1999 | *10 | 2019-08-01"]);
    assert_eq!(read_one("WATCHLIST.csv", new).target, Target::Watchlist);

    let people = "Position,Const,Created,Modified,Description,Name,Known For,Birth Date\n1,nm0000206,,,,Keanu Reeves,The Matrix,1964-09-02\n";
    let error = read("people.csv", people.as_bytes(), None).unwrap_err();
    assert!(error.message().contains("a list of people"), "{error}");
}

const TRAKT_MATRIX: &str = r#"{"id":1,"rank":1,"listed_at":"2026-07-01T10:00:00.000Z","notes":"see it","type":"movie",
    "movie":{"title":"The Matrix","year":1999,"ids":{"trakt":481,"slug":"the-matrix-1999","imdb":"tt0133093","tmdb":603}}}"#;

#[test]
fn reads_a_trakt_archive() {
    let list = format!(
        "[{TRAKT_MATRIX}, {}, {}, 7]",
        r#"{"type":"show","show":{"title":"Dark","year":2017,"ids":{"trakt":2,"imdb":"tt5753856","tmdb":null}}}"#,
        r#"{"type":"episode","episode":{"title":"x","ids":{"tmdb":5}},"show":{"title":"Dark","ids":{"trakt":2,"tmdb":9}}}"#
    );
    let rating = r#"[{"rated_at":"2026-07-01T10:00:00.000Z","rating":8,"type":"movie","movie":{"title":"Heat","year":1995,"ids":{"trakt":3,"tmdb":949}}}]"#;
    let archive = zipped(&[
        ("export/lists-lists.json", br#"[{"name":"Winter","description":"Snow","privacy":"private","ids":{"trakt":77,"slug":"winter"}}]"#),
        ("export/lists-list-77-winter.json", list.as_bytes()),
        ("export/lists-list-78-summer-films.json", b"[]"),
        ("export/lists-watchlist-1.json", format!("[{TRAKT_MATRIX}]").as_bytes()),
        ("export/lists-watchlist-2.json", format!("[{TRAKT_MATRIX}]").as_bytes()),
        ("export/ratings-movies.json", rating.as_bytes()),
        ("export/ratings-episodes.json", b"[{}]"),
        ("export/watched-movies.json", b"[{}]"),
        ("export/user-profile.json", b"{\"email\":\"secret@example.org\"}"),
        ("export/lists-favorites.json", b"not json"),
    ]);
    let reading = read("trakt.zip", &archive, None).unwrap();
    assert_eq!(reading.format, Format::Trakt);
    let parts: Vec<_> =
        reading.sheets.iter().map(|sheet| (sheet.target, sheet.name.clone(), sheet.rows.len())).collect();
    assert_eq!(
        parts,
        [
            (Target::List, Some("Winter".to_owned()), 3),
            (Target::List, Some("summer-films".to_owned()), 0),
            (Target::Watchlist, None, 2),
            (Target::Ratings, None, 1),
        ]
    );
    let winter = &reading.sheets[0];
    assert_eq!((winter.description.as_deref(), winter.public), (Some("Snow"), Some(false)));
    assert_eq!(
        shown(winter),
        [
            "1 | movie | 603 | tt0133093 | The Matrix | 1999 | 2026-07-01 | “see it”",
            "2 | tv | tt5753856 | Dark | 2017",
            "3 | 9 | Dark | ! it is an episode",
        ]
    );
    assert_eq!(problems(winter), [(4, "is not an object")]);
    assert_eq!(shown(&reading.sheets[3]), ["1 | movie | 949 | Heat | 1995 | *8 | 2026-07-01"]);
    assert!(reading.notes.iter().any(|note| note.contains("lists-favorites.json")));
    assert!(!format!("{reading:?}").contains("secret@example.org"));
}

#[test]
fn reads_trakt_json_and_csv() {
    let sheet = read_one("lists-watchlist.json", &format!("[{TRAKT_MATRIX}]"));
    assert_eq!(sheet.target, Target::Watchlist);
    assert_eq!(sheet.rows[0].item(), Some(MediaRef::movie(603)));
    let csv = "\"imdb\",\"trakt\",\"listed_at\",\"title\"\n\"tt0133093\",\"481\",\"2026-07-01T10:00:00.000Z\",\"The Matrix\"\n";
    let reading = read("trakt_list.csv", csv.as_bytes(), None).unwrap();
    assert_eq!(reading.format, Format::Trakt);
    assert_eq!(shown(&reading.sheets[0]), ["2 | tt0133093 | The Matrix | 2026-07-01"]);
}

#[test]
fn reads_tmdbs_own_csv() {
    let csv = "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated\n\
        603,tt0133093,movie,The Matrix,1999-03-31T00:00:00Z,,,8.2,9.5,2026-01-01T00:00:00Z\n\
        1399,tt0944947,tv,Game of Thrones,2011-04-17T00:00:00Z,,,8.4,8,2026-01-01T00:00:00Z\n\
        63056,tt1480055,tv,Winter Is Coming,2011-04-17T00:00:00Z,1,1,8.0,7,2026-01-01T00:00:00Z\n";
    let reading = read("my_ratings.csv", csv.as_bytes(), None).unwrap();
    assert_eq!((reading.format, reading.sheets[0].target), (Format::Tmdb, Target::Ratings));
    assert_eq!(
        shown(&reading.sheets[0]),
        [
            "2 | movie | 603 | tt0133093 | The Matrix | 1999 | *9.5 | 2026-01-01",
            "3 | tv | 1399 | tt0944947 | Game of Thrones | 2011 | *8 | 2026-01-01",
            "4 | tv | 63056 | tt1480055 | Winter Is Coming | 2011 | *7 | 2026-01-01 | ! it is an episode",
        ]
    );
}

#[test]
fn reads_simkls_backup_and_splits_it() {
    let text = r#"{"movies":[
        {"status":"plantowatch","added_to_watchlist_at":"2026-05-01T00:00:00Z","user_rating":null,"movie":{"title":"Dune","year":2021,"ids":{"simkl":1,"imdb":"tt1160419","tmdb":"438631"}}},
        {"status":"completed","user_rating":9,"movie":{"title":"Heat","year":1995,"ids":{"simkl":2,"tmdb":"949"}}},
        {"status":"completed","user_rating":null,"movie":{"title":"Alien","year":1979,"ids":{"simkl":3,"tmdb":"348"}}}],
        "shows":[{"status":"watching","user_rating":8,"show":{"title":"Dark","year":2017,"ids":{"simkl":4,"tmdb":"70523"}}}],
        "anime":[{"status":"plantowatch","anime_type":"movie","show":{"title":"Akira","year":1988,"ids":{"simkl":5,"tmdb":"149"}}}]}"#;
    for (name, bytes) in [
        ("SimklBackup.json", text.as_bytes().to_vec()),
        ("simkl.zip", zipped(&[("SimklBackup.json", text.as_bytes())])),
    ] {
        let reading = read(name, &bytes, None).unwrap();
        assert_eq!(reading.format, Format::Simkl, "{name}");
        let parts: Vec<_> = reading.sheets.iter().map(|sheet| (sheet.target, shown(sheet))).collect();
        assert_eq!(
            parts,
            [
                (
                    Target::Watchlist,
                    vec![
                        "1 | movie | 438631 | tt1160419 | Dune | 2021 | 2026-05-01".to_owned(),
                        "5 | movie | 149 | Akira | 1988".to_owned()
                    ]
                ),
                (
                    Target::Ratings,
                    vec![
                        "2 | movie | 949 | Heat | 1995 | *9".to_owned(),
                        "4 | tv | 70523 | Dark | 2017 | *8".to_owned()
                    ]
                ),
                (Target::History, vec!["3 | movie | 348 | Alien | 1979".to_owned()]),
            ],
            "{name}"
        );
    }
}

#[test]
fn reads_the_small_ones() {
    let cases: &[(&str, &str, Target, &[&str])] = &[
        (
            "movary-ratings.csv",
            "title,year,tmdbId,imdbId,userRating\n\"The Matrix\",1999,603,tt0133093,9\n",
            Target::Ratings,
            &["2 | movie | 603 | tt0133093 | The Matrix | 1999 | *9"],
        ),
        (
            "movary.csv",
            "title,year,tmdbId,imdbId,addedAt\nThe Matrix,1999,603,tt0133093,2026-01-02\n",
            Target::Watchlist,
            &["2 | movie | 603 | tt0133093 | The Matrix | 1999 | 2026-01-02"],
        ),
        (
            "ml.csv",
            "movie_id,imdb_id,tmdb_id,rating,average_rating,title\n1,0114709,862,4.5,3.9,Toy Story (1995)\n",
            Target::Ratings,
            &["2 | movie | 862 | tt0114709 | Toy Story | 1995 | *9"],
        ),
        (
            "todo.csv",
            "Title,Genre,Release Date,Watched,Your Rating,TodoMovies URL,The Movie Database ID\nHeat,Crime,1995-12-15,1,,x,949\n",
            Target::List,
            &["2 | movie | 949 | Heat | 1995"],
        ),
        (
            "criticker.csv",
            "Score, Film Name, Year, Date Rated, IMDB ID\n85, Heat, 1995, 2026-01-02, tt0113277\n",
            Target::Ratings,
            &["2 | tt0113277 |  Heat | 1995 | *8.5 | 2026-01-02"],
        ),
        (
            "plex.csv",
            "Media ID;Title;Year;IMDB ID;TMDB ID;TVDB ID\n12;Heat;1995;tt0113277;949;N/A\n",
            Target::List,
            &["2 | 949 | tt0113277 | Heat | 1995"],
        ),
        (
            "watcharr.json",
            r#"[{"id":4,"status":"PLANNED","rating":0,"content":{"id":9,"tmdbId":949,"title":"Heat","type":"movie","release_date":"1995-12-15T00:00:00Z"}}]"#,
            Target::Watchlist,
            &["1 | movie | 949 | Heat | 1995"],
        ),
        (
            "radarr.json",
            r#"[{"id":603},{"id":604,"title":"x","release_year":"2003"},{"id":null,"title":"y"}]"#,
            Target::List,
            &["1 | movie | 603", "2 | movie | 604 | x | 2003", "3 | y"],
        ),
        ("sonarr.json", r#"[{"title":"Dark","tvdbId":334824}]"#, Target::List, &["1 | tvdb334824 | Dark"]),
        (
            "stevenlu.json",
            r#"[{"title":"Heat","imdb_id":"tt0113277","poster_url":null}]"#,
            Target::List,
            &["1 | tt0113277 | Heat"],
        ),
        (
            "mdblist.json",
            r#"{"movies":[{"id":603,"rank":1,"title":"The Matrix","mediatype":"movie","release_year":1999}],"shows":[{"id":1399,"mediatype":"show"}]}"#,
            Target::List,
            &["1 | movie | id603 | The Matrix | 1999", "2 | tv | id1399"],
        ),
        ("refs.json", r#"["movie:603","tt0133093"]"#, Target::List, &["1 | movie | 603", "2 | tt0133093"]),
    ];
    for (name, text, target, rows) in cases {
        let sheet = read_one(name, text);
        assert_eq!(
            (sheet.target, shown(&sheet)),
            (*target, rows.iter().map(|row| (*row).to_owned()).collect()),
            "{name}"
        );
    }
}

#[test]
fn reads_what_libraries_and_trackers_answer() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "series.json",
            r#"[{"title":"Normal People","year":2020,"tmdbId":89905,"tvdbId":372264,"id":32,"seriesType":"standard"}]"#,
            &["1 | tv | 89905 | tvdb372264 | Normal People | 2020"],
        ),
        (
            "movie.json",
            r#"[{"title":"Heat","originalTitle":"Heat","year":1995,"tmdbId":949,"imdbId":"tt0113277","id":7,"hasFile":true}]"#,
            &["1 | movie | 949 | tt0113277 | Heat | 1995"],
        ),
        (
            "tvtime-movies.json",
            r#"[{"uuid":"9","id":{"tvdb":169,"imdb":"tt0133093"},"title":"The Matrix"}]"#,
            &["1 | tt0133093 | tvdb169 | The Matrix"],
        ),
        (
            "jellyfin.json",
            r#"{"Items":[{"Name":"Heat","ProductionYear":1995,"Type":"Movie","Id":"ab","ProviderIds":{"Tmdb":"949","Imdb":"tt0113277"}}]}"#,
            &["1 | movie | 949 | tt0113277 | Heat | 1995"],
        ),
        (
            "plex.json",
            r#"[{"title":"Heat","year":1995,"type":"movie","Guid":[{"id":"imdb://tt0113277"},{"id":"tmdb://949"}]}]"#,
            &["1 | movie | 949 | tt0113277 | Heat | 1995"],
        ),
        (
            "titled.csv",
            "title\nBreaking Bad (2008)\n2012 (2009)\n",
            &["2 | Breaking Bad | 2008", "3 | 2012 | 2009"],
        ),
    ];
    for (name, text, rows) in cases {
        assert_eq!(shown(&read_one(name, text)), *rows, "{name}");
    }
    let simkl = "SIMKL_ID,Title,Type,Year,Watchlist,LastEpWatched,WatchedDate,Rating,Memo,TVDB,TMDB,IMDB\n\
        9003,Frieren,anime,2023,plantowatch,,,,,,209867,\n9002,The Matrix,movie,1999,completed,,2024-01-04,7,,,603,tt0133093\n";
    for from in [None, Some(Format::Simkl)] {
        let reading = read("SimklBackup.csv", simkl.as_bytes(), from).unwrap();
        let parts: Vec<_> = reading.sheets.iter().map(|sheet| (sheet.target, shown(sheet))).collect();
        assert_eq!(reading.format, Format::Simkl);
        assert_eq!(
            parts,
            [
                (Target::Watchlist, vec!["2 | tv | 209867 | Frieren | 2023".to_owned()]),
                (
                    Target::Ratings,
                    vec!["3 | movie | 603 | tt0133093 | The Matrix | 1999 | *7 | 2024-01-04".to_owned()]
                ),
            ]
        );
    }
}

#[test]
fn files_of_no_known_shape_are_refused() {
    for (name, text) in [
        (
            "followed_tv_show.csv",
            "tv_show_id,user_id,created_at,tv_show_name,archived\n366529,1,2020-01-01 00:00:00,Breaking Bad,0\n",
        ),
        ("rows.tsv", "Thor\ttt0800369\timdb\nSuperman\t1924\ttmdb\n"),
        ("data.csv", "1;Thor;2011\n2;Alien;1979\n"),
        ("page.html", "<!DOCTYPE html>\n<html><body>\n<p>Thor</p>\n</body></html>\n"),
        ("library.xml", "<?xml version=\"1.0\"?>\n<library>\n<movie>Thor</movie>\n</library>\n"),
        ("main.rs", "//! Text.\nuse std::io;\n\nfn main() {\n    println!(\"x\");\n}\n"),
        ("script.py", "import sys\nfor line in sys.stdin:\n    print(line)\nx = 1\n"),
        ("config.yml", "name: x\nversion: 2\njobs:\n  build: all\n"),
        ("settings.ini", "[a]\nkey=value\nother=1\n"),
        ("unknown.json", r#"[{"id":603,"owner":"me"}]"#),
        ("package.json", r#"{"version":"1.0","dependencies":{"x":"1"}}"#),
        ("cut.json", r#"[{"title":"Heat","#),
        (
            "people.json",
            r#"[{"name":"Ada","email":"ada@example.org"},{"name":"Bob","email":"bob@example.org"}]"#,
        ),
        ("contacts.csv", "Name,E-mail,Phone\nAda,ada@example.org,1\n"),
        ("books.csv", "Book Id,Title,Author,ISBN\n1,Dune,Frank Herbert,123\n"),
        ("two.csv", "Thor,2011\nHeat,1995\n"),
        ("preamble.csv", "My films\n\nTitle,Year\nHeat,1995\n"),
        ("titles.html", "My films\nThe Matrix\nHeat\n"),
        ("films.yml", "films:\n  - The Matrix\n  - Heat\n"),
        ("run.sh", "cd films\nfor f in x\ndo\ndone\n"),
        ("Dockerfile", "FROM films\nRUN make\n"),
        ("log.txt", "2026-01-01 10:00:00 started\n2026-01-01 10:00:01 done\n"),
        ("letter.txt", "Dear Ann,\nwe watched The Matrix yesterday and it was great.\nBob\n"),
        ("mail.txt", "From ann@example.org\nTo bob@example.org\nThe Matrix\n"),
        ("table.md", "| Title | Year |\n| --- | --- |\n| Heat | 1995 |\n"),
        ("columns.txt", "Title        Year\nThe Matrix   1999\n"),
        ("play.txt", "/media/The Matrix (1999).mkv\n/media/Heat (1995).mkv\n"),
    ] {
        let error = read(name, text.as_bytes(), None).expect_err(name);
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{name}: {error}");
    }
}

#[test]
fn a_list_of_titles_may_hold_odd_ones() {
    let text = "#Alive (2020)\nThor\n1917\nMission: Impossible (1996)\nThe Good, the Bad and the Ugly (1966)\nFace/Off\n\
        Tick, Tick... Boom! (2021)\nS.W.A.T.\n";
    let sheet = read_one("titles.txt", text);
    assert_eq!(
        shown(&sheet),
        [
            "1 | #Alive | 2020",
            "2 | Thor",
            "3 | 1917 | 1917",
            "4 | Mission: Impossible | 1996",
            "5 | The Good, the Bad and the Ugly | 1966",
            "6 | Face/Off",
            "7 | Tick, Tick... Boom! | 2021",
            "8 | S.W.A.T.",
        ]
    );
    let tags = read_one("tags.txt", "#Alive\nThor\n# a comment\n");
    assert_eq!(shown(&tags), ["1 | #Alive", "2 | Thor"]);
    let items = read_one("items.txt", "#todo\nmovie:603\n");
    assert_eq!(shown(&items), ["2 | movie | 603"]);
}

#[test]
fn numbers_in_front_are_no_part_of_titles() {
    let text = "1. The Matrix (1999)\n2. #Horror (2015)\n3. 300 (2007)\n4. [REC] (2007)\n";
    assert_eq!(
        shown(&read_one("top.txt", text)),
        ["1 | The Matrix | 1999", "2 | #Horror | 2015", "3 | 300 | 2007", "4 | [REC] | 2007"]
    );
}

#[test]
fn columns_called_item_hold_other_programs_own_numbers() {
    let foreign = read_one("rows.csv", "item,title,year\n12,Inception,2010\n");
    assert_eq!(shown(&foreign), ["2 | Inception | 2010"]);
    let titles = read_one("rows.csv", "Item,Year,Rating\nInception,2010,9\n");
    assert_eq!(shown(&titles), ["2 | Inception | 2010 | *9"]);
    let ours = read_one("left.csv", "title,item,flixir_target\nInception,27205,Seen\n");
    assert_eq!(shown(&ours)[0].split(" | ").nth(2), Some("27205"));
}

#[test]
fn no_part_of_a_document_is_lost_without_a_word() {
    let text = r#"{"movies":[{"title":"Heat","year":1995}],"TV Shows":[{"title":"Dark","year":2017}],
        "watchlist":[{"title":"Thor"}],"ratings":[{"title":"Dune","year":2021,"rating":9}],"places":[{"city":"Rome"}]}"#;
    let reading = read("mine.json", text.as_bytes(), None).unwrap();
    let parts: Vec<_> = reading.sheets.iter().map(|sheet| (sheet.target, shown(sheet).join("; "))).collect();
    assert_eq!(
        parts,
        [
            (Target::List, "1 | movie | Heat | 1995; 2 | tv | Dark | 2017".to_owned()),
            (Target::Watchlist, "3 | Thor".to_owned()),
            (Target::Ratings, "4 | Dune | 2021 | *9".to_owned()),
        ]
    );
    assert!(reading.notes[0].contains("'places' in 'mine.json' (1 entry)"), "{:?}", reading.notes);
    let whole =
        r#"{"Title":"Heat","Year":"1995","Ratings":[{"Source":"x","Value":"8/10"}],"imdbID":"tt0113277"}"#;
    assert_eq!(shown(&read_one("omdb.json", whole)), ["1 | tt0113277 | Heat | 1995"]);
    let words = read_one("words.json", r#"["The Matrix (1999)","tt0113277"]"#);
    assert_eq!(shown(&words), ["1 | The Matrix | 1999", "2 | tt0113277"]);
}

#[test]
fn columns_have_names_in_other_languages() {
    for (text, expected) in [
        ("Titel;Originaltitel;Jahr;Bewertung\nMatrix;The Matrix;1999;9\n", "2 | Matrix | 1999 | *9"),
        ("Titre,Titre original,Année,Note\nThor,Thor,2011,7\n", "2 | Thor | 2011 | *7"),
        ("Título,Año,Tipo\nThor,2011,Película\n", "2 | movie | Thor | 2011"),
        ("Tytuł,Tytuł oryginalny,Rok produkcji,Ocena\nSiedem,Se7en,1995,9\n", "2 | Siedem | 1995 | *9"),
        ("Название,Год,Оценка\nСолярис,1972,8\n", "2 | Солярис | 1972 | *8"),
    ] {
        assert_eq!(shown(&read_one("rows.csv", text)), [expected], "{text}");
    }
}

#[test]
fn scores_are_no_ids() {
    let text = "Title,Year,IMDb,TMDb\nInception,2010,8.8,8.4\nThe Matrix,1999,8.7,8.0\nHeat,1995,8.0,7.9\n";
    assert_eq!(
        shown(&read_one("scores.csv", text)),
        ["2 | Inception | 2010", "3 | The Matrix | 1999", "4 | Heat | 1995"]
    );
}

#[test]
fn the_name_of_a_show_beside_a_title_means_an_episode() {
    let text = r#"[{"title":"Ozymandias","show_title":"Breaking Bad","year":2013},{"show_title":"Dark"},
        {"title":"Dark","series_name":"DARK"}]"#;
    assert_eq!(
        shown(&read_one("seen.json", text)),
        ["1 | Ozymandias | 2013 | ! it is an episode", "2 | Dark", "3 | Dark"]
    );
}

#[test]
fn ratings_say_of_how_much_they_are() {
    let text = "title,rating\na,4/5\nb,★★★½\nc,80%\nd,7/10\ne,9/8\n";
    assert_eq!(
        shown(&read_one("rows.csv", text)),
        ["2 | a | *8", "3 | b | *7", "4 | c | *8", "5 | d | *7", "6 | e"]
    );
}

#[test]
fn reads_yamtrack_and_leaves_other_sources_alone() {
    let text = "media_id,source,media_type,title,image,season_number,episode_number,score,progress,status,start_date,end_date,notes,progressed_at\n\
        603,tmdb,movie,The Matrix,,,,9,,Completed,,2026-01-02,fine,\n\
        1399,tmdb,tv,Game of Thrones,,,,,,Planning,,,,\n\
        21,mal,anime,One Piece,,,,,,Planning,,,,\n\
        1399,tmdb,episode,Pilot,,1,1,,,Completed,,,,\n";
    let reading = read("yamtrack.csv", text.as_bytes(), None).unwrap();
    let parts: Vec<_> = reading.sheets.iter().map(|sheet| (sheet.target, shown(sheet))).collect();
    assert_eq!(
        parts,
        [
            (Target::Ratings, vec!["2 | movie | 603 | The Matrix | *9 | 2026-01-02 | “fine”".to_owned()]),
            (
                Target::Watchlist,
                vec![
                    "3 | tv | 1399 | Game of Thrones".to_owned(),
                    "4 | One Piece | ! it is from 'mal', not from TMDB".to_owned()
                ]
            ),
            (Target::History, vec!["5 | Pilot | ! it is an episode".to_owned()]),
        ]
    );
}

#[test]
fn reads_text_and_plain_titles() {
    let sheet = read_one(
        "winter.txt",
        "# name: Winter\n# public: false\nmovie:603 # The Matrix (1999)\nThe Thing (1982)\n[REC] (2007)\nSe7en #1\nmovie:abc\nperson:31\n",
    );
    assert_eq!((sheet.name.as_deref(), sheet.public), (Some("Winter"), Some(false)));
    assert_eq!(
        shown(&sheet),
        [
            "3 | movie | 603",
            "4 | The Thing | 1982",
            "5 | [REC] | 2007",
            "6 | Se7en #1",
            "8 | ! it is a person"
        ]
    );
    assert_eq!(problems(&sheet), [(7, "'movie:abc': a TMDB id is a number from 1 to 2147483647")]);
    assert_eq!(sheet.rows[0].noted(), (Some("The Matrix".to_owned()), Some(1999)));
    assert_eq!(sheet.rows[0].label(), "movie:603", "a comment may be anything");
    assert_eq!(shown(&read_one("a.txt", "[REC] (2007)\n")), ["1 | [REC] | 2007"]);
    assert_eq!(
        shown(&read_one("a.txt", "1. Heat (1995)\n2. 9. April (2015)\n")),
        ["1 | Heat | 1995", "2 | 9. April | 2015"]
    );
    assert_eq!(
        shown(&read_one("a.txt", "9. April (2015)\n- [ ] Heat [1995]\n")),
        ["1 | 9. April | 2015", "2 | Heat | 1995"]
    );
    assert_eq!(shown(&read_one("a.txt", "Title\nHeat\n")), ["2 | Heat"]);
    assert_eq!(shown(&read_one("a.txt", "Blade Runner 2049 (2017)")), ["1 | Blade Runner 2049 | 2017"]);
}

#[test]
fn tables_in_every_dress() {
    let expected = ["2 | 603 | The Matrix | 1999", "3 | Amélie"];
    for text in [
        "tmdb_id,title,year\n603,The Matrix,1999\n,Amélie\n",
        "\u{FEFF}TMDB ID;Title;Year\r\n603;The Matrix;1999\r\n;Amélie;;;;\r\n",
        "tmdbId\tname\trelease_year\n603\tThe Matrix\t1999\n\tAmélie\t\n",
        "\"tmdb\",\"Title, or name\",\"title\",\"year\"\n603,,The Matrix,1999\n,,Amélie,\n",
    ] {
        assert_eq!(shown(&read_one("x.csv", text)), expected, "{text}");
    }
    let excel = read_one("x.csv", "sep=;\ntmdb_id;title;year\n603;The, Matrix;1999\n");
    assert_eq!(shown(&excel), ["3 | 603 | The, Matrix | 1999"]);
    let latin = read("x.csv", b"title,year\nAm\xE9lie,2001\n", None).unwrap();
    assert_eq!(shown(&latin.sheets[0]), ["2 | Amélie | 2001"]);
    assert!(latin.notes[0].contains("Windows-1252"));
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain("title,year\nAmélie,2001\n".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    for bytes in [&utf16, &utf16[2..]] {
        assert_eq!(shown(&read("x.csv", bytes, None).unwrap().sheets[0]), ["2 | Amélie | 2001"]);
    }
}

#[test]
fn titles_in_text_have_their_year_and_more_behind_them() {
    let lines = |text: &str| shown(&read_one("a.txt", text));
    assert_eq!(
        lines(
            "Heat - 1995\nAlien, 1979\nThor (2011) - 9/10\nUp (2009) ★★★★½\nMilk (2008): with Ann\nFargo 8/10\n"
        ),
        [
            "1 | Heat | 1995",
            "2 | Alien | 1979",
            "3 | Thor | 2011 | *9",
            "4 | Up | 2009 | *9",
            "5 | Milk | 2008 | “with Ann”",
            "6 | Fargo | *8",
        ]
    );
    assert_eq!(lines("Heat 1995\nAlien 1979\nBlade Runner 2049 2017\n")[2], "3 | Blade Runner 2049 | 2017");
    assert_eq!(
        lines("Wonder Woman 1984\nFahrenheit 9/11\n50/50 (2011)\nFace/Off\n"),
        ["1 | Wonder Woman 1984", "2 | Fahrenheit 9/11", "3 | 50/50 | 2011", "4 | Face/Off"]
    );
    let mixed = read_one("a.md", "# My films\n- Heat (1995)\n1. The Matrix (1999)\n");
    assert_eq!(shown(&mixed), ["2 | Heat | 1995", "3 | 1. The Matrix | 1999"]);
    assert_eq!(mixed.rows[1].original_title.as_deref(), Some("The Matrix"));
    assert_eq!(
        lines("Breaking Bad S01E01\nDark: Season 1\nOpen Season 2\n"),
        [
            "1 | Breaking Bad S01E01 | ! it is an episode",
            "2 | Dark: Season 1 | ! it is a season",
            "3 | Open Season 2"
        ]
    );
    for text in [
        "[10:12] Ann: have you seen Heat?\n[10:13] Bob: yes\n",
        "(A) 2024-01-01 Watch Heat\nx 2024-01-02 Watch Alien\n",
        "12/05/2024, 10:12 - Ann: Heat\n",
        "TMDB_KEY=abc\nUSER=x\n",
        "Heat.1995.1080p.BluRay\nAlien.1979.720p\n",
        "id\n603\n949\n",
    ] {
        assert_eq!(
            read("a.txt", text.as_bytes(), None).unwrap_err().kind(),
            ErrorKind::Unsupported,
            "{text}"
        );
    }
    assert_eq!(lines("3:10 to Yuma (2007)\n"), ["1 | 3:10 to Yuma | 2007"]);
}

#[test]
fn tables_about_something_else_are_refused() {
    for (name, text) in [
        ("bookmarks.csv", "url,title,tags\nhttps://example.org/heat,Heat,x\n"),
        ("tasks.csv", "title,due,owner\nHeat,2024-01-01,Ann\n"),
        ("issues.json", r#"[{"id":949,"title":"Heat","number":5,"state":"open","body":"x"}]"#),
        (
            "repos.json",
            r#"[{"id":949,"name":"heat","title":"Heat","type":"public","url":"https://api.example.org"}]"#,
        ),
    ] {
        let error = read(name, text.as_bytes(), None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{name}");
        assert!(error.message().contains("nothing says that they are of movies or TV shows"), "{error}");
    }
    let told = read("tasks.csv", b"title,due,owner\nHeat,2024-01-01,Ann\n", Some(Format::Csv)).unwrap();
    assert_eq!(shown(&told.sheets[0]), ["2 | Heat"]);
    for (name, text) in [
        ("a.csv", "title,due,director\nHeat,x,Michael Mann\n"),
        ("a.csv", "title,due,year\nHeat,x,1995\n"),
        ("my-movies.csv", "title,due\nHeat,x\n"),
        ("a.csv", "title,link,x\nHeat,https://letterboxd.com/film/heat-1995/,y\n"),
        ("a.csv", "title,type,x\nHeat,Movie,y\n"),
        ("a.csv", "Title,Date\nHeat,1/2/24\n"),
        ("a.json", r#"[{"title":"Heat","poster_url":"x"}]"#),
        ("a.json", r#"{"movies":[{"title":"Heat","x":1}]}"#),
    ] {
        assert!(read(name, text.as_bytes(), None).is_ok(), "{name} {text}");
    }
    let books = read("a.csv", b"Title,Author,My Rating\nHeat,Bill Buford,4\n", None).unwrap_err();
    assert!(books.message().contains("is a list of books"), "{books}");
}

#[test]
fn columns_are_found_by_what_they_hold() {
    for (header, cell, expected) in [
        ("titleId", "tt0113277", "2 | tt0113277 | Heat"),
        ("IMDb Link", "https://www.imdb.com/title/tt0113277/", "2 | tt0113277 | Heat"),
        ("Where", "https://www.themoviedb.org/movie/949-heat", "2 | movie | 949 | Heat"),
        ("imdb", "tt0113277/", "2 | tt0113277 | Heat"),
        ("imdb", "=\"tt0113277\"", "2 | tt0113277 | Heat"),
        // A rank or a score.
        ("imdb", "8", "2 | Heat"),
        ("movie", "TRUE", "2 | Heat"),
        ("movie", "5", "2 | Heat"),
        ("movie", "show", "2 | Heat"),
    ] {
        let text = format!("{header};title\n{cell};Heat\n");
        assert_eq!(shown(&read_one("movies.csv", &text)), [expected], "{text}");
    }
    let two = read_one("x.csv", "title,imdb\nHeat,\"tt0113277, tt0133093\"\nAlien,tt0078748\n");
    assert_eq!(two.rows[0].odd_id.as_deref(), Some("'tt0113277, tt0133093' is not an id"));
    let twice = read_one("x.csv", "title,year\nHeat,1995\nTitle,Year\nAlien,1979\n");
    assert_eq!(shown(&twice), ["2 | Heat | 1995", "4 | Alien | 1979"]);
    assert_eq!(shown(&read_one("x.csv", "#,Movie,Year\n1,Heat,1995\n")), ["2 | Heat | 1995"]);
    assert_eq!(shown(&read_one("x.txt", "Film\nHeat\n")), ["2 | Heat"]);
    let awards =
        read_one("x.csv", "year,name,film\n1994,Wendy Finerman,Forrest Gump\n2006,Zack Snyder,300\n");
    assert_eq!(shown(&awards), ["2 | Forrest Gump | 1994", "3 | 300 | 2006"]);
    let flagged = read_one("x.json", r#"[{"name":"Heat","movie":true,"year":1995}]"#);
    assert_eq!(shown(&flagged), ["1 | Heat | 1995"]);
    let error = read("x.csv", b"Movie,Heat\nMovie,Alien\nShow,Dark\n", None).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "a row of data is no header");
    let dates = read_one("x.csv", "title,release date\nHeat,15.12.1995\nAlien,May 1979\n");
    assert_eq!(shown(&dates), ["2 | Heat | 1995", "3 | Alien | 1979"]);
}

#[test]
fn answers_of_servers_are_read_through_their_wrapping() {
    let kodi = r#"{"id":1,"jsonrpc":"2.0","result":{"limits":{"end":1},"movies":[{"imdbnumber":"tt0113277","movieid":12,
        "title":"Heat","year":1995,"uniqueid":{"imdb":"tt0113277","tmdb":"949"}}]}}"#;
    assert_eq!(shown(&read_one("a.json", kodi)), ["1 | movie | 949 | tt0113277 | Heat | 1995"]);
    let tautulli = r#"{"response":{"result":"success","data":{"data":[{"title":"Heat","year":1995,"media_type":"movie",
        "rating_key":"55","guid":"com.plexapp.agents.imdb://tt0113277?lang=en"},
        {"title":"Pilot","grandparent_title":"Breaking Bad","media_type":"episode"}]}}}"#;
    assert_eq!(
        shown(&read_one("a.json", tautulli)),
        ["1 | movie | tt0113277 | Heat | 1995", "2 | Pilot | ! it is an episode"]
    );
}

#[test]
fn broken_rows_are_told_and_the_rest_is_read() {
    let sheet = read_one(
        "x.csv",
        "title,year,tmdb_id\nHeat,1995,949\n\"Unclosed,1999,603\nAlien,1979,348\n\n'=cmd,2000,5,extra,cells\nAlone\n",
    );
    assert_eq!(
        shown(&sheet),
        ["2 | 949 | Heat | 1995", "4 | 348 | Alien | 1979", "6 | 5 | =cmd | 2000", "7 | Alone"]
    );
    assert_eq!(problems(&sheet), [(3, "a quote is opened and never closed")]);
    assert_eq!(sheet.rows[2].raw[2], ("tmdb_id".into(), "5,extra,cells".to_owned()));
    assert_eq!(sheet.rows[2].surplus.as_deref(), Some("the row has 5 cells, and the header has 3"));
    let unnamed = read_one("x.csv", "title,year\nHeat,1995,US,x\nAlien,1979,UK,\nThor,2011,US,y\n");
    assert!(unnamed.rows.iter().all(|row| row.surplus.is_none()), "columns without a name are no fault");
    assert_eq!(unnamed.rows[0].raw[2], ("column 3".into(), "US".to_owned()));
    let decimals = read("x.csv", b"title,year,rating\nHeat,1995,7,5\nAlien,1979,8\n", None).unwrap();
    assert_eq!(shown(&decimals.sheets[0]), ["2 | Heat | 1995 | *7.5", "3 | Alien | 1979 | *8"]);
    let notes = &decimals.sheets[0].rating_notes;
    assert!(notes[0].contains("decimal comma"), "{notes:?}");
    let lines =
        read_one("x.jsonl", "{\"tmdb_id\":1}\n{\"tmdb_id\":\n{\"imdb_id\":\"tt1\"}\n3\n{\"title\":\"x\"}");
    assert_eq!(shown(&lines), ["1 | 1", "3 | tt0000001", "5 | x"]);
    assert_eq!(problems(&lines), [(2, "is not valid JSON"), (4, "is not an object")]);
}

#[test]
fn unmatched_rows_that_a_person_filled_in_find_their_lists() {
    let text = "Date,Name,Year,Letterboxd URI,Rating,item,reason,candidates,flixir_target\n\
        2026-01-01,Dune,2021,https://boxd.it/x,4,movie:438631,two match,,@rated\n\
        2026-01-01,Heat,1995,https://boxd.it/y,,tt0113277,,,Crime films\n\
        2026-01-01,Alien,,https://boxd.it/z,,,,,@watchlist\n";
    let reading = read("unmatched.csv", text.as_bytes(), None).unwrap();
    let parts: Vec<_> =
        reading.sheets.iter().map(|sheet| (sheet.target, sheet.name.as_deref(), shown(sheet))).collect();
    assert_eq!(
        parts,
        [
            (Target::Ratings, None, vec!["2 | movie | 438631 | Dune | 2021 | *8 | 2026-01-01".to_owned()]),
            (Target::List, Some("Crime films"), vec!["3 | tt0113277 | Heat | 1995 | 2026-01-01".to_owned()]),
            (Target::Watchlist, None, vec!["4 | Alien | 2026-01-01".to_owned()]),
        ]
    );
}

#[test]
fn insane_files_are_refused_as_a_whole() {
    let message = |name: &str, bytes: &[u8]| read(name, bytes, None).unwrap_err().message().to_owned();
    let zeros = vec![b'0'; 8 * 1024 * 1024];
    let bomb = zipped(&[("watchlist.csv", &zeros)]);
    assert!(bomb.len() < 100_000);
    assert!(message("bomb.zip", &bomb).contains("is too large when unpacked"));
    // A bomb in a member that we don't want is not even opened.
    let harmless =
        zipped(&[("watchlist.csv", b"Name,Letterboxd URI\nHeat,https://boxd.it/1\n"), ("x.bin", &zeros)]);
    assert_eq!(read("a.zip", &harmless, None).unwrap().sheets.len(), 1);

    let many: Vec<(String, &[u8])> =
        (0..10_001).map(|number| (format!("lists/{number}.csv"), &b""[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    assert!(message("many.zip", &zipped(&many)).contains("more than 10000 files"));

    assert!(message("cut.zip", &harmless[..harmless.len() / 2]).contains("damaged"));
    let nested = zipped(&[("inner.zip", &harmless)]);
    assert!(message("nested.zip", &nested).contains("neither Letterboxd's"));
    assert!(message("photo.jpg", b"\xFF\xD8\xFF\0\0").contains("not a text file"));
    let rows = format!("tmdb_id\n{}", "1\n".repeat(MAX_ROWS + 1));
    assert!(message("rows.csv", rows.as_bytes()).contains("more than 200000 rows"));
    assert!(
        message("x.csv", &vec![b'a'; usize::try_from(MAX_FILE).unwrap() + 1]).contains("larger than 64 MB")
    );
    assert!(message("x.json", b"[{\"id\":1},").contains("not valid JSON"));
    let wrong = read("x.csv", b"title\nHeat\n", Some(Format::Imdb)).unwrap_err();
    assert!(wrong.message().contains("no column 'Const'"), "{wrong}");
}

fn list_of(
    items: Vec<ListItem>,
    name: &str,
    description: Option<&str>,
    public: Option<bool>,
) -> ListWithItems {
    ListWithItems {
        list: List {
            id: Some(8),
            local_id: "0190".to_owned(),
            name: Some(name.to_owned()),
            description: description.map(str::to_owned),
            public,
            item_count: items.len() as u64,
            remote_count: None,
            sync_status: SyncStatus::Synced,
            pending_operations: 0,
            created_at: None,
            updated_at: None,
            synced_at: None,
            url: None,
        },
        items,
    }
}

fn item(media: MediaRef, title: Option<&str>, year: Option<i32>, comment: Option<&str>) -> ListItem {
    let media = Media {
        title: title.map(str::to_owned),
        original_title: title.map(|title| format!("{title}!")),
        year,
        release_date: year.map(|year| format!("{year}-01-02")),
        poster_path: Some("/p.jpg".to_owned()),
        genres: vec!["Drama".to_owned(), "Science Fiction".to_owned()],
        ..Media::unknown(media)
    };
    ListItem {
        media,
        added_at: None,
        comment: comment.map(str::to_owned),
        score: None,
        state: ItemState::Synced,
    }
}

fn sample() -> (ListWithItems, std::collections::BTreeMap<MediaRef, External>) {
    let mut gone = item(MediaRef::movie(9), Some("Gone"), Some(2000), None);
    gone.state = ItemState::PendingRemove;
    let mut matrix = item(MediaRef::movie(603), Some("The Matrix"), Some(1999), Some("red *pill*"));
    matrix.score = Some(8.5);
    let items = vec![
        matrix,
        gone,
        item(MediaRef::tv(1399), Some("Game of Thrones"), Some(2011), None),
        item(MediaRef::movie(5), Some("=HYPERLINK(1)"), None, None),
        item(MediaRef::movie(2_147_483_647), None, None, None),
    ];
    let external = [
        (MediaRef::movie(603), External { imdb: Some("tt0133093".to_owned()), tvdb: None }),
        (MediaRef::tv(1399), External { imdb: Some("tt0944947".to_owned()), tvdb: Some(121_361) }),
    ];
    (list_of(items, "Sci-fi", Some("One\n\nTwo"), Some(true)), external.into_iter().collect())
}

#[test]
fn writes_the_text_form_of_the_contract() {
    let (list, external) = sample();
    let written = export(&list, ExportFormat::List, &external).unwrap();
    assert_eq!(
        written.text,
        "# name: Sci-fi\n# description: One\n# description:\n# description: Two\n# public: true\n\
         movie:603        # The Matrix (1999)\ntv:1399          # Game of Thrones (2011)\n\
         movie:5          # =HYPERLINK(1)\nmovie:2147483647\n"
    );
    assert_eq!(written.left_out, []);
}

#[test]
fn writes_tables_and_json_for_other_programs() {
    let (list, external) = sample();
    let write = |format| export(&list, format, &external).unwrap();
    let csv = write(ExportFormat::Csv).text;
    assert!(
        csv.contains("movie,603,The Matrix,The Matrix!,1999-01-02,1999,tt0133093,,8.5,red *pill*,,https"),
        "{csv}"
    );
    assert!(csv.contains("movie,5,'=HYPERLINK(1),"), "{csv}");

    let boxd = write(ExportFormat::Letterboxd);
    assert_eq!(
        boxd.text,
        "tmdbID,imdbID,Title,Year,Rating10\n603,tt0133093,The Matrix,1999,9\n5,,'=HYPERLINK(1),,\n2147483647,,,,\n"
    );
    assert_eq!(boxd.left_out, [(MediaRef::tv(1399), "Letterboxd only has movies")]);

    let imdb = write(ExportFormat::Imdb);
    assert!(imdb.text.starts_with("Position,Const,Created,Modified,Description,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors,Your Rating,Date Rated\n"));
    assert!(imdb.text.contains(
        "\n2,tt0944947,,,,Game of Thrones,Game of Thrones!,https://www.imdb.com/title/tt0944947/,TV Series,"
    ));
    assert_eq!(imdb.left_out.len(), 2);

    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let radarr = write(ExportFormat::Radarr);
    let ids: Vec<_> = value(&radarr.text).as_array().unwrap().iter().map(|row| row["id"].as_u64()).collect();
    assert_eq!(ids, [Some(603), Some(5), Some(2_147_483_647)]);
    let sonarr = write(ExportFormat::Sonarr);
    assert_eq!(
        value(&sonarr.text),
        serde_json::json!([{"title": "Game of Thrones", "tvdbId": 121_361, "tmdbId": 1399, "imdbId": "tt0944947"}])
    );
    assert_eq!(sonarr.left_out.len(), 3);
    let stevenlu = write(ExportFormat::Stevenlu);
    assert_eq!(
        value(&stevenlu.text),
        serde_json::json!([{"title": "The Matrix", "imdb_id": "tt0133093", "poster_url": "https://image.tmdb.org/t/p/w500/p.jpg"}])
    );
    let without = export(&list, ExportFormat::Sonarr, &std::collections::BTreeMap::new()).unwrap();
    assert!(without.left_out.contains(&(MediaRef::tv(1399), "no TVDB id is known")));

    let markdown = write(ExportFormat::Markdown).text;
    assert!(
        markdown.contains("- [The Matrix (1999)](https://www.themoviedb.org/movie/603): red \\*pill\\*\n"),
        "{markdown}"
    );
    assert!(!markdown.contains("Gone"));
}

#[test]
fn names_and_titles_stay_on_their_line_whatever_they_hold() {
    let breaks = ["\n", "\r", "\r\n", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}"];
    for (number, end) in breaks.into_iter().enumerate() {
        let title = format!("Heat{end}movie:2 # Other");
        let items = vec![item(MediaRef::movie(1), Some(&title), None, Some(&title))];
        let list =
            list_of(items, &format!("Films{end}# public: true"), Some(&format!("A{end}movie:3")), None);
        let written = |format| export(&list, format, &std::collections::BTreeMap::new()).unwrap().text;
        let is_break = |letter: char| breaks.concat().contains(letter) && letter != '\n';
        for format in [ExportFormat::List, ExportFormat::Markdown] {
            let text = written(format);
            assert!(!text.contains(is_break), "break {number}: {text:?}");
        }
        let text = written(ExportFormat::List);
        assert_eq!(text.lines().filter(|line| !line.starts_with('#')).count(), 1, "{text:?}");
        let read = read("x.list", text.as_bytes(), None).unwrap();
        let found: Vec<_> = read.sheets[0].rows.iter().filter_map(Row::item).collect();
        assert_eq!((found, read.sheets[0].public), (vec![MediaRef::movie(1)], None), "{text:?}");
        let markdown = written(ExportFormat::Markdown);
        assert_eq!(markdown.matches("\n- ").count(), 1, "{markdown:?}");
    }
}

#[test]
fn markdown_shows_text_as_it_stands() {
    let written = |title: &str, description: &str| {
        let items = vec![item(MediaRef::movie(1), Some(title), None, None)];
        let list = list_of(items, "*Films* #", Some(description), None);
        export(&list, ExportFormat::Markdown, &std::collections::BTreeMap::new()).unwrap().text
    };
    let text =
        written("[x](http://evil) <b>_`|~&amp;\\", "- one\n1. two\n22) three\n===\n+ four\n1.5 - fine");
    for line in [
        "# \\*Films\\* \\#\n",
        "\n\\- one  \n",
        "\n1\\. two  \n",
        "\n22\\) three  \n",
        "\n\\===  \n",
        "\n\\+ four  \n",
        "\n- [\\[x\\](http://evil) \\<b\\>\\_\\`\\|\\~\\&amp;\\\\](https://www.themoviedb.org/movie/1)\n",
    ] {
        assert!(text.contains(line), "{line:?} in {text:?}");
    }
}

/// Text as titles have it: no control characters.
fn any_text() -> impl Strategy<Value = String> {
    "([\\PC&&[^\u{FEFF}]]{1,16}|['=@+-][a-z0-9,;\" ]{0,6}|#[a-z]{1,3} \\([0-9]{4}\\))"
}

fn any_list() -> impl Strategy<Value = ListWithItems> {
    let media = (any::<bool>(), 1_u64..2_147_483_648)
        .prop_map(|(is_film, id)| if is_film { MediaRef::movie(id) } else { MediaRef::tv(id) });
    let an_item = (
        media,
        prop::option::of(any_text()),
        prop::option::of(1890_i32..2100),
        prop::option::of("[a-z\"',;\n=]{1,12}"),
    );
    let items = prop::collection::vec(an_item, 0..8).prop_map(|items| {
        let mut seen = std::collections::BTreeSet::new();
        items
            .into_iter()
            .filter(|(media, ..)| seen.insert(*media))
            .map(|(media, title, year, comment)| item(media, title.as_deref(), year, comment.as_deref()))
            .collect::<Vec<_>>()
    });
    let description = prop::option::of(prop::collection::vec("[a-z#:é]{1,8}", 1..4));
    (items, any_text(), description, prop::option::of(any::<bool>())).prop_map(
        |(items, name, description, public)| {
            list_of(items, &name, description.map(|lines| lines.join("\n")).as_deref(), public)
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_reads_back(list in any_list()) {
        let wanted: Vec<_> = list.items.iter().map(|item| item.media.item()).collect();
        for (format, file, is_whole, has_comments) in [
            (ExportFormat::List, "x.list", true, false),
            (ExportFormat::Json, "x.json", true, true),
            (ExportFormat::Jsonl, "x.jsonl", false, true),
            (ExportFormat::Csv, "x.csv", false, true),
        ] {
            let written = export(&list, format, &std::collections::BTreeMap::new()).unwrap();
            prop_assert_eq!(&written.left_out, &[]);
            let reading = read(file, written.text.as_bytes(), None).unwrap();
            prop_assert_eq!(reading.sheets.len(), 1);
            let sheet = &reading.sheets[0];
            prop_assert_eq!(&sheet.problems, &[]);
            let found: Vec<_> = sheet.rows.iter().filter_map(Row::item).collect();
            prop_assert_eq!(&found, &wanted, "{:?}: {}", format, written.text);
            prop_assert!(sheet.rows.iter().all(|row| row.refused.is_none()));
            if is_whole {
                let name = list.list.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
                prop_assert_eq!(sheet.name.as_deref().map(str::trim), name.or(Some("x")));
                prop_assert_eq!(&sheet.description, &list.list.description);
                prop_assert_eq!(sheet.public, list.list.public);
            }
            if has_comments {
                let comments: Vec<_> = list.items.iter().map(|item| item.comment.as_deref().filter(|text| !text.trim().is_empty())).collect();
                let found: Vec<_> = sheet.rows.iter().map(|row| row.comment.as_deref()).collect();
                prop_assert_eq!(found, comments);
            }
        }
    }

    #[test]
    fn any_bytes_are_taken(name in "(watchlist|x)\\.(csv|json|zip|txt)", bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        drop(read(&name, &bytes, None));
    }

    #[test]
    fn nothing_near_a_table_panics(
        text in "(title|tmdb_id|Const|Position|Letterboxd list export v7|Name|,|;|\t|\"|\n|\r\n|1999|=|é|\\{|\\[){0,30}"
    ) {
        for from in [None, Some(Format::Letterboxd), Some(Format::Csv), Some(Format::List), Some(Format::Json)] {
            drop(read("x", text.as_bytes(), from));
        }
    }

    #[test]
    fn nothing_near_an_archive_panics(place in 0_usize..600, byte in any::<u8>()) {
        let mut bytes = zipped(&[("watchlist.csv", b"Name,Letterboxd URI\nHeat,https://boxd.it/1\n"), ("lists/x.csv", b"")]);
        let place = place % bytes.len();
        bytes[place] = byte;
        drop(read("x.zip", &bytes, None));
    }
}

//! `flixir info` and `flixir reviews`: everything about a title, and what people wrote about it.

use serde::Serialize;

use super::media::{ItemType, PageArgs, PagingMeta, footer};
use super::one_title::InWords;
use super::one_title::OneTitle;
use super::{Exit, Session, web};
use crate::domain::text::{grouped, running_time};
use crate::domain::{MediaRef, MediaType, Timestamp};
use crate::error::{Error, ErrorObject, Result};
use crate::output::{Cell, Column, Data, HumanText, Render, Report};
use crate::services::answers::Source;
use crate::services::details::{self, Details, Review};
use crate::services::items;
use crate::tmdb::episodes::Episode;

/// Show details of movies, TV shows and people
#[derive(clap::Args, Debug)]
pub struct InfoArgs {
    /// What to show: movie:603, tv:1399, person:6384, tt0133093 or an address. - reads standard input
    #[arg(value_name = "ITEM", required_unless_present = "search", conflicts_with = "search")]
    items: Vec<String>,
    /// The type of a bare number (default: movie), or what --search looks for (default: all)
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<ItemType>,
    #[command(flatten)]
    words: InWords,
    /// Open their pages on TMDB's web site instead
    #[arg(long)]
    web: bool,
}

/// Show the reviews of a movie or TV show
#[derive(clap::Args, Debug)]
pub struct ReviewArgs {
    #[command(flatten)]
    title: OneTitle,
    #[command(flatten)]
    pages: PageArgs,
}

#[derive(Serialize)]
struct InfoMeta {
    source: Source,
    fetched_at: Timestamp,
    region: String,
    failed: Vec<Failed>,
}

/// An item of which nothing can be shown.
#[derive(Serialize)]
struct Failed {
    /// `movie:603`, or as typed where it names no title.
    item: String,
    error: ErrorObject,
}

impl Render for Details {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("media_type", "Type", |row: &Self| row.media.media_type.name().into()),
                Column::new("id", "ID", |row: &Self| Cell::id(row.media.id)),
                Column::new("title", "Title", |row: &Self| row.media.title.clone().into()).weight(3),
                Column::new("year", "Year", |row: &Self| row.media.year.map(|year| year.to_string()).into()),
                Column::new("vote_average", "Rating", |row: &Self| {
                    row.media.vote_average.map_or(Cell::Empty, |mean| Cell::decimal(mean, 1))
                }),
                Column::new("vote_count", "Votes", |row: &Self| row.media.vote_count.into()),
                Column::new("runtime", "Minutes", |row: &Self| row.runtime.into()),
                Column::new("status", "Status", |row: &Self| row.status.clone().into()),
                Column::new("genres", "Genres", |row: &Self| row.media.genres.join(", ").into()).weight(2),
                Column::new("imdb_id", "IMDb", |row: &Self| row.imdb_id.clone().into()),
                Column::new("tagline", "Tagline", |row: &Self| row.tagline.clone().into()).detail(),
                Column::new("release_date", "Date", |row: &Self| row.media.release_date.clone().into())
                    .detail(),
                Column::new("homepage", "Homepage", |row: &Self| row.homepage.clone().into()).detail(),
                Column::new("overview", "Overview", |row: &Self| row.media.overview.clone().into()).detail(),
                Column::new("url", "Address", |row: &Self| row.media.url.clone().into()).detail(),
            ]
        }
    }

    fn more_keys() -> &'static [&'static str] {
        &[
            "original_title",
            "popularity",
            "original_language",
            "poster_path",
            "adult",
            "title_language",
            "overview_language",
            "tagline_language",
            "tvdb_id",
            "backdrop_path",
            "origin_country",
            "spoken_languages",
            "production_companies",
            "budget",
            "revenue",
            "collection",
            "certification",
            "keywords",
            "trailer",
            "cast",
            "crew",
            "providers",
            "created_by",
            "networks",
            "number_of_seasons",
            "number_of_episodes",
            "seasons",
            "last_air_date",
            "next_air_date",
            "last_episode",
            "next_episode",
            "in_production",
            "known_for_department",
            "birthday",
            "deathday",
            "place_of_birth",
            "credits",
        ]
    }
}

/// Runs `flixir info`.
///
/// # Errors
/// `usage`; where nothing can be shown for one reason, that reason.
pub fn run_info(args: &InfoArgs, session: &Session) -> Result<Exit> {
    if !args.web {
        session.streams.check_fields::<Details>()?;
    }
    let context = &session.context;
    let mut wanted = Vec::new();
    let mut failures: Vec<(String, Error)> = Vec::new();
    if let Some(item) = args.words.find(session, args.kind.map(ItemType::media_type), true)? {
        wanted.push(item);
    } else {
        let assumed = args.kind.map_or(MediaType::Movie, ItemType::media_type);
        for item in items::find_items(context, &session.talk, &args.items, assumed)? {
            match item.item {
                Ok(title) => wanted.push(title),
                Err(error) => failures.push((item.text, error)),
            }
        }
    }
    if args.web && !wanted.is_empty() {
        let urls = wanted.iter().map(|item| web::title_address(context, *item)).collect();
        let exit = web::open_all(session, urls)?;
        for (_, error) in &failures {
            context.warn(error.message());
        }
        return Ok(if failures.is_empty() { exit } else { Exit::Partial });
    }
    let report = details::details(context, &wanted)?;
    failures.extend(report.failed.into_iter().map(|(item, error)| (item.to_string(), error)));
    if report.found.is_empty() && !failures.is_empty() && is_one_reason(&failures) {
        return Err(failures.swap_remove(0).1);
    }
    let exit = if failures.is_empty() { Exit::Done } else { Exit::Partial };
    for (_, error) in &failures {
        context.warn(error.message());
    }
    let failed = failures
        .iter()
        .map(|(item, error)| Failed { item: item.clone(), error: error.to_object() })
        .collect();
    let region = details::region(context);
    let meta = InfoMeta { source: report.source, fetched_at: report.fetched_at, region, failed };
    session.streams.report(Report::rows(report.found, meta).human(|data, _| view(data)))?;
    Ok(exit)
}

fn is_one_reason(failures: &[(String, Error)]) -> bool {
    failures.windows(2).all(|pair| pair[0].1.kind() == pair[1].1.kind())
}

/// Most names in one line for people; scripts see all.
const SHOWN: usize = 8;
/// Most people of the cast, with their roles, for people.
const CAST_SHOWN: usize = 5;

fn view(data: &Data<Details>) -> HumanText {
    data.as_slice().iter().enumerate().fold(HumanText::new(), |text, (index, details)| {
        let text = if index > 0 { text.blank() } else { text };
        match details.media.media_type {
            MediaType::Person => view_person(text, details),
            MediaType::Movie | MediaType::Tv => view_title(text, details),
        }
    })
}

fn view_title(text: HumanText, details: &Details) -> HumanText {
    let media = &details.media;
    let text = text.title(media.label());
    let text = match &details.tagline {
        Some(tagline) => text.dim(tagline),
        None => text,
    };
    let differs = media.original_title != media.title;
    let text = text
        .pair("Item", media.item().to_string())
        .pair("Original title", media.original_title.clone().filter(|_| differs))
        .pair("Genres", media.genres.join(", "))
        .pair(if is_show(details) { "First aired" } else { "Released" }, media.release_date.clone())
        .pair("Status", status(details))
        .pair("Runtime", details.runtime.map(running_time))
        .pair("Made in", origin(details));
    let text = if is_show(details) { view_episodes(text, details) } else { view_money(text, details) };
    let text = text
        .pair("Rating", rating(details))
        .pair("Age rating", details.certification.clone())
        .pair("Created by", details.created_by.as_deref().map(listed))
        .pair("Directed by", by_job(details, &["Director"]).filter(|_| !is_show(details)))
        .pair("Written by", by_job(details, &["Screenplay", "Writer", "Story"]).filter(|_| !is_show(details)))
        .pair("With", cast(details))
        .pair("Networks", details.networks.as_deref().map(listed))
        .pair("Keywords", details.keywords.as_deref().map(|words| first(words, SHOWN)));
    let text = offers(text, details);
    see_also(overview(links(text, details), details), details)
}

fn is_show(details: &Details) -> bool {
    details.media.media_type == MediaType::Tv
}

fn view_money(text: HumanText, details: &Details) -> HumanText {
    let dollars = |amount: u64| format!("${}", grouped(amount));
    text.pair("Part of", details.collection.clone())
        .pair("Budget", details.budget.map(dollars))
        .pair("Revenue", details.revenue.map(dollars))
}

fn view_episodes(text: HumanText, details: &Details) -> HumanText {
    text.pair("Seasons", seasons(details))
        .pair("Last episode", details.last_episode.as_ref().map(episode))
        .pair("Next episode", details.next_episode.as_ref().map(episode).or(details.next_air_date.clone()))
}

/// `2019-05-19: season 8, episode 6, "The Iron Throne"`.
fn episode(episode: &Episode) -> String {
    let day = episode.air_date.as_ref().map_or_else(String::new, |day| format!("{day}: "));
    let title = episode.title.as_ref().map_or_else(String::new, |title| format!(", \"{title}\""));
    format!("{day}season {}, episode {}{title}", episode.season, episode.episode)
}

fn status(details: &Details) -> Option<String> {
    let status = details.status.clone()?;
    Some(match details.in_production {
        Some(true) if status != "In Production" => format!("{status}, in production"),
        _ => status,
    })
}

/// Countries and languages: `US, GB (English, French)`.
fn origin(details: &Details) -> Option<String> {
    let languages = first(&details.spoken_languages, SHOWN);
    let countries = first(&details.origin_country, SHOWN);
    match (countries.is_empty(), languages.is_empty()) {
        (true, true) => None,
        (true, false) => Some(languages),
        (false, true) => Some(countries),
        (false, false) => Some(format!("{countries} ({languages})")),
    }
}

/// The paragraph, and where it isn't in the language asked for, a line that says so.
fn overview(text: HumanText, details: &Details) -> HumanText {
    let Some(overview) = &details.media.overview else { return text };
    let text = text.blank();
    let text = match &details.overview_language {
        Some(_) => text.dim("TMDB has this text in English only."),
        None => text,
    };
    text.paragraph(overview)
}

fn view_person(text: HumanText, details: &Details) -> HumanText {
    let media = &details.media;
    let known: Option<Vec<String>> = details.credits.as_ref().map(|credits| {
        let mut titles: Vec<String> = Vec::new();
        for credit in credits {
            let year = credit.year.map_or_else(String::new, |year| format!(" ({year})"));
            let label = credit.title.as_ref().map(|title| format!("{title}{year}"));
            titles.extend(label.filter(|label| !titles.contains(label)));
        }
        titles
    });
    let text = text
        .title(media.label())
        .pair("Item", media.item().to_string())
        .pair("Department", details.known_for_department.clone())
        .pair("Born", details.birthday.clone())
        .pair("Born in", details.place_of_birth.clone())
        .pair("Died", details.deathday.clone())
        .pair("Known for", known.as_deref().map(listed));
    see_also(overview(links(text, details), details), details)
}

/// Names the commands that have more about it.
fn see_also(text: HumanText, details: &Details) -> HumanText {
    let is_any = |some: Option<bool>| some == Some(true);
    let has_credits = is_any(details.cast.as_ref().map(|cast| !cast.is_empty()))
        || is_any(details.crew.as_ref().map(|crew| !crew.is_empty()))
        || is_any(details.credits.as_ref().map(|credits| !credits.is_empty()));
    let is_title = details.media.media_type != MediaType::Person;
    let commands = [
        ("credits", has_credits),
        ("episodes", is_any(details.number_of_episodes.map(|number| number > 0))),
        ("series", details.collection.is_some()),
        // TMDB finds them by genres and keywords.
        ("similar", is_title && !details.media.genres.is_empty()),
    ];
    let item = details.media.item();
    let named = commands.iter().filter(|(_, has)| *has).map(|(name, _)| format!("flixir {name} {item}"));
    let named: Vec<String> = named.collect();
    if named.is_empty() { text } else { text.blank().dim(format!("More: {}", named.join(", "))) }
}

fn links(text: HumanText, details: &Details) -> HumanText {
    let kind = if details.media.media_type == MediaType::Person { "name" } else { "title" };
    let imdb = details.imdb_id.as_ref().map(|id| format!("https://www.imdb.com/{kind}/{id}/"));
    text.pair("TMDB", details.media.url.clone())
        .pair("IMDb", imdb)
        .pair("Homepage", details.homepage.clone())
        .pair("Trailer", details.trailer.clone())
}

/// Where to watch; TMDB's terms ask that `JustWatch` be named with it, and that the link lead there.
fn offers(text: HumanText, details: &Details) -> HumanText {
    let Some(providers) = &details.providers else { return text };
    let kinds = [
        ("Stream", &providers.flatrate),
        ("Free", &providers.free),
        ("With ads", &providers.ads),
        ("Rent", &providers.rent),
        ("Buy", &providers.buy),
    ];
    if kinds.iter().all(|(_, names)| names.is_empty()) {
        return text;
    }
    let same = !providers.rent.is_empty() && providers.rent == providers.buy;
    let kinds = kinds.into_iter().filter(|(label, _)| !(same && *label == "Buy"));
    let kinds = kinds
        .map(|(label, names)| if same && label == "Rent" { ("Rent or buy", names) } else { (label, names) });
    let text = kinds.fold(text, |text, (label, names)| {
        let value = if names.is_empty() { String::new() } else { listed(names) };
        text.pair(format!("{label} ({})", providers.region), value)
    });
    let link = providers.link.as_deref();
    text.pair("Offers by", link.map_or_else(|| "JustWatch".to_owned(), |link| format!("JustWatch, {link}")))
}

/// The first names, without a word of the others.
fn first(names: &[String], most: usize) -> String {
    names.iter().take(most).map(String::as_str).collect::<Vec<_>>().join(", ")
}

fn listed(names: &[String]) -> String {
    let shown = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn by_job(details: &Details, jobs: &[&str]) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for member in details.crew.iter().flatten() {
        let fits = member.job.as_deref().is_some_and(|job| jobs.contains(&job));
        names.extend(member.name.clone().filter(|name| fits && !names.contains(name)));
    }
    (!names.is_empty()).then(|| listed(&names))
}

fn cast(details: &Details) -> Option<String> {
    let name = |member: &details::CastMember| {
        let name = member.name.clone()?;
        Some(match &member.character {
            Some(character) => format!("{name} as {character}"),
            None => name,
        })
    };
    let names: Vec<String> = details.cast.iter().flatten().filter_map(name).collect();
    let shown = first(&names, CAST_SHOWN);
    match names.len().saturating_sub(CAST_SHOWN) {
        _ if names.is_empty() => None,
        0 => Some(shown),
        more => Some(format!("{shown} and {more} more")),
    }
}

fn seasons(details: &Details) -> Option<String> {
    let seasons = details.number_of_seasons?;
    Some(match details.number_of_episodes {
        Some(episodes) => format!("{seasons}, with {episodes} episodes"),
        None => seasons.to_string(),
    })
}

fn rating(details: &Details) -> Option<String> {
    let mean = details.media.vote_average?;
    let votes = details.media.vote_count.filter(|votes| *votes > 0)?;
    Some(format!("{mean:.1} of 10 ({} votes)", grouped(votes)))
}

#[derive(Serialize)]
struct ReviewMeta {
    item: MediaRef,
    #[serde(flatten)]
    paging: PagingMeta,
}

impl Render for Review {
    fn columns() -> &'static [Column<Self>] {
        const {
            &[
                Column::new("id", "ID", |row: &Self| row.id.clone().into()),
                Column::new("author", "Author", |row: &Self| row.author.clone().into()),
                Column::new("rating", "Rating", |row: &Self| {
                    row.rating.map_or(Cell::Empty, |rating| Cell::decimal(rating, 1))
                }),
                Column::new("created_at", "Written", |row: &Self| row.created_at.into()),
                Column::new("updated_at", "Changed", |row: &Self| row.updated_at.into()).detail(),
                Column::new("url", "Address", |row: &Self| row.url.clone().into()).detail(),
                Column::new("content", "Text", |row: &Self| row.content.clone().into()).weight(4),
            ]
        }
    }
}

/// Runs `flixir reviews`.
///
/// # Errors
/// `usage`, `not_found`; where nothing stored can answer, why TMDB can't.
pub fn run_reviews(args: &ReviewArgs, session: &Session) -> Result<Exit> {
    session.streams.check_fields::<Review>()?;
    let context = &session.context;
    let item = args.title.find(session, MediaType::Movie)?;
    let listing = details::reviews(context, item, args.pages.paging())?;
    let meta = ReviewMeta { item, paging: PagingMeta::of(&listing) };
    let footer = (listing.total_results > listing.rows.len() as u64).then(|| footer(&listing, "review"));
    let report = Report::rows(listing.rows, meta).empty("no reviews").human(|data: &Data<Review>, _| {
        data.as_slice().iter().enumerate().fold(HumanText::new(), |text, (index, review)| {
            let text = if index > 0 { text.blank() } else { text };
            view_review(text, review)
        })
    });
    session.streams.report(match footer {
        Some(line) => report.footer(line),
        None => report,
    })?;
    Ok(Exit::Done)
}

fn view_review(text: HumanText, review: &Review) -> HumanText {
    let author = review.author.clone().unwrap_or_else(|| "someone".to_owned());
    let rating = review.rating.map_or_else(String::new, |rating| format!(", {rating:.1} of 10"));
    let day = review.created_at.map_or_else(String::new, |moment| format!(", {}", moment.day()));
    let text = text.title(format!("{author}{rating}{day}"));
    match &review.content {
        Some(content) => text.paragraph(content),
        None => text,
    }
}

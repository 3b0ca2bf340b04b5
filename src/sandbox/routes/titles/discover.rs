//! Discovery: filters and orders over the whole catalog (`/3/discover/movie`, `/3/discover/tv`). Parameters that are not
//! in TMDB's list of the one or the other are ignored, as TMDB ignores what it doesn't know.

use super::common::{SHORT, visible};
use crate::sandbox::call::{Answer, Call, Outcome};
use crate::sandbox::facts;
use crate::sandbox::routes::rows::{self, Typed};
use crate::sandbox::seed::{Key, Kind, Title};
use crate::sandbox::world::World;

pub(super) fn answer(world: &World, call: &Call, kind: Kind) -> Answer {
    let adult = call.flag("include_adult");
    let all: Box<dyn Iterator<Item = &Title>> = if adult {
        Box::new(world.catalogue.of_kind(kind))
    } else {
        Box::new(visible(&world.catalogue, kind))
    };
    let mut found: Vec<&Title> = all.filter(|title| fits(world, call, title)).collect();
    sort(&mut found, call.get("sort_by").unwrap_or("popularity.desc"));
    Ok(Outcome::public(SHORT, &rows::page_of(call, found, |title| rows::title(title, Typed::No))?))
}

fn sort(titles: &mut [&Title], order: &str) {
    let (key, direction) = order.split_once('.').unwrap_or((order, "desc"));
    match key {
        "primary_release_date" | "release_date" | "first_air_date" => {
            titles.sort_by(|a, b| a.date.cmp(&b.date));
        }
        "title" | "name" => titles.sort_by_key(|title| title.name.to_lowercase()),
        "original_title" | "original_name" => titles.sort_by_key(|title| title.original_name.to_lowercase()),
        "vote_average" => titles.sort_by(|a, b| a.vote_average.total_cmp(&b.vote_average)),
        "revenue" => titles.sort_by_key(|title| facts::revenue(title)),
        "vote_count" => titles.sort_by_key(|title| title.vote_count),
        _ => titles.sort_by(|a, b| a.popularity.total_cmp(&b.popularity)),
    }
    if direction == "desc" {
        titles.reverse();
    }
}

fn fits(world: &World, call: &Call, title: &Title) -> bool {
    fits_genres(call, title)
        && fits_dates(call, title)
        && fits_numbers(call, title)
        && fits_names(call, title)
        && fits_offers(call, title)
        && (title.key.kind == Kind::Tv || fits_people(world, call, title) && fits_certification(call, title))
}

/// Reads a filter of several numbers: commas mean all of them, bars any of them.
fn matches_ids(filter: Option<&str>, mut holds: impl FnMut(u64) -> bool) -> bool {
    let Some(filter) = filter else { return true };
    let mut each = |id: &str| id.trim().parse().is_ok_and(&mut holds);
    if filter.contains('|') { filter.split('|').any(&mut each) } else { filter.split(',').all(&mut each) }
}

fn fits_genres(call: &Call, title: &Title) -> bool {
    let has = |wanted: u64| title.genres.iter().any(|(id, _)| *id == wanted);
    let unwanted = call.get("without_genres").unwrap_or("");
    let unwanted = unwanted.split([',', '|']).filter_map(|id| id.trim().parse().ok()).any(has);
    let language = call.get("with_original_language").is_none_or(|wanted| wanted == title.original_language);
    let countries = rows::countries(title);
    let country = call
        .get("with_origin_country")
        .is_none_or(|wanted| wanted.split(['|', ',']).any(|code| countries.contains(&code)));
    matches_ids(call.get("with_genres"), has) && !unwanted && language && country
}

fn fits_dates(call: &Call, title: &Title) -> bool {
    let stems: &[&str] = match title.key.kind {
        Kind::Movie => &["primary_release_date", "release_date"],
        Kind::Tv => &["first_air_date", "air_date"],
    };
    let year = match title.key.kind {
        Kind::Movie => call.get("primary_release_year").or_else(|| call.get("year")),
        Kind::Tv => call.get("first_air_date_year"),
    };
    let known = !title.date.is_empty();
    year.is_none_or(|year| title.year() == year)
        && stems.iter().all(|stem| {
            let from = call.get(&format!("{stem}.gte"));
            let to = call.get(&format!("{stem}.lte"));
            from.is_none_or(|from| known && title.date.as_str() >= from)
                && to.is_none_or(|to| known && title.date.as_str() <= to)
        })
}

fn fits_numbers(call: &Call, title: &Title) -> bool {
    let between = |stem: &str, value: f64| {
        let from: Option<f64> = call.number(&format!("{stem}.gte"));
        let to: Option<f64> = call.number(&format!("{stem}.lte"));
        from.is_none_or(|from| value >= from) && to.is_none_or(|to| value <= to)
    };
    let whole = |number: u64| u32::try_from(number).map_or(f64::MAX, f64::from);
    between("vote_average", title.vote_average)
        && between("vote_count", whole(title.vote_count))
        && between("with_runtime", whole(title.runtime.unwrap_or(0)))
}

fn fits_people(world: &World, call: &Call, title: &Title) -> bool {
    let knows =
        |id: u64, key: Key| world.catalogue.person(id).is_some_and(|person| person.known_for.contains(&key));
    ["with_cast", "with_crew", "with_people"]
        .iter()
        .all(|filter| matches_ids(call.get(filter), |id| knows(id, title.key)))
}

fn fits_names(call: &Call, title: &Title) -> bool {
    matches_ids(call.get("with_keywords"), |id| facts::keywords(title).any(|(known, _)| known == id))
        && matches_ids(call.get("with_companies"), |id| facts::companies(title).any(|one| one.id == id))
}

/// Services and kinds of offer count in one region only, which the call must name.
fn fits_offers(call: &Call, title: &Title) -> bool {
    let Some(region) = call.get("watch_region") else { return true };
    let kinds = call.get("with_watch_monetization_types");
    let offers = facts::offers(title, region);
    let of_kind = |kind: &str| kinds.is_none_or(|kinds| kinds.split(['|', ',']).any(|one| one == kind));
    let offers: Vec<_> = offers.into_iter().filter(|(kind, _)| of_kind(kind)).collect();
    let services = call.get("with_watch_providers");
    (kinds.is_none() || !offers.is_empty())
        && matches_ids(services, |id| offers.iter().any(|(_, provider)| provider.id == id))
}

fn fits_certification(call: &Call, title: &Title) -> bool {
    let (Some(wanted), Some(country)) = (call.get("certification"), call.get("certification_country")) else {
        return true;
    };
    facts::certification(title, country).is_some_and(|rating| wanted.split('|').any(|one| one == rating))
}

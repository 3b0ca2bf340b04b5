//! What the sandbox makes up about a title so that every filter of discovery finds something: keywords, companies, age
//! ratings, streaming services, collections, revenue. The same in every run. Names and shapes are TMDB's; who streams
//! what is invented.

use super::seed::{Key, Kind, Title};

/// A name with its number.
pub(super) type Named = (u64, &'static str);

/// Keywords with the genre whose titles have them, and of how many titles of that genre one does.
const KEYWORDS: [(Named, &str, u64); 12] = [
    ((9882, "space"), "Science Fiction", 2),
    ((3801, "space travel"), "Science Fiction", 4),
    ((161_176, "space opera"), "Science Fiction", 3),
    ((4379, "time travel"), "Science Fiction", 5),
    ((818, "based on novel or book"), "Drama", 3),
    ((9715, "superhero"), "Action", 3),
    ((12_377, "zombie"), "Horror", 3),
    ((3149, "gangster"), "Crime", 2),
    ((6054, "friendship"), "Family", 2),
    ((10_349, "survival"), "Adventure", 3),
    ((9748, "revenge"), "Thriller", 3),
    ((10_683, "coming of age"), "Animation", 2),
];

/// A company that makes titles: number, name, country. Two have the same name, as at TMDB.
pub(super) struct Company {
    pub(super) id: u64,
    pub(super) name: &'static str,
    pub(super) country: &'static str,
}

/// Companies; which title belongs to which follows from its number.
pub(super) const COMPANIES: [Company; 6] = [
    Company { id: 9101, name: "Sandbox Pictures", country: "US" },
    Company { id: 9102, name: "Lighthouse Pictures", country: "GB" },
    Company { id: 9103, name: "Northern Light", country: "DE" },
    Company { id: 9104, name: "Northern Light", country: "SE" },
    Company { id: 9105, name: "Paper Moon Animation", country: "JP" },
    Company { id: 9106, name: "Sandbox Television", country: "US" },
];

/// A streaming service with the regions that it serves and the kind of offer that it makes.
pub(super) struct Provider {
    pub(super) id: u64,
    pub(super) name: &'static str,
    pub(super) regions: &'static [&'static str],
    pub(super) offer: &'static [&'static str],
    /// Of how many titles it has one.
    every: u64,
    /// Shows as well, or movies only.
    shows: bool,
}

impl Provider {
    /// Returns whether it has titles of this kind, in this region where one is named.
    pub(super) fn serves(&self, kind: Kind, region: Option<&str>) -> bool {
        (self.shows || kind == Kind::Movie) && region.is_none_or(|region| self.regions.contains(&region))
    }
}

/// Services; a region that none of them names has none.
pub(super) const PROVIDERS: [Provider; 5] = [
    Provider {
        id: 9001,
        name: "Sandbox Stream",
        regions: &["US", "GB", "DE"],
        offer: &["flatrate"],
        every: 2,
        shows: true,
    },
    Provider {
        id: 9002,
        name: "Sandbox Rental",
        regions: &["US", "GB", "DE"],
        offer: &["rent", "buy"],
        every: 1,
        shows: false,
    },
    Provider {
        id: 9003,
        name: "Paper Moon+",
        regions: &["US", "JP"],
        offer: &["flatrate"],
        every: 5,
        shows: true,
    },
    Provider { id: 9004, name: "Free Sandbox", regions: &["DE"], offer: &["free"], every: 7, shows: true },
    Provider { id: 9005, name: "Sandbox with Ads", regions: &["US"], offer: &["ads"], every: 6, shows: true },
];

/// Regions that some service serves.
pub(super) const SERVED_COUNTRIES: [&str; 4] = ["US", "GB", "DE", "JP"];

/// TMDB's collections among the titles of the catalog: number, name, movies in order.
const COLLECTIONS: [(u64, &str, &[u64]); 5] = [
    (10, "Star Wars Collection", &[11, 1891, 1892, 1893]),
    (2344, "The Matrix Collection", &[603, 604, 605, 624_860]),
    (119, "The Lord of the Rings Collection", &[120, 121, 122]),
    (230, "The Godfather Collection", &[238, 240, 242]),
    (263, "The Dark Knight Collection", &[272, 155, 49_026]),
];

/// Age ratings of a country, mildest first, as TMDB's lists of certifications have them.
pub(super) fn certifications(kind: Kind, country: &str) -> &'static [&'static str] {
    match (kind, country) {
        (Kind::Movie, "US") => &["NR", "G", "PG", "PG-13", "R", "NC-17"],
        (Kind::Tv, "US") => &["NR", "TV-Y", "TV-Y7", "TV-G", "TV-PG", "TV-14", "TV-MA"],
        (Kind::Movie, "GB") => &["U", "PG", "12A", "12", "15", "18", "R18"],
        (Kind::Tv, "GB") => &["U", "PG", "12", "15", "18"],
        (_, "DE") => &["0", "6", "12", "16", "18"],
        _ => &[],
    }
}

/// Countries that have age ratings here.
pub(super) const RATED_COUNTRIES: [&str; 3] = ["DE", "GB", "US"];

/// Returns a title's age rating in a country: a mild one where the family watches, another elsewhere.
pub(super) fn certification(title: &Title, country: &str) -> Option<&'static str> {
    let known = certifications(title.key.kind, country);
    // The first of the United States means that nobody rated it.
    let rated = if country == "US" { known.get(1..)? } else { known };
    let is_mild = title.genres.iter().any(|(_, name)| matches!(*name, "Animation" | "Family" | "Kids"));
    let (mild, rest) = rated.split_at(rated.len() / 2);
    // The strictest is rare enough to have no title here.
    let choice = if is_mild { mild } else { rest.split_last()?.1 };
    choice.get(usize::try_from(title.key.id).ok()? % choice.len().max(1)).copied()
}

/// Returns a title's keywords.
pub(super) fn keywords(title: &Title) -> impl Iterator<Item = Named> {
    let has = |genre: &str, every: u64| {
        title.key.id.is_multiple_of(every) && title.genres.iter().any(|(_, name)| name.contains(genre))
    };
    KEYWORDS.into_iter().filter(move |(_, genre, every)| has(genre, *every)).map(|(keyword, ..)| keyword)
}

/// Returns every keyword.
pub(super) fn all_keywords() -> impl Iterator<Item = Named> {
    KEYWORDS.into_iter().map(|(keyword, ..)| keyword)
}

/// Returns the companies that made a title.
pub(super) fn companies(title: &Title) -> impl Iterator<Item = &'static Company> {
    let is_animation = title.genres.iter().any(|(_, name)| *name == "Animation");
    let (kind, id) = (title.key.kind, title.key.id);
    COMPANIES.iter().filter(move |company| match company.id {
        9105 => is_animation,
        9106 => kind == Kind::Tv,
        number => kind == Kind::Movie && id % 4 == number % 4,
    })
}

/// Returns a title's offers in a region: kind of offer and service.
pub(super) fn offers(title: &Title, region: &str) -> Vec<(&'static str, &'static Provider)> {
    // The first service has every second title, another half in each region.
    let shift = ["US", "GB", "DE"].iter().position(|known| *known == region).unwrap_or(0) as u64;
    let has = |provider: &&Provider| {
        provider.serves(title.key.kind, Some(region)) && (title.key.id + shift).is_multiple_of(provider.every)
    };
    let of = |provider: &'static Provider| provider.offer.iter().map(move |offer| (*offer, provider));
    PROVIDERS.iter().filter(has).flat_map(of).collect()
}

/// Returns the number and name of the collection that a movie is in.
pub(super) fn collection_of(key: Key) -> Option<Named> {
    let found = COLLECTIONS.iter().find(|(.., movies)| key.kind == Kind::Movie && movies.contains(&key.id));
    found.map(|(id, name, _)| (*id, *name))
}

/// Returns a collection's name and movies.
pub(super) fn collection(id: u64) -> Option<(&'static str, &'static [u64])> {
    COLLECTIONS.iter().find(|(known, ..)| *known == id).map(|(_, name, movies)| (*name, *movies))
}

/// Returns what a movie took in, in US dollars; 0 where nobody voted.
pub(super) fn revenue(title: &Title) -> u64 {
    if title.key.kind == Kind::Movie { title.vote_count * 20_000 + title.key.id } else { 0 }
}

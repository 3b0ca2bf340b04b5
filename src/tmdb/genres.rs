//! TMDB's genres in English (`/3/genre/movie/list`, `/3/genre/tv/list`), built in: rows name them by number only, and a
//! table of 35 names isn't worth a request.

use crate::domain::MediaType;

const MOVIE: [(u64, &str); 19] = [
    (28, "Action"),
    (12, "Adventure"),
    (16, "Animation"),
    (35, "Comedy"),
    (80, "Crime"),
    (99, "Documentary"),
    (18, "Drama"),
    (10751, "Family"),
    (14, "Fantasy"),
    (36, "History"),
    (27, "Horror"),
    (10402, "Music"),
    (9648, "Mystery"),
    (10749, "Romance"),
    (878, "Science Fiction"),
    (10770, "TV Movie"),
    (53, "Thriller"),
    (10752, "War"),
    (37, "Western"),
];

const TV: [(u64, &str); 16] = [
    (10759, "Action & Adventure"),
    (16, "Animation"),
    (35, "Comedy"),
    (80, "Crime"),
    (99, "Documentary"),
    (18, "Drama"),
    (10751, "Family"),
    (10762, "Kids"),
    (9648, "Mystery"),
    (10763, "News"),
    (10764, "Reality"),
    (10765, "Sci-Fi & Fantasy"),
    (10766, "Soap"),
    (10767, "Talk"),
    (10768, "War & Politics"),
    (37, "Western"),
];

/// Returns number and English name of every genre of movies or shows; people have none.
pub fn all(media_type: MediaType) -> &'static [(u64, &'static str)] {
    match media_type {
        MediaType::Movie => &MOVIE,
        MediaType::Tv => &TV,
        MediaType::Person => &[],
    }
}

/// Returns the English name of a genre.
pub fn name_of(media_type: MediaType, id: u64) -> Option<&'static str> {
    all(media_type).iter().find(|(known, _)| *known == id).map(|(_, name)| *name)
}

/// Returns the genre that a person means by `name`: only letters and digits count, in upper or lower case, so that
/// `sci-fi & fantasy` and `scififantasy` are one.
pub fn find(media_type: MediaType, name: &str) -> Option<(u64, &'static str)> {
    let wanted = folded(name);
    all(media_type).iter().find(|(_, known)| folded(known) == wanted).copied()
}

/// Returns a name without case, blanks and punctuation, for comparison.
pub fn folded(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_as_people_write_them() {
        assert_eq!(find(MediaType::Movie, "science fiction"), Some((878, "Science Fiction")));
        assert_eq!(find(MediaType::Tv, "Sci-Fi & Fantasy"), Some((10765, "Sci-Fi & Fantasy")));
        assert_eq!(find(MediaType::Tv, "Horror"), None);
        assert_eq!(name_of(MediaType::Movie, 18), Some("Drama"));
        assert_eq!(name_of(MediaType::Person, 18), None);
    }
}

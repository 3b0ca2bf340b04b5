//! Ratings as people and programs write them, brought to TMDB's scale. Not for finding the column that holds them
//! (`cells`).

/// Rounds to TMDB's halves; nothing where the number is no rating (0 is "not rated" everywhere).
pub(super) fn rating_of(rating: f64) -> Option<f64> {
    let halves = (rating * 2.0).round() / 2.0;
    (0.5..=10.0).contains(&halves).then_some(halves)
}

/// Reads a rating that says of how much it is, and brings it to ten: `4/5`, `80%`, `★★★½`.
pub(super) fn spelled_rating(text: &str) -> Option<f64> {
    let text = text.trim().replace('\u{FE0F}', "").replace(['⭐', '🌟'], "★");
    if let Some((rating, most)) = text.split_once('/').or_else(|| text.split_once(" out of ")) {
        let (rating, most) = (number_in(rating)?, number_in(most)?);
        return (rating <= most && [5.0, 10.0, 100.0].contains(&most)).then(|| rating / most * 10.0);
    }
    if let Some(percent) = text.strip_suffix('%') {
        return number_in(percent).map(|percent| percent / 10.0);
    }
    if let Some((count, word)) = text.split_once(' ')
        && matches!(word, "star" | "stars" | "Stern" | "Sterne" | "étoiles" | "estrellas" | "stelle")
    {
        return number_in(count).filter(|stars| *stars <= 5.0).map(|stars| stars * 2.0);
    }
    let stars = text.chars().filter(|sign| *sign == '★').count();
    let halves = text.chars().filter(|sign| *sign == '½').count();
    let is_stars = text.chars().all(|sign| matches!(sign, '★' | '☆' | '½'));
    (is_stars && stars + halves > 0 && stars <= 5 && halves <= 1)
        .then(|| f64::from(u8::try_from(stars * 2 + halves).unwrap_or(0)))
}

/// Reads a number, with a decimal point or comma.
pub(super) fn number_in(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelled_ratings_say_of_how_much_they_are() {
        for (text, rating) in [
            ("4/5", Some(8.0)),
            ("8 / 10", Some(8.0)),
            ("9 out of 10", Some(9.0)),
            ("80%", Some(8.0)),
            ("★★★½", Some(7.0)),
            ("⭐️⭐️⭐️⭐️", Some(8.0)),
            ("4 stars", Some(8.0)),
            ("3,5 Sterne", Some(7.0)),
            ("9 stars", None),
            ("9/11", None),
            ("7", None),
        ] {
            assert_eq!(spelled_rating(text), rating, "{text}");
        }
    }
}

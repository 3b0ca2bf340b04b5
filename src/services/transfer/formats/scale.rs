//! Of how much the ratings of a whole file are, where no program is known for it. Not for reading one rating (`ratings`).

use super::cells::ReadRow;
use super::ratings::rating_of;
use crate::domain::text::counted;

/// Finds out of how much the ratings of a file are, where no program is known for it: where most are above 10 they are of
/// 100, the small ones, too. Returns what a person should know.
pub(super) fn settle_scale(name: &str, readings: &mut [ReadRow]) -> Vec<String> {
    const FEWEST: usize = 3;
    let mut notes = Vec::new();
    let joined = readings.iter().filter(|reading| reading.is_rating_joined).count();
    if joined > 0 {
        let rows = counted(joined as u64, "row", "rows");
        notes.push(format!(
            "in {rows} of '{name}' the rating has a decimal comma without quotes: 7,5 was read as 7.5"
        ));
    }
    let numbers: Vec<f64> =
        readings.iter().filter_map(|reading| reading.plain_rating).filter(|number| *number > 0.0).collect();
    let highest = numbers.iter().copied().fold(0.0, f64::max);
    let above_ten = numbers.iter().filter(|number| **number > 10.0).count();
    if above_ten * 2 > numbers.len() && highest <= 100.0 {
        for reading in readings.iter_mut() {
            let Some(number) = reading.plain_rating else { continue };
            reading.row.rating = rating_of(number / 10.0);
            if reading.row.rating.is_some() {
                reading.row.odd_rating = None;
            }
        }
        notes.push(format!("the ratings in '{name}' go up to {highest}: they were read as of 100"));
    } else if highest <= 5.0 && numbers.len() >= FEWEST {
        notes.push(format!(
            "the ratings in '{name}' are {highest} at most, and were read as of 10; if they are of 5, write them as {highest}/5"
        ));
    }
    notes
}

#[cfg(test)]
mod tests {
    use crate::services::transfer::formats::{Format, read};

    #[test]
    fn a_whole_column_has_one_scale() {
        let ratings = |text: &str| {
            let sheets = read("x.csv", text.as_bytes(), Some(Format::Csv)).unwrap().sheets;
            let rows: Vec<_> =
                sheets[0].rows.iter().map(|row| (row.rating, row.odd_rating.clone())).collect();
            (rows, sheets[0].rating_notes.clone())
        };
        let (rows, notes) = ratings("title,rating\nHeat,85\nAlien,92\nThor,9\n");
        assert_eq!(rows, [(Some(8.5), None), (Some(9.0), None), (Some(1.0), None)]);
        assert_eq!(notes, ["the ratings in 'x.csv' go up to 92: they were read as of 100"]);
        // One of them is wrong.
        let (rows, notes) = ratings("title,rating\nHeat,8\nAlien,9\nThor,11\n");
        assert_eq!(rows, [(Some(8.0), None), (Some(9.0), None), (None, Some("11".to_owned()))]);
        assert_eq!(notes, Vec::<String>::new());
        let (rows, notes) = ratings("title,rating\nHeat,4\nAlien,5\nThor,3\n");
        assert_eq!(rows[0], (Some(4.0), None));
        assert!(notes[0].contains("if they are of 5, write them as 5/5"), "{notes:?}");
        assert_eq!(ratings("title,rating10\nHeat,4\nAlien,5\nThor,3\n").1, Vec::<String>::new());
    }
}

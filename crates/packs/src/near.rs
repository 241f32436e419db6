//! "Did you mean": the known word that is nearest to what was written.

/// Letters that may differ.
const DISTANCE_MAX: usize = 2;

/// The help for a word that is not among `known`: the nearest of them, if one is within two letters
/// and not another word altogether.
pub fn nearest<'k>(found: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    let lower = found.to_lowercase();
    let letters = lower.chars().count();
    known
        .into_iter()
        .map(|word| (strsim::osa_distance(&lower, word), word))
        .filter(|(distance, word)| {
            *distance <= DISTANCE_MAX && *distance < letters.max(word.chars().count()).div_ceil(2)
        })
        .min()
        .map(|(_, word)| format!("did you mean `{word}`?"))
}

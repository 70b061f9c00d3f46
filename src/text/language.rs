//! Guesses in which language a text is written, by its script and its commonest small words.
//!
//! Only for the first proposal of `relata new`, which says what it took: a guess that is wrong is mended by one word. Written
//! from general knowledge of the languages.

/// A language tag ([BCP 47](https://www.rfc-editor.org/info/bcp47)) and small words that it has and its neighbours have not.
const WORDS: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "the", "of", "and", "was", "were", "that", "with", "which", "from",
        ],
    ),
    (
        "de",
        &[
            "der", "die", "das", "und", "ist", "nicht", "wurde", "dem", "auf",
        ],
    ),
    (
        "fr",
        &[
            "le", "les", "des", "est", "une", "dans", "été", "qui", "aux",
        ],
    ),
    (
        "es",
        &["el", "los", "las", "del", "y", "que", "una", "fue", "por"],
    ),
    (
        "pt",
        &["o", "os", "do", "da", "não", "uma", "foi", "com", "pelo"],
    ),
    (
        "it",
        &["il", "gli", "della", "che", "di", "una", "nel", "sono", "è"],
    ),
    (
        "nl",
        &[
            "het", "een", "van", "niet", "werd", "zijn", "voor", "naar", "ook",
        ],
    ),
    (
        "pl",
        &["się", "nie", "jest", "był", "przez", "oraz", "do", "że"],
    ),
    (
        "ru",
        &["и", "в", "не", "что", "был", "это", "как", "были", "из"],
    ),
    (
        "uk",
        &["і", "та", "що", "було", "є", "від", "із", "ця", "його"],
    ),
];

/// The scripts that name a language by themselves, with a first and a last character; what comes first decides.
const SCRIPTS: &[(&str, char, char)] = &[
    ("ja", '\u{3041}', '\u{30FF}'),
    ("ko", '\u{AC00}', '\u{D7A3}'),
    ("zh", '\u{4E00}', '\u{9FFF}'),
    ("ar", '\u{0621}', '\u{064A}'),
    ("he", '\u{05D0}', '\u{05EA}'),
    ("el", '\u{0391}', '\u{03C9}'),
    ("hi", '\u{0904}', '\u{0939}'),
    ("ka", '\u{10D0}', '\u{10F0}'),
    ("hy", '\u{0561}', '\u{0587}'),
    ("th", '\u{0E01}', '\u{0E2E}'),
];

/// How much of a text is looked at, in characters.
const LOOKED_AT: usize = 20_000;

/// The tag of the language that a text seems to be in; `None` where nothing speaks for one more than for another.
///
/// ```
/// # use relata::text::language;
/// assert_eq!(language("The Rhine froze, and nobody knew why."), Some("en"));
/// assert_eq!(language("Der Rhein fror zu, und das wurde berichtet."), Some("de"));
/// assert_eq!(language("莱茵河在1929年结冰。"), Some("zh"));
/// assert_eq!(language("1929"), None);
/// ```
pub fn language(text: &str) -> Option<&'static str> {
    let sample: String = text.chars().take(LOOKED_AT).collect();
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    for (tag, first, last) in SCRIPTS {
        let own = sample.chars().filter(|c| (*first..=*last).contains(c));
        // kana stand thinly between Chinese characters, and decide
        let enough = if *tag == "ja" { 10 } else { 2 };
        if letters > 0 && own.count() * enough > letters {
            return Some(tag);
        }
    }
    let mut counts: Vec<(usize, &'static str)> = WORDS.iter().map(|(tag, _)| (0, *tag)).collect();
    for word in sample
        .split(|c: char| !c.is_alphabetic())
        .filter(|w| !w.is_empty())
    {
        let word = word.to_lowercase();
        for (count, (_, words)) in counts.iter_mut().zip(WORDS) {
            count.0 += usize::from(words.contains(&word.as_str()));
        }
    }
    counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    match counts[..] {
        [(most, tag), (next, _), ..] if most > next => Some(tag),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::language;

    #[test]
    fn neighbours_are_told_apart() {
        for (tag, text) in [
            (
                "fr",
                "Le Rhin a gelé dans les années vingt, et des gens qui passaient l'ont vu.",
            ),
            (
                "es",
                "El Rin se heló en los años veinte, y la gente que pasaba lo vio.",
            ),
            (
                "pt",
                "O Reno congelou nos anos vinte, e a gente que passava não o viu com medo.",
            ),
            (
                "it",
                "Il Reno gelò negli anni venti, e la gente che passava di lì lo vide nel buio.",
            ),
            (
                "nl",
                "De Rijn bevroor, en het werd van ver gezien, maar niet door een schipper.",
            ),
            (
                "pl",
                "Ren zamarzł, nie jest to dziwne, że był widziany przez ludzi oraz się bał.",
            ),
            (
                "ru",
                "Рейн замёрз в 1929 году, и это был не единственный раз.",
            ),
            (
                "uk",
                "Рейн замерз, і це було дивно, та його бачили, що є правдою.",
            ),
            ("ja", "ライン川は1929年に凍った。"),
            ("ko", "라인강은 1929년에 얼었다."),
            ("ar", "تجمد نهر الراين عام 1929."),
        ] {
            assert_eq!(language(text), Some(tag), "{text}");
        }
    }

    #[test]
    fn a_foreign_sentence_changes_nothing() {
        let text =
            "The Rhine froze and that was the end of it. 라인강은 얼었다. The men went home.";
        assert_eq!(language(text), Some("en"));
        assert_eq!(language(""), None);
    }
}

//! What is known of the words that carry a full stop: whether one of them can end a sentence, and which words open one.
//!
//! Written from general knowledge of the languages; a project adds its own words under `abbreviations` in `relata.toml`.

/// What a word with a full stop does to the sentence it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Habit {
    /// A name or a clause follows: `Dr.`, `cf.`, `e.g.`
    NeverEnds,
    /// Short for something only where a number follows: `No. 5`, `c. 1200`, `Mar. 3`.
    BeforeNumbers,
    /// Stands in the middle and at the end: `U.S.`, `Inc.`, `et al.`
    MayEnd,
    /// A single capital: `V. V. Orlov`.
    Initial,
}

/// In lower case; a capital at the beginning of a sentence changes nothing.
const NEVER_END: &[&str] = &[
    "dr", "mr", "mrs", "ms", "prof", "gen", "col", "lt", "sgt", "capt", "cpt", "maj", "cmdr",
    "adm", "rev", "hon", "gov", "sen", "rep", "pres", "amb", "messrs", "mt", "ft", "ed", "eds",
    "trans", "cf", "vs", "e.g", "i.e", "viz", "resp", "approx", "incl", "esp", "dept",
    // German, French, Spanish, Italian
    "bzw", "z.b", "d.h", "u.a", "hr", "hrn", "hrsg", "vgl", "sog", "evtl", "ggf", "inkl", "insb",
    "dipl", "ing", "mme", "mlle", "mgr", "sra", "srta", "ud", "uds", "dott", "sig",
    // Russian
    "им", "т.е", "проф", "акад", "см", "ср", "адм", "ген", "полк", "кап", "тов", "гос", "напр",
    "чл", "корр",
];

const BEFORE_NUMBERS: &[&str] = &[
    "no", "nos", "vol", "vols", "pp", "p", "fig", "figs", "tab", "eq", "ch", "chap", "sec", "sect",
    "art", "arts", "para", "c", "ca", "circa", "fl", "b", "d", "r", "rs", "jan", "feb", "mar",
    "apr", "okt", "dez", "mär", "mrz", "janv", "févr", "avr", "juil", "déc", "jun", "jul", "aug",
    "sep", "sept", "oct", "nov", "dec", "nr", "bd", "kap", "abs", "ziff", "s", "n", "núm", "núms",
    "pág", "págs", "стр", "ст", "с", "п", "пп", "рис", "табл",
];

const MAY_END: &[&str] = &[
    "st", "ave", "jr", "sr", "inc", "ltd", "co", "corp", "bros", "al", "op", "cit", "ibid", "г",
    "гг", "в", "вв", "др",
];

/// Words that open a sentence far more often than a name follows an abbreviation with them.
const STARTERS: &[&str] = &[
    "The",
    "This",
    "That",
    "These",
    "Those",
    "There",
    "Then",
    "They",
    "Thus",
    "It",
    "Its",
    "He",
    "She",
    "We",
    "His",
    "Her",
    "Their",
    "Our",
    "In",
    "On",
    "At",
    "By",
    "For",
    "From",
    "With",
    "After",
    "Before",
    "When",
    "While",
    "Where",
    "Although",
    "Though",
    "But",
    "And",
    "However",
    "Moreover",
    "Nevertheless",
    "Yet",
    "As",
    "If",
    "Since",
    "Both",
    "Such",
    "So",
    "To",
    "Not",
    "Nobody",
    "Nothing",
    "Only",
    "Some",
    "Many",
    "Most",
    "All",
    "Each",
    "Another",
    "What",
    "Why",
    "How",
    "Who",
    "Der",
    "Die",
    "Das",
    "Ein",
    "Eine",
    "Er",
    "Sie",
    "Es",
    "Wir",
    "Dies",
    "Diese",
    "Dieser",
    "Dann",
    "Aber",
    "Und",
    "Im",
    "Am",
    "Nach",
    "Le",
    "La",
    "Les",
    "Il",
    "Elle",
    "Ils",
    "Un",
    "Une",
    "Ce",
    "Cette",
    "Mais",
    "El",
    "Los",
    "Las",
    "Pero",
    "Это",
    "Этот",
    "Эта",
    "Эти",
    "Он",
    "Она",
    "Они",
    "Но",
    "Однако",
    "Затем",
    "После",
    "Тогда",
    "Так",
    "Также",
];

/// What a word does that carries a full stop, without the stop; `None` where it is no known abbreviation.
pub(super) fn habit(word: &str) -> Option<Habit> {
    let lower = word.to_lowercase();
    if NEVER_END.contains(&lower.as_str()) {
        return Some(Habit::NeverEnds);
    }
    let mut letters = word.chars();
    if let (Some(only), None) = (letters.next(), letters.next())
        && only.is_uppercase()
    {
        return Some(Habit::Initial);
    }
    if MAY_END.contains(&lower.as_str()) {
        return Some(Habit::MayEnd);
    }
    if BEFORE_NUMBERS.contains(&lower.as_str()) {
        return Some(Habit::BeforeNumbers);
    }
    let dotted = word.contains('.')
        && word
            .split('.')
            .all(|part| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic));
    dotted.then_some(Habit::MayEnd)
}

/// True of a word that opens sentences.
pub(super) fn starts(word: &str) -> bool {
    STARTERS.contains(&word)
}

/// True of the capitalised words that a number with a full stop counts: `3. März`, `19. Jahrhundert`.
pub(super) fn follows_an_ordinal(word: &str) -> bool {
    matches!(
        word,
        "Januar"
            | "Jänner"
            | "Februar"
            | "März"
            | "April"
            | "Mai"
            | "Juni"
            | "Juli"
            | "August"
            | "September"
            | "Oktober"
            | "November"
            | "Dezember"
            | "Jan"
            | "Feb"
            | "Mär"
            | "Mrz"
            | "Apr"
            | "Aug"
            | "Sep"
            | "Sept"
            | "Okt"
            | "Nov"
            | "Dez"
            | "Jahrhundert"
            | "Jahrhunderts"
            | "Jh"
            | "Jahrtausend"
            | "Jahrestag"
            | "Kapitel"
            | "Artikel"
            | "Parteitag"
            | "Sitzung"
            | "Auflage"
    )
}

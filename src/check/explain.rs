//! What each rule is for, with a wrong and a right example: the pages of `docs/rules/`, which are part of the program.

/// The pages, a family each.
const PAGES: &[&str] = &[
    include_str!("../../docs/rules/syntax.md"),
    include_str!("../../docs/rules/vocabulary.md"),
    include_str!("../../docs/rules/constraints.md"),
    include_str!("../../docs/rules/anchors.md"),
    include_str!("../../docs/rules/queries.md"),
    include_str!("../../docs/rules/hygiene.md"),
    include_str!("../../docs/rules/project.md"),
    include_str!("../../docs/rules/datasets-and-links.md"),
    include_str!("../../docs/rules/export.md"),
];

/// A rule as its page has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its code, such as `S010`.
    pub code: &'static str,
    /// What it finds, in a line.
    pub summary: &'static str,
    /// Why, and examples, in Markdown.
    pub text: &'static str,
}

/// All rules, family by family.
pub fn all() -> impl Iterator<Item = Rule> {
    PAGES
        .iter()
        .flat_map(|page| page.split("\n## ").skip(1))
        .filter_map(|section| {
            let (head, text) = section.split_once('\n')?;
            let (code, summary) = head.split_once(": ")?;
            Some(Rule {
                code,
                summary,
                text: text.trim(),
            })
        })
}

/// The rule of that code, in either case of letters.
///
/// ```
/// assert!(relata::check::explain("s010").unwrap().summary.contains("`.`"));
/// ```
pub fn explain(code: &str) -> Option<Rule> {
    all().find(|rule| rule.code.eq_ignore_ascii_case(code))
}

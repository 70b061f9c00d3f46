//! `relata new`: a project from a text.

use crate::arguments::{Global, New};
use crate::failure::{Failure, Outcome, Verdict};
use crate::terminal::Terminal;
use relata::competency::{cases, run as run_case};
use relata::project::{
    MENTIONS_FILE, Project, Scaffold, mentions_file, scaffold, write_atomically,
};
use relata::query::Catalogue;
use relata::store::{Cancel, Store};

/// Makes the folder, and writes the expected answer of its first query.
pub fn run(arguments: &New, global: &Global, terminal: &mut Terminal) -> Outcome {
    let name = arguments.name.trim_end_matches('/');
    let last = name.rsplit('/').next().unwrap_or(name);
    if last.is_empty()
        || !last
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    {
        return Err(Failure::Usage(
            format!("`{last}` cannot name a project"),
            "use letters, digits, `-` and `_`".into(),
        ));
    }
    let root = super::directory(global)?.join(name);
    if root.exists()
        && std::fs::read_dir(&root).map_or(true, |mut entries| entries.next().is_some())
    {
        return Err(Failure::Usage(
            format!("`{}` exists and is not empty", root.display()),
            "choose another name, nothing was written".into(),
        ));
    }
    let text = arguments
        .text
        .as_ref()
        .map(|file| super::read_text(&super::path(global, file)))
        .transpose()?;
    let base = arguments
        .base
        .clone()
        .unwrap_or_else(|| format!("https://example.org/{last}/"));
    let guess = || text.as_deref().and_then(relata::text::language);
    let language = arguments.language.as_deref().or_else(guess).unwrap_or("en");
    let wanted = Scaffold {
        name: last.to_owned(),
        base,
        language: language.to_owned(),
        text,
    };
    let files = scaffold(&wanted).map_err(Failure::Findings)?;
    for (path, content) in &files {
        write_atomically(&root.join(path), content.as_bytes())?;
    }
    let project = Project::open(&root).map_err(|error| crate::failure::missing(error, &root))?;
    let mut written = files.len() + 1;
    if let Some(text) = &wanted.text {
        let mentions = mentions_file(&project, &super::graphs(&project)?, text);
        write_atomically(&root.join(MENTIONS_FILE), mentions.as_bytes())?;
        written += 1;
    }
    let (store, _) = Store::load(&project)?;
    let catalogue = Catalogue::read(&project)?;
    for case in cases(&project, &catalogue)
        .iter()
        .filter(|case| case.query.name == "sections")
    {
        run_case(&project, &store, case, true, &Cancel::new())?;
    }
    terminal.say("Made", &format!("{} ({written} files)", root.display()));
    if let Some(text) = &wanted.text {
        tell_front(text, terminal);
    }
    if arguments.language.is_none() && wanted.text.is_some() {
        terminal.say(
            "Language",
            &format!("`{language}`, by its words; if it is another, `--language TAG` says so"),
        );
    }
    terminal.hint(&format!("cd {name} && relata check && relata test"));
    terminal.hint(if wanted.text.is_some() {
        "next: name your entities in data/entities.ttl, then `relata claim s01 \"first … last\"` for each claim"
    } else {
        "next: name your entities in data/entities.ttl, and `relata dataset add NAME SOURCE` what they are linked with; a text comes in with `relata anchor FILE`"
    });
    Ok(Verdict::Yes)
}

/// Says what was read from the first lines of the text, so that a wrong reading is seen.
fn tell_front(text: &str, terminal: &mut Terminal) {
    let passages = relata::text::passages(text, &[]);
    let authors = relata::text::authors(text, &passages);
    if !authors.is_empty() {
        let names = relata::query::table::harmless(&authors.join(", "));
        terminal.say(
            "Authors",
            &format!(
                "{names}, by the byline; if not, mend data/entities.ttl and data/document.ttl"
            ),
        );
    }
    if let Some(day) = relata::text::date(text, &passages) {
        terminal.say(
            "Date",
            &format!("{day}, by the date line; if not, mend data/document.ttl"),
        );
    }
}

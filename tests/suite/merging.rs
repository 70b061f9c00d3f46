//! git speaks claims: real merges and diffs in a repository that `relata git-setup` has set up, and merges of random states.

use super::command::relata;
use oxrdf::{Literal, NamedNode, Triple};
use proptest::prelude::*;
use relata::dataset::Dataset;
use relata::diagnostic::Source;
use relata::diff::diff;
use relata::diff::merge::merge;
use relata::diff::merge_text::{Outcome, merge_text};
use relata::turtle::{Format, parse, write_turtle};
use std::path::Path;
use std::process::Output;

struct Repository(tempfile::TempDir);

const HEAD: &str = "# Two claims.\n@prefix : <http://e/> .\n@prefix rlt: <https://w3id.org/relata/ns#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n";

fn claim(name: &str, certainty: &str, label: &str) -> String {
    format!(
        "\n# about {name}\n:{name} a rlt:Claim ;\n    rdfs:label \"{label}\"@en ;  # in words\n    rlt:certainty rlt:{certainty} .\n"
    )
}

impl Repository {
    /// A repository with two claims and a branch `other`.
    fn of(text: &str) -> Self {
        let repository = Self(tempfile::tempdir().unwrap());
        repository.done(&["init", "-q", "-b", "main"]);
        let setup = relata(repository.path(), &["git-setup"]);
        assert!(
            setup.status.success(),
            "{}",
            String::from_utf8_lossy(&setup.stderr)
        );
        repository.write(text);
        repository.done(&["add", "."]);
        repository.done(&["commit", "-q", "-m", "base"]);
        repository
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn git(&self, words: &[&str]) -> Output {
        let program = Path::new(env!("CARGO_BIN_EXE_relata")).parent().unwrap();
        let path = std::env::var("PATH").unwrap_or_default();
        std::process::Command::new("git")
            .current_dir(self.path())
            .args(["-c", "user.name=x", "-c", "user.email=x@example.org"])
            .args(words)
            .env("PATH", format!("{}:{path}", program.display()))
            .output()
            .unwrap()
    }

    fn done(&self, words: &[&str]) -> String {
        let run = self.git(words);
        assert!(
            run.status.success(),
            "{words:?}: {}{}",
            String::from_utf8_lossy(&run.stdout),
            String::from_utf8_lossy(&run.stderr)
        );
        String::from_utf8(run.stdout).unwrap()
    }

    fn write(&self, text: &str) {
        std::fs::write(self.path().join("claims.ttl"), text).unwrap();
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.path().join("claims.ttl")).unwrap()
    }

    /// Commits ours on the main branch and theirs on another, then merges.
    fn merge(&self, ours: &str, theirs: &str) -> Output {
        self.done(&["checkout", "-q", "-b", "other"]);
        self.write(theirs);
        self.done(&["commit", "-q", "-a", "-m", "theirs"]);
        self.done(&["checkout", "-q", "main"]);
        self.write(ours);
        self.done(&["commit", "-q", "-a", "-m", "ours"]);
        self.git(&["merge", "-q", "-m", "merged", "other"])
    }
}

fn dataset(text: &str) -> Dataset {
    let parsed = parse(&Source::new("a.ttl", text), Format::Turtle, "");
    assert!(parsed.faults.is_empty(), "{text}");
    Dataset::of_quads(&parsed.quads)
}

fn same(one: &str, other: &str) -> bool {
    diff(&dataset(one), &dataset(other)).is_empty()
}

#[test]
fn claims_added_at_one_place_and_changed_at_others_merge() {
    let (one, two) = (claim("c1", "certain", "one"), claim("c2", "certain", "two"));
    let base = format!("{HEAD}{one}{two}");
    let repository = Repository::of(&base);
    let ours = format!(
        "{HEAD}{}{two}{}",
        claim("c1", "probable", "one"),
        claim("c3", "certain", "three")
    );
    let new_prefix = HEAD.replace(
        "@prefix rlt",
        "@prefix cito: <http://purl.org/spar/cito/> .\n@prefix rlt",
    );
    let theirs = format!(
        "{new_prefix}{one}{}{}:c4 cito:disputes :c1 .\n",
        claim("c2", "certain", "the second"),
        claim("c4", "possible", "four")
    );
    // lines alone cannot: both appended at the end
    let run = repository.merge(&ours, &theirs);
    assert!(
        run.status.success(),
        "{}{}",
        String::from_utf8_lossy(&run.stderr),
        repository.text()
    );
    let text = repository.text();
    let wanted = format!(
        "{new_prefix}{}{}{}{}:c4 cito:disputes :c1 .\n",
        claim("c1", "probable", "one"),
        claim("c2", "certain", "the second"),
        claim("c3", "certain", "three"),
        claim("c4", "possible", "four")
    );
    assert!(same(&text, &wanted), "{text}");
    for name in ["c1", "c2", "c3", "c4"] {
        assert!(
            text.contains(&format!("# about {name}\n:{name} a")),
            "{text}"
        );
    }
    assert_eq!(text.matches("# in words").count(), 4, "{text}");
    assert!(text.starts_with("# Two claims.\n"), "{text}");
}

#[test]
fn one_claim_changed_on_both_sides_is_a_conflict_about_it_alone() {
    let (one, two) = (claim("c1", "certain", "one"), claim("c2", "certain", "two"));
    let repository = Repository::of(&format!("{HEAD}{one}{two}"));
    let ours = format!(
        "{HEAD}{}{}",
        claim("c1", "probable", "one"),
        claim("c2", "certain", "2")
    );
    let theirs = format!(
        "{HEAD}{}{two}{}",
        claim("c1", "possible", "one"),
        claim("c3", "certain", "three")
    );
    let run = repository.merge(&ours, &theirs);
    assert_eq!(run.status.code(), Some(1));
    let told =
        String::from_utf8_lossy(&run.stderr).into_owned() + &String::from_utf8_lossy(&run.stdout);
    assert!(told.contains("both sides changed :c1"), "{told}");
    let text = repository.text();
    let (before, rest) = text.split_once("<<<<<<< ours\n").unwrap();
    let (marked, after) = rest.split_once(">>>>>>> theirs\n").unwrap();
    assert!(
        marked.contains("probable")
            && marked.contains("possible")
            && marked.contains("||||||| base"),
        "{text}"
    );
    assert!(
        !marked.contains(":c2") && !after.contains("<<<") && !before.contains(":c1 a"),
        "{text}"
    );
    assert!(
        after.contains("\"2\"@en") && after.contains(":c3 a"),
        "{text}"
    );
    // taking our side, or theirs, is all there is to do
    let (mine, others) = marked.split_once("||||||| base\n").unwrap();
    let yours = others.split_once("=======\n").unwrap().1;
    for (choice, certainty) in [(mine, "probable"), (yours, "possible")] {
        let wanted = format!(
            "{HEAD}{}{}{}",
            claim("c1", certainty, "one"),
            claim("c2", "certain", "2"),
            claim("c3", "certain", "three")
        );
        assert!(
            same(&format!("{before}{choice}{after}"), &wanted),
            "{choice}"
        );
    }
}

#[test]
fn what_cannot_be_taken_apart_is_merged_all_the_same() {
    // properties of one thing, blank nodes with labels, a thing taken away, an unreadable file
    let base = "@prefix : <http://e/> .\n:a :p 1 ; :q 2 .\n";
    let repository = Repository::of(base);
    let run = repository.merge(
        "@prefix : <http://e/> .\n# ours\n:a :p 10 ; :q 2 .\n",
        "@prefix : <http://e/> .\n:a :p 1 ; :q 20 .\n",
    );
    assert!(run.status.success(), "{}", repository.text());
    assert!(same(
        &repository.text(),
        "@prefix : <http://e/> . :a :p 10 ; :q 20 ."
    ));
    assert!(
        repository.text().contains("# ours"),
        "{}",
        repository.text()
    );

    let base = "@prefix : <http://e/> .\n_:x :p 1 .\n:a :q _:x .\n:b :q _:x .\n:c :q 1 .\n";
    let repository = Repository::of(base);
    let run = repository.merge(
        &base.replace(":c :q 1", ":c :q 2 . :d :q 1"),
        &base
            .replace("_:x :p 1", "_:x :p 1 , 3")
            .replace(":c :q 1", ":c :q 1 . :e :q 1"),
    );
    assert!(run.status.success(), "{}", repository.text());
    let wanted = base
        .replace(":c :q 1", ":c :q 2 . :d :q 1 . :e :q 1")
        .replace("_:x :p 1", "_:x :p 1 , 3");
    assert!(same(&repository.text(), &wanted), "{}", repository.text());

    let base = "@prefix : <http://e/> .\n:a :p 1 .\n:b :p 1 .\n";
    let repository = Repository::of(base);
    let run = repository.merge(
        &base.replace(":a :p 1 .\n", ""),
        &base.replace(":a :p 1", ":a :p 1 ; :q 2"),
    );
    assert_eq!(run.status.code(), Some(1));
    assert!(
        repository.text().contains("<<<<<<<"),
        "{}",
        repository.text()
    );

    let repository = Repository::of(base);
    let run = repository.merge(
        &base.replace(":b :p 1", ":b :p 2"),
        &format!("# new\n{}", base.replace(":a :p 1 .", ":a :p .")),
    );
    let told =
        String::from_utf8_lossy(&run.stderr).into_owned() + &String::from_utf8_lossy(&run.stdout);
    assert!(
        told.contains("merged by lines"),
        "{told}{}",
        repository.text()
    );
}

#[test]
fn git_diff_speaks_of_claims() {
    let base = format!("{HEAD}{}", claim("c1", "certain", "one"));
    let repository = Repository::of(&base);
    repository.write(&base.replace("rlt:certain ", "rlt:probable "));
    let shown = repository.done(&["diff"]);
    assert!(
        shown.contains("claims.ttl") && shown.contains("certainty: certain -> probable"),
        "{shown}"
    );
    let statements = repository.done(&["diff", "--no-ext-diff"]);
    assert!(
        statements.contains("+:c1  rlt:certainty  rlt:probable"),
        "{statements}"
    );
    repository.write(&base.replace("\n# about", "\n\n# all about"));
    assert!(
        repository
            .done(&["diff"])
            .contains("nothing changed in meaning, only layout or comments")
    );
    repository.write(&base.replace(":c1 a", ":c1 :c1 a"));
    let shown = repository.done(&["diff"]);
    assert!(
        shown.contains("cannot be read") && shown.contains("+:c1 :c1 a"),
        "{shown}"
    );
    std::fs::remove_file(repository.path().join("claims.ttl")).unwrap();
    assert!(repository.done(&["diff"]).contains("1 removed"));
    repository.done(&["checkout", "-q", "claims.ttl"]);
    let removed = relata(repository.path(), &["git-setup", "--remove"]);
    assert!(removed.status.success());
    let settings = repository.done(&["config", "--local", "--list"]);
    assert!(!settings.contains("relata"), "{settings}");
    let attributes = std::fs::read_to_string(repository.path().join(".gitattributes")).unwrap();
    assert_eq!(attributes, "");
}

fn triples() -> impl Strategy<Value = Vec<Triple>> {
    let name = |n: u8| NamedNode::new_unchecked(format!("http://e/{n}"));
    let one = (0..6u8, 0..3u8, 0..4u8).prop_map(move |(s, p, o)| {
        Triple::new(
            name(s),
            name(p + 10),
            Literal::new_simple_literal(format!("{o}\n\"")),
        )
    });
    prop::collection::vec(one, 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever was changed where: a merge without contradiction says what the merge by meaning says, and with nothing changed
    /// on one side it is the other side.
    #[test]
    fn a_merged_text_says_what_both_changes_say(base in triples(), ours in triples(), theirs in triples()) {
        let prefixes = [("e".to_owned(), "http://e/".to_owned())];
        let more = |side: &[Triple]| [base.clone(), side.to_vec()].concat();
        let texts = [write_turtle(&base, &prefixes), write_turtle(&more(&ours), &prefixes), write_turtle(&theirs, &[])];
        let [b, o, t] = texts.each_ref().map(|text| dataset(text));
        let merged = merge(&b, &o, &t);
        let texts = texts.each_ref().map(String::as_str);
        match merge_text(texts, Format::Turtle, None).unwrap() {
            Outcome::Merged(text) => {
                prop_assert!(merged.conflicts.is_empty());
                prop_assert!(diff(&merged.dataset(), &dataset(&text)).is_empty(), "{}", text);
            }
            Outcome::Conflicts(text, things) => {
                prop_assert_eq!(things.len(), merged.conflicts.len());
                prop_assert_eq!(text.matches(">>>>>>> theirs\n").count(), things.len(), "{}", text);
            }
            Outcome::Unmarked(things) => prop_assert!(!things.is_empty()),
        }
        let alone = merge_text([texts[0], texts[0], texts[2]], Format::Turtle, None).unwrap();
        let is_theirs = matches!(&alone, Outcome::Merged(text) if same(text, texts[2]));
        prop_assert!(is_theirs, "{:?}", alone);
    }
}

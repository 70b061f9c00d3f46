//! The reader that keeps everything: it agrees with the W3C, with oxttl and with rio_turtle, and it survives damage.

use super::conformance::{canonical, cases, suites};
use oxrdf::Quad;
use relata::diagnostic::Source;
use relata::turtle::tree::{read, tokens};
use relata::turtle::{Format, parse};

pub fn oxttl(text: &str, format: Format, base: &str) -> Option<Vec<Quad>> {
    let text = text.as_bytes();
    let graph = oxrdf::GraphName::DefaultGraph;
    match format {
        Format::Turtle => oxttl::TurtleParser::new()
            .with_base_iri(base)
            .unwrap()
            .for_slice(text)
            .map(|triple| triple.map(|triple| triple.in_graph(graph.clone())))
            .collect::<Result<_, _>>()
            .ok(),
        Format::TriG => oxttl::TriGParser::new()
            .with_base_iri(base)
            .unwrap()
            .for_slice(text)
            .collect::<Result<_, _>>()
            .ok(),
        Format::NTriples => oxttl::NTriplesParser::new()
            .for_slice(text)
            .map(|triple| triple.map(|triple| triple.in_graph(graph.clone())))
            .collect::<Result<_, _>>()
            .ok(),
        Format::NQuads => oxttl::NQuadsParser::new()
            .for_slice(text)
            .collect::<Result<_, _>>()
            .ok(),
    }
}

pub fn lower(quads: &[Quad]) -> Vec<Quad> {
    let text: String = quads.iter().map(|quad| format!("{quad} .\n")).collect();
    oxttl::NQuadsParser::new()
        .for_slice(text.as_bytes())
        .map(|quad| quad.unwrap())
        .collect()
}

/// All cases of the four RDF 1.1 suites: the verdict is the manifest's, the triples are those of the other readers.
#[test]
fn three_readers_agree_on_every_case_of_the_suites() {
    let Some(suites) = suites() else { return };
    let mut count = 0;
    let mut wrong = Vec::new();
    for (folder, format) in [
        ("rdf-turtle", Format::Turtle),
        ("rdf-trig", Format::TriG),
        ("rdf-n-triples", Format::NTriples),
        ("rdf-n-quads", Format::NQuads),
    ] {
        let root = suites.join("rdf-tests/rdf/rdf11").join(folder);
        let base = format!("https://w3c.github.io/rdf-tests/rdf/rdf11/{folder}/");
        for case in cases(&root, &base) {
            count += 1;
            let bytes = std::fs::read(&case.action).unwrap();
            let negative = case.class.contains("Negative");
            let Ok(text) = String::from_utf8(bytes) else {
                assert!(negative, "{}", case.name);
                continue;
            };
            let covered: usize = tokens(&text)
                .iter()
                .map(|token| token.span.range().len())
                .sum();
            assert_eq!(
                covered,
                text.len(),
                "{}: every byte is in a token",
                case.name
            );
            let own = format!(
                "{base}{}",
                case.action.file_name().unwrap().to_string_lossy()
            );
            let source = Source::new("x", text.as_str());
            let ours = read(&source, format, "", Some(&own));
            if ours.faults.is_empty() == negative {
                wrong.push(format!(
                    "{}: {:?}",
                    case.name,
                    ours.faults.first().map(|fault| &fault.message)
                ));
                continue;
            }
            let theirs = oxttl(&text, format, &own);
            assert_eq!(theirs.is_none(), negative, "{}", case.name);
            let Some(theirs) = theirs else { continue };
            let ours: Vec<Quad> = ours.quads.into_iter().map(|located| located.quad).collect();
            if canonical(&lower(&ours)) != canonical(&theirs) {
                wrong.push(format!("{}: other triples than oxttl", case.name));
            }
            // the fast reader has no base here; where it reads the file, even the blank nodes have the same names
            let fast = parse(&source, format, "");
            if fast.faults.is_empty() {
                let mut ours: Vec<String> = lower(&ours).iter().map(ToString::to_string).collect();
                let mut fast: Vec<String> = fast.quads.iter().map(ToString::to_string).collect();
                ours.sort();
                fast.sort();
                if ours != fast {
                    wrong.push(format!("{}: other triples than rio_turtle", case.name));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert_eq!(count, 826);
}

#[test]
fn a_hundred_thousand_brackets_are_read() {
    for (open, close) in [("[ <http://e/c> ", "]"), ("( ", ") ")] {
        for text in [
            format!(
                "<http://e/a> <http://e/b> {}1{} .",
                open.repeat(100_000),
                close.repeat(100_000)
            ),
            format!("<http://e/a> <http://e/b> {}", open.repeat(100_000)),
        ] {
            let whole = text.ends_with('.');
            let reading = read(&Source::new("x", text), Format::Turtle, "", None);
            assert_eq!(
                reading.faults.is_empty(),
                whole,
                "{:?}",
                reading.faults.first()
            );
        }
    }
}

/// The next of a row of numbers that looks random: xorshift64, G. Marsaglia, "Xorshift RNGs", 2003.
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

/// A file in the syntax of RDF 1.2, long enough that something follows every damage.
fn new_syntax() -> String {
    let mut text = String::from("VERSION \"1.2\"\n@prefix : <http://e/> .\n\n");
    for at in 0..60 {
        text.push_str(&format!(
            "# the claims of line {at}\n\
             :s{at} :name \"a name\"@en ~ :r{at} {{|\n    :source :d{at} ;\n    :firm 0.{at}\n|}} ;\n    \
             :other \"اسم\"@ar--rtl .\n\
             << :s{at} :knows :s{at}b ~ :k{at} >> :source :d{at} , <<( :d{at} a :Book )>> .\n\
             :k{at} :note <<( :s{at} :knows <<( :x :y {at} )>> )>> .\n\n"
        ));
    }
    text
}

/// Damages to the article's own files and to one of RDF 1.2: nothing panics or hangs, the fault is told where the damage is, and what stands
/// behind the damaged statement is still read.
#[test]
fn damage_is_told_where_it_is_and_what_follows_is_read() {
    let root = super::command::root();
    let files: Vec<String> = [
        "data/claims-lead.ttl",
        "data/entities-places.ttl",
        "data/claims-closing.ttl",
        "ontology/kinds.ttl",
    ]
    .iter()
    .map(|name| std::fs::read_to_string(root.join(name)).unwrap())
    .chain([new_syntax()])
    .collect();
    let count = std::env::var("RELATA_DAMAGES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(2_000);
    let mut state = 0x5EED_2013_u64;
    let (mut told, mut near, mut after, mut followed) = (0, 0, 0, 0);
    let (mut far, mut unread): (Vec<String>, Vec<String>) = Default::default();
    for number in 0..count {
        let text = &files[number % files.len()];
        let boundary = |mut at: usize| {
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        // the last tenth is left alone, so that something follows
        let at = boundary(usize::try_from(next(&mut state)).unwrap_or(0) % (text.len() * 9 / 10));
        let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
        let insert = [
            "\"", "<", "[", "(", ".", ";", ",", "\\", "{", "@", "^", "a", " ", "“", "\u{0}", "~",
            "<<", "|}",
        ];
        let sign = insert[usize::try_from(next(&mut state)).unwrap_or(0) % insert.len()];
        let word = boundary((at + 12).min(text.len()));
        let damaged = match next(&mut state) % 4 {
            0 => format!("{}{}", &text[..at], &text[end..]),
            1 => format!("{}{sign}{}", &text[..at], &text[at..]),
            2 => format!("{}{sign}{}", &text[..at], &text[end..]),
            _ => format!("{}{}", &text[..at], &text[word..]),
        };
        let source = Source::new("x", damaged);
        let whole = read(&Source::new("x", text.as_str()), Format::Turtle, "", None);
        let reading = read(&source, Format::Turtle, "", None);
        let Some(first) = reading.faults.first() else {
            continue;
        };
        told += 1;
        let line = source.position(at).0;
        // the place itself, or one of the places that explain it, on the line of the damage or the one beside it
        let close = first.labels.iter().any(|label| {
            source.position(label.span.start).0.abs_diff(line) <= 1
                || (label.span.start <= at && at <= label.span.end)
        });
        near += usize::from(close);
        if !close && far.len() < 12 {
            far.push(format!(
                "damage in line {line}: {:?} {}\n{}",
                first.place(),
                first.message,
                &source.text[boundary(at.saturating_sub(60))..]
                    .chars()
                    .take(140)
                    .collect::<String>()
            ));
        }
        // without its prefix a name says nothing: what follows a damaged declaration cannot be the same
        if text[..at]
            .lines()
            .next_back()
            .is_some_and(|line| line.starts_with("@prefix"))
        {
            continue;
        }
        after += 1;
        let tail: Vec<String> = whole
            .quads
            .iter()
            .filter(|located| located.statement.range().start > at + 200)
            .skip(12)
            .map(|located| located.quad.to_string())
            .collect();
        let read: std::collections::HashSet<String> = reading
            .quads
            .iter()
            .map(|located| located.quad.to_string())
            .collect();
        let all = tail
            .iter()
            .filter(|quad| !quad.contains("_:"))
            .all(|quad| read.contains(quad));
        followed += usize::from(all);
        if !all && unread.len() < 12 {
            let second = reading
                .faults
                .get(1)
                .map(|fault| (fault.place(), &fault.message));
            unread.push(format!(
                "behind line {line}: {:?} {} then {second:?}\n{}",
                first.place(),
                first.message,
                source.text[boundary(at.saturating_sub(60))..]
                    .chars()
                    .take(140)
                    .collect::<String>()
            ));
        }
    }
    assert!(told * 2 > count, "half of the damages are faults: {told}");
    assert!(
        near * 100 >= told * 95,
        "{near} of {told} near the damage:\n{}",
        far.join("\n")
    );
    assert!(
        followed * 100 >= after * 95,
        "what follows was read in {followed} of {after}:\n{}",
        unread.join("\n")
    );
}

/// Over all right files of the suites and of the project: the layout says the same, laying out twice changes nothing, and
/// every comment is kept in its order.
#[test]
fn a_layout_keeps_meaning_and_comments_and_is_the_last_word() {
    let mut files = Vec::new();
    for folder in ["data", "ontology"] {
        for entry in std::fs::read_dir(super::command::root().join(folder)).unwrap() {
            files.push((entry.unwrap().path(), Format::Turtle));
        }
    }
    if let Some(suites) = suites() {
        for (folder, format) in [
            ("rdf11/rdf-turtle", Format::Turtle),
            ("rdf11/rdf-trig", Format::TriG),
            ("rdf12/rdf-turtle/syntax", Format::Turtle),
            ("rdf12/rdf-turtle/eval", Format::Turtle),
            ("rdf12/rdf-trig/syntax", Format::TriG),
            ("rdf12/rdf-trig/eval", Format::TriG),
        ] {
            let root = suites.join("rdf-tests/rdf").join(folder);
            let base = format!("https://w3c.github.io/rdf-tests/rdf/{folder}/");
            for case in cases(&root, &base) {
                if !case.class.contains("Negative") {
                    files.push((case.action, format));
                }
            }
        }
    }
    let comments = |text: &str| -> Vec<String> {
        tokens(text)
            .iter()
            .filter(|token| token.kind == relata::turtle::tree::Kind::Comment)
            .map(|token| text[token.span.range()].trim_end().to_owned())
            .collect()
    };
    for (path, format) in &files {
        let text = std::fs::read_to_string(path).unwrap();
        let once = relata::turtle::format(&Source::new("x", text.as_str()), *format)
            .unwrap_or_else(|faults| panic!("{}: {}", path.display(), faults[0].message));
        let twice = relata::turtle::format(&Source::new("x", once.as_str()), *format).unwrap();
        assert_eq!(once, twice, "{}", path.display());
        assert_eq!(comments(&text), comments(&once), "{}", path.display());
    }
    assert!(files.len() > 10);
}

#[test]
fn layouts() {
    for (written, laid_out) in [
        ("", ""),
        ("# only\n\n\n# comments", "# only\n\n# comments\n"),
        (
            "PREFIX : <http://e/>\n\n\n:a :b :c;:d[:e(1 2);];.#end\n:f :g[]  .",
            "PREFIX : <http://e/>\n\n:a :b :c ;\n    :d [ :e ( 1 2 ) ] .  #end\n:f :g [] .\n",
        ),
        (
            "@prefix : <http://e/> .\n:a # who\n  :b 1 , # one\n # two\n 2 # then\n ; :c \"x\"@en , \"1\"^^:t .",
            "@prefix : <http://e/> .\n:a  # who\n    :b\n        1 ,  # one\n        # two\n        2  # then\n    ;\n    :c \"x\"@en , \"1\"^^:t .\n",
        ),
    ] {
        let once = relata::turtle::format(&Source::new("x", written), Format::Turtle).unwrap();
        assert_eq!(once, laid_out);
    }
    let graph = "@prefix : <http://e/> . { :a :b :c } :g{:a :b :c. :d :e :f}";
    assert_eq!(
        relata::turtle::format(&Source::new("x", graph), Format::TriG).unwrap(),
        "@prefix : <http://e/> .\n{\n    :a :b :c\n}\n:g {\n    :a :b :c .\n    :d :e :f\n}\n"
    );
    let deep = format!(
        "<http://e/a> <http://e/b> {}{} .",
        "[ <http://e/c> ".repeat(20_000),
        "[]".to_owned() + &"]".repeat(20_000)
    );
    assert!(relata::turtle::format(&Source::new("x", deep), Format::Turtle).is_ok());
}

/// Signs and words in any order: every reader ends, every byte is in a token, and what is read is laid out for good.
#[test]
fn any_row_of_words_is_read_or_refused() {
    let words = [
        "@prefix",
        "PREFIX",
        "BASE",
        "@base",
        "p:",
        ":",
        ":a",
        "<http://e/a>",
        "<a b>",
        "<",
        "_:b",
        "_:",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        ".",
        ";",
        ",",
        "a",
        "true",
        "1",
        "-1.5e3",
        "+",
        "\"x\"",
        "'y'",
        "\"\"\"z\n\"\"\"",
        "\"",
        "'",
        "\"\"\"",
        "@en",
        "^^",
        "^",
        "<<",
        ">>",
        "<<(",
        ")>>",
        "{|",
        "|}",
        "~",
        "@ar--rtl",
        "@ar--x",
        "VERSION",
        "@version",
        "# c\n",
        "\n",
        "  ",
        "\\",
        "“x”",
        "é",
        "\u{FEFF}",
        "\u{0}",
        "%",
        "p:a.",
        "GRAPH",
        "1.",
        ".5",
        "\r",
    ];
    let mut state = 0xF0F0_2013_u64;
    let mut other: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    let mut examples: Vec<String> = Vec::new();
    for _ in 0..20_000 {
        let mut text = String::from(if next(&mut state).is_multiple_of(2) {
            "@prefix p: <http://e/> . @prefix : <http://e/> .\n"
        } else {
            ""
        });
        for _ in 0..next(&mut state) % 24 {
            text.push_str(words[usize::try_from(next(&mut state)).unwrap_or(0) % words.len()]);
            if !next(&mut state).is_multiple_of(4) {
                text.push(' ');
            }
        }
        let covered: usize = tokens(&text)
            .iter()
            .map(|token| token.span.range().len())
            .sum();
        assert_eq!(covered, text.len(), "{text:?}");
        let source = Source::new("x", text.as_str());
        for format in [
            Format::Turtle,
            Format::TriG,
            Format::NTriples,
            Format::NQuads,
        ] {
            let reading = read(&source, format, "", None);
            for fault in &reading.faults {
                assert!(
                    fault.labels.iter().all(|label| label
                        .source
                        .text
                        .get(label.span.clone())
                        .is_some()),
                    "{text:?}: {fault:?}"
                );
            }
            parse(&source, format, "");
            let base = "http://base/";
            let ours = read(&source, format, "", Some(base)).faults;
            let theirs = oxttl(&text, format, base);
            // a byte order mark is passed over here
            if ours.is_empty() != theirs.is_some() && !text.starts_with('\u{FEFF}') {
                let told = ours.first().map_or("read", |fault| fault.code);
                *other.entry(format!("{format:?} {told}")).or_insert(0) += 1;
                let message = ours.first().map(|fault| &fault.message);
                examples.push(format!("{format:?} {text:?} {message:?}"));
            }
            if reading.faults.is_empty() && matches!(format, Format::Turtle | Format::TriG) {
                let once = relata::turtle::format(&source, format)
                    .unwrap_or_else(|faults| panic!("{text:?}: {}", faults[0].message));
                let twice =
                    relata::turtle::format(&Source::new("x", once.as_str()), format).unwrap();
                assert_eq!(once, twice, "{text:?}");
            }
        }
    }
    assert!(
        other.is_empty(),
        "{other:?}\n{}",
        examples[..examples.len().min(16)].join("\n")
    );
}

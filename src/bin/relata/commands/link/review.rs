//! `relata link review`: a person judges what is open, one pair after the other, the most likely first.
//!
//! Each answer is written before the next question is asked: a session that is cut off loses nothing that was answered.

use super::Setting;
use super::judge::{Put, put, undo};
use crate::failure::{Failure, Outcome, Verdict, outside};
use crate::terminal::Terminal;
use relata::link::linkset::{beside, judgement, parted};
use relata::link::task::Task;
use relata::sssom::{self, ACCEPTED, Mapping, MappingSet, State};
use std::collections::HashMap;

/// What may be typed.
const KEYS: &str = "y or yes, n or no, 0 or nothing (nothing fits), u or undo (take the last answer back), Enter or later, q or quit";

/// Asks about each open pair, or about all that the tool found.
pub fn run(
    setting: &Setting,
    spec: &str,
    plain: bool,
    all: bool,
    author: &str,
    terminal: &mut Terminal,
) -> Outcome {
    let task = setting.task(spec)?;
    let record = task.record().map_err(outside)?;
    if record.mappings.is_empty() && !task.linkset.exists() {
        return Err(Failure::Usage(
            format!("`{spec}` has no linkset yet"),
            format!("`relata link run {spec}` makes it"),
        ));
    }
    let open = open(&record, all);
    if open.is_empty() {
        let what = if all {
            "is left to be judged"
        } else {
            "is open"
        };
        terminal.say("Nothing", what);
        if !all {
            terminal.hint(&format!(
                "`relata link review {spec} --all` asks about what was accepted without a person"
            ));
        }
        return Ok(Verdict::Yes);
    }
    terminal.say("Review", &format!("{} pairs; {KEYS}", open.len()));
    let known = match all {
        true => Beside::read(&task, setting, &open, terminal),
        false => Beside::default(),
    };
    let mut session = Session {
        task: &task,
        setting,
        author,
        answers: Vec::new(),
    };
    let mut lines = std::io::stdin().lines();
    let mut at = 0;
    'pairs: loop {
        let Some(mapping) = open.get(at) else {
            // the last answer may be a slip too
            match session.last(&mut lines, terminal)? {
                Some(before) => at = before,
                None => break,
            }
            continue;
        };
        if session.is_settled(mapping) {
            at += 1;
            continue;
        }
        let place = (at + 1, open.len());
        terminal.data(&question(mapping, place, &known, plain))?;
        loop {
            let Some(answer) = lines.next().transpose()? else {
                break 'pairs;
            };
            match answer.trim().to_lowercase().as_str() {
                "y" | "yes" => session.answer(at, mapping, Some(true), terminal)?,
                "n" | "no" => session.answer(at, mapping, Some(false), terminal)?,
                "0" | "nothing" => session.answer(at, mapping, None, terminal)?,
                "" | "l" | "later" => {}
                "u" | "undo" => match session.back(terminal)? {
                    Some(before) => {
                        at = before;
                        continue 'pairs;
                    }
                    None => {
                        terminal.data("there is no answer to take back\n")?;
                        continue;
                    }
                },
                "q" | "quit" => break 'pairs,
                _ => {
                    terminal.data(&format!("type {KEYS}\n"))?;
                    continue;
                }
            }
            at += 1;
            break;
        }
    }
    terminal.say(
        "Judged",
        &format!("{} of {}", session.answers.len(), open.len()),
    );
    Ok(Verdict::Yes)
}

/// What is to be asked, the highest score first.
fn open(record: &MappingSet, all: bool) -> Vec<Mapping> {
    let judged = sssom::judgements(record);
    let mut open: Vec<Mapping> = record
        .mappings
        .iter()
        .filter(|mapping| !mapping.is_judgement() && (all || mapping.other != ACCEPTED))
        .filter(|mapping| {
            match judged
                .pairs
                .get(&(mapping.subject.clone(), mapping.object.clone()))
            {
                Some((State::Open, _)) | None => true,
                Some((_, row)) => all && !record.mappings[*row].is_judgement(),
            }
        })
        .filter(|mapping| !judged.nothing_found.contains(&mapping.subject))
        .cloned()
        .collect();
    open.sort_by(|a, b| {
        let score = |mapping: &Mapping| mapping.confidence.unwrap_or_default();
        score(b)
            .total_cmp(&score(a))
            .then_with(|| (&a.subject, &a.object).cmp(&(&b.subject, &b.object)))
    });
    open
}

/// One session: what was answered so far.
struct Session<'a> {
    task: &'a Task,
    setting: &'a Setting,
    author: &'a str,
    answers: Vec<(usize, Put)>,
}

impl Session<'_> {
    /// True where an answer of this session has decided about a pair before it is asked about.
    fn is_settled(&self, mapping: &Mapping) -> bool {
        self.answers.iter().any(|(_, put)| {
            put.row.object == sssom::NO_TERM_FOUND && put.row.subject == mapping.subject
        })
    }

    fn answer(
        &mut self,
        at: usize,
        mapping: &Mapping,
        holds: Option<bool>,
        terminal: &mut Terminal,
    ) -> Result<(), Failure> {
        let object = holds.map(|_| (mapping.object.as_str(), mapping.object_label.as_str()));
        let row = judgement(
            self.task,
            (&mapping.subject, &mapping.subject_label),
            object,
            holds.unwrap_or(true),
            self.author,
            &super::super::today(),
        );
        let put = put(self.task, self.setting, row)?;
        put.tell(terminal);
        self.answers.push((at, put));
        Ok(())
    }

    /// Asks whether the last answer stands, when there is nothing more to ask; the place of its question where it does not.
    fn last(
        &mut self,
        lines: &mut std::io::Lines<std::io::StdinLock<'static>>,
        terminal: &mut Terminal,
    ) -> Result<Option<usize>, Failure> {
        if self.answers.is_empty() {
            return Ok(None);
        }
        terminal.data("that was the last: Enter ends, u or undo takes the last answer back\n")?;
        match lines.next().transpose()? {
            Some(answer) if matches!(answer.trim().to_lowercase().as_str(), "u" | "undo") => {
                self.back(terminal)
            }
            _ => Ok(None),
        }
    }

    /// Takes the last answer back; the place of its question.
    fn back(&mut self, terminal: &mut Terminal) -> Result<Option<usize>, Failure> {
        let Some((at, put)) = self.answers.pop() else {
            return Ok(None);
        };
        if !undo(self.task, self.setting, &put)? {
            terminal
                .warn("the last answer is no longer in the linkset: somebody else has changed it");
        }
        Ok(Some(at))
    }
}

/// What is known of things besides their labels where the linkset does not say, for what was accepted without a person; empty
/// where the data is not at hand.
#[derive(Default)]
struct Beside([HashMap<String, String>; 2]);

impl Beside {
    fn read(task: &Task, setting: &Setting, open: &[Mapping], terminal: &mut Terminal) -> Self {
        terminal.say("Reading", "what else is known of these things");
        let wanted = open.iter().map(|row| row.object.clone()).collect();
        let sides = match task.glance(setting.project.as_ref(), &wanted) {
            Ok(sides) => sides,
            Err(_) => {
                terminal.hint("the data is not at hand: things are shown without their properties");
                return Self::default();
            }
        };
        let mut known: [HashMap<String, String>; 2] = Default::default();
        for (side, known) in known.iter_mut().enumerate() {
            for mapping in open {
                let thing = [&mapping.subject, &mapping.object][side];
                known.insert(thing.clone(), String::new());
            }
            for record in 0..sides[side].len() {
                if let Some(words) = known.get_mut(sides[side].ids.only(record)) {
                    *words = beside(task, &sides, side, record);
                }
            }
        }
        Self(known)
    }

    fn of(&self, side: usize, thing: &str) -> &str {
        self.0[side].get(thing).map_or("", String::as_str)
    }
}

fn question(
    mapping: &Mapping,
    (number, of): (usize, usize),
    known: &Beside,
    plain: bool,
) -> String {
    let confidence = mapping.confidence.unwrap_or_default();
    let (reasons, told) = parted(&mapping.comment);
    let read = [known.of(0, &mapping.subject), known.of(1, &mapping.object)];
    let beside = [0, 1].map(|side| match told[side] {
        "" => read[side],
        told => told,
    });
    if plain {
        let places = ["the first has ", "the second has "];
        let each = places
            .iter()
            .zip(beside)
            .filter(|(_, words)| !words.is_empty());
        let has: String = each
            .map(|(begin, words)| format!(" {begin}{words}."))
            .collect();
        return format!(
            "question {number} of {of}: is {} ({}) the same as {} ({})?{has} score {confidence:.2}; {}. type yes, no, nothing, undo, later or quit\n",
            mapping.subject_label, mapping.subject, mapping.object_label, mapping.object, reasons
        );
    }
    let [a, b] = beside.map(|words| match words {
        "" => String::new(),
        words => format!("      {words}\n"),
    });
    format!(
        "\n[{number}/{of}]  {confidence:.2}  {}\n  {}  <{}>\n{a}  {}  <{}>\n{b}  y n 0 u q? ",
        reasons, mapping.subject_label, mapping.subject, mapping.object_label, mapping.object
    )
}

//! `relata link review`: a person judges what is open, one pair after the other.
//!
//! Each answer is written before the next question is asked: a session that is cut off loses nothing that was answered.

use super::Setting;
use super::judge::put;
use crate::failure::{Outcome, Verdict, outside};
use crate::terminal::Terminal;
use relata::link::linkset::judgement;
use relata::sssom::{self, ACCEPTED, Mapping, State};

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
    let judged = sssom::judgements(&record);
    let open: Vec<Mapping> = record
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
    if !plain {
        terminal.say(
            "Review",
            &format!(
                "{} pairs; y yes, n no, 0 nothing fits, Enter later, q quit",
                open.len()
            ),
        );
    }
    let (mut answered, mut lines) = (0, std::io::stdin().lines());
    'pairs: for (number, mapping) in open.iter().enumerate() {
        let confidence = mapping.confidence.unwrap_or_default();
        let question = if plain {
            format!(
                "question {} of {}: is {} ({}) the same as {} ({})? score {confidence:.2}; {}. type yes, no, nothing, later or quit\n",
                number + 1,
                open.len(),
                mapping.subject_label,
                mapping.subject,
                mapping.object_label,
                mapping.object,
                mapping.comment
            )
        } else {
            format!(
                "\n[{}/{}]  {confidence:.2}  {}\n  {}  <{}>\n  {}  <{}>\n  y n 0 q? ",
                number + 1,
                open.len(),
                mapping.comment,
                mapping.subject_label,
                mapping.subject,
                mapping.object_label,
                mapping.object
            )
        };
        terminal.data(&question)?;
        loop {
            let Some(answer) = lines.next().transpose()? else {
                break 'pairs;
            };
            let holds = match answer.trim().to_lowercase().as_str() {
                "y" | "yes" => Some(true),
                "n" | "no" => Some(false),
                "0" | "nothing" => None,
                "" | "later" => continue 'pairs,
                "q" | "quit" => break 'pairs,
                _ => {
                    terminal.data("type yes, no, nothing, later or quit\n")?;
                    continue;
                }
            };
            let object = holds.map(|_| (mapping.object.as_str(), mapping.object_label.as_str()));
            let row = judgement(
                &task,
                (&mapping.subject, &mapping.subject_label),
                object,
                holds.unwrap_or(true),
                author,
                &super::super::today(),
            );
            put(&task, setting, row)?;
            answered += 1;
            break;
        }
    }
    terminal.say("Judged", &format!("{answered} of {}", open.len()));
    Ok(Verdict::Yes)
}

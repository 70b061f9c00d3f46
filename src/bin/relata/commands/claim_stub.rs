//! The stub that `relata claim` prints: Turtle that is valid as it stands and that says what is to be filled in.
//!
//! What the words of the text hint at stands in lines of comment, each where its property belongs: before the last
//! property of a subject, so that taking away the `# ` of any of them leaves valid Turtle.

use super::claim_hints::{Hints, Line};
use relata::project::Project;
use std::fmt;

/// A claim to fill in.
pub struct Stub<'a> {
    /// Tells how names are written.
    pub project: &'a Project,
    /// The claim's name, and the next one that is free.
    pub names: [String; 2],
    /// The passage's name.
    pub passage: &'a str,
    /// The words of the text.
    pub quote: &'a str,
    /// Who wrote the text: the claims of a text are its authors' own unless it reports them.
    pub claimants: String,
    /// Things named in the passage.
    pub mentioned: Vec<String>,
    /// Kinds that the quoted words may mean.
    pub kinds: Vec<String>,
    /// What the words hint at.
    pub hints: &'a Hints,
}

impl Stub<'_> {
    fn name(&self, local: &str) -> String {
        let base = &self.project.manifest.base;
        self.project.shorten(&format!("{base}{local}"))
    }

    fn situation(&self, local: &str) -> String {
        self.name(&format!("situation/{local}"))
    }

    /// The influence that a reason or a condition makes, with its claim, every line a comment.
    fn influences(&self) -> String {
        let [first, second] = &self.names;
        let Some(kind) = self.hints.influences.first() else {
            return String::new();
        };
        let others: Vec<String> = self
            .hints
            .influences
            .iter()
            .skip(1)
            .map(|kind| format!("kind:{kind}"))
            .collect();
        let others = if others.is_empty() {
            String::new()
        } else {
            format!(", or {}", others.join(", "))
        };
        let text = format!(
            "{claim} a rlt:Claim ;
    rdfs:label \"FILL IN: that the one bears on the other\"@en ;
    rlt:anchor {anchor} ;
    rlt:quote \"{quote}\" ;
    rlt:claimant {claimants} ;
    rlt:modality rlt:evaluated ;        # a cause or a condition is a judgement
    rlt:certainty rlt:certain ;
    rlt:polarity rlt:affirmed ;
    rlt:content {influence} .

{influence} a rlt:Influence ;
    rdfs:label \"FILL IN: what bears on what\"@en ;
    rlt:kind kind:{kind} ;               # kind:cause, kind:condition, kind:contribution, kind:motivation …{others}
    rlt:subject {cause} ;       # the situation that bears on the other, which has a claim of its own
    rlt:object {effect} .
",
            claim = self.name(second),
            claimants = self.claimants,
            anchor = self.name(self.passage),
            quote = escaped(self.quote),
            influence = self.situation(second),
            cause = self.situation("FILL-IN"),
            effect = self.situation(first),
        );
        let lines: Vec<String> = text
            .lines()
            .map(|line| {
                if line.is_empty() {
                    "#".to_owned()
                } else {
                    format!("# {line}")
                }
            })
            .collect();
        format!("\n{}\n", lines.join("\n"))
    }
}

impl fmt::Display for Stub<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.hints.has_properties() {
            writeln!(
                out,
                "## where a line that begins with a single # is right, take away the # and the space"
            )?;
        }
        let [name, _] = &self.names;
        let named = if self.mentioned.is_empty() {
            String::new()
        } else {
            format!("    ## named here: {}\n", self.mentioned.join(" "))
        };
        let kinds = if self.kinds.is_empty() {
            String::new()
        } else {
            format!("    ## perhaps {}\n", self.kinds.join(", "))
        };
        write!(
            out,
            "{claim} a rlt:Claim ;
    rdfs:label \"FILL IN: the claim in your own words\"@en ;
    rlt:anchor {anchor} ;
    rlt:quote \"{quote}\" ;
    rlt:claimant {claimants} ;           # who is committed to it
    rlt:modality rlt:asserted ;         # asserted, attributed, evaluated, predicted
{modality}    rlt:certainty rlt:certain ;         # certain, probable, possible (the last two with rlt:hedge \"…\")
{certainty}    rlt:polarity rlt:affirmed ;         # affirmed, denied
{polarity}    rlt:content {situation} .

{situation} a rlt:Event ;               # rlt:Event, rlt:State or rlt:Influence
    rdfs:label \"FILL IN: what happened or held\"@en ;
    rlt:kind kind:FILL-IN ;             # `relata show kinds` lists them
{kinds}{hints}{named}    rlt:subject ent:FILL-IN .           # who acts or has; rlt:object towards whom, rlt:theme what about
{influences}",
            claim = self.name(name),
            claimants = self.claimants,
            anchor = self.name(self.passage),
            quote = escaped(self.quote),
            modality = self.hints.lines(Line::Modality),
            certainty = self.hints.lines(Line::Certainty),
            polarity = self.hints.lines(Line::Polarity),
            situation = self.situation(name),
            hints = self.hints.lines(Line::Situation),
            influences = self.influences(),
        )
    }
}

fn escaped(words: &str) -> String {
    words.replace('\\', "\\\\").replace('"', "\\\"")
}

//! A project and its text: new, anchor, claim, text.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `relata new`
#[derive(Debug, Args)]
pub struct New {
    /// Name of the folder to make
    pub name: String,
    /// The text to encode, plain or Markdown
    #[arg(long, value_name = "FILE")]
    pub text: Option<PathBuf>,
    /// IRI under which the project's things are named
    #[arg(long, value_name = "IRI")]
    pub base: Option<String>,
    /// Language of the text; where it is not given, it is guessed and told
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
}

/// `relata anchor`
#[derive(Debug, Args)]
pub struct Anchor {
    /// The text; the attached one where none is named
    pub file: Option<PathBuf>,
    /// Tell what would change and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write even if most of the known passages are lost
    #[arg(long)]
    pub accept_loss: bool,
}

/// `relata claim`
#[derive(Debug, Args)]
pub struct Claim {
    /// The sentence: s14
    pub sentence: String,
    /// The words: the first few and the last few, with … or ... between
    pub quote: String,
}

/// `relata text`
#[derive(Debug, Args)]
pub struct Text {
    #[command(subcommand)]
    pub command: TextCommand,
}

/// What to do with the text.
#[derive(Debug, Subcommand)]
pub enum TextCommand {
    /// Copy the text into the project, if it is the one that was encoded
    Attach {
        /// The text
        file: PathBuf,
    },
    /// Tell whether the text is attached
    Status,
}

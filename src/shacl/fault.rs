//! What is wrong with a shapes graph, or with the validation itself: neither conforms nor violates, but fails.

use super::id::Id;
use crate::diagnostic::Severity;

/// A fault of the shapes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// An error means that there is no report (SHACL 3.4.1: a failure); a warning stands beside it.
    pub severity: Severity,
    /// The node of the shapes graph it is about.
    pub node: Option<Id>,
    /// The property of that node.
    pub predicate: Option<Id>,
    /// What is wrong, in one line.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Fault {
    pub(super) fn new(node: Id, predicate: Id, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            node: Some(node),
            predicate: Some(predicate),
            message: message.into(),
            help: None,
        }
    }

    pub(super) fn whole(node: Id, message: impl Into<String>) -> Self {
        Self {
            predicate: None,
            ..Self::new(node, node, message)
        }
    }

    pub(super) fn warning(self) -> Self {
        Self {
            severity: Severity::Warning,
            ..self
        }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }
}

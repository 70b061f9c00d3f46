//! Annotations: what stands behind an object and speaks of its triple, `~ r` and `{| … |}`.

use super::reader::{Expects, FAULTY, Frame, FrameKind, Reader, Within};
use super::token::Span;
use oxrdf::{NamedNode, NamedOrBlankNode, Triple};

impl Reader<'_> {
    /// `~` with a name or without: something that reifies the triple given last.
    pub(super) fn name_reifier(&mut self) {
        let sign = self.token.span;
        let reifier = self.reifier();
        let place = sign.to(self.last);
        if let Some(node) = &reifier {
            self.reify_last(node, place, sign);
        }
        // one that could not be read still has annotations with faults of their own
        let named = reifier.unwrap_or_else(|| NamedNode::new_unchecked(FAULTY).into());
        if let Some(Frame {
            kind: FrameKind::List { reifier, .. },
            ..
        }) = self.stack.last_mut()
        {
            *reifier = Some(named);
        }
    }

    /// `{|`: predicates and objects of the reifier named before it, else of a new one.
    pub(super) fn open_annotation(&mut self) {
        let open = self.token.span;
        let named = match self.stack.last() {
            Some(Frame {
                kind: FrameKind::List { reifier, .. },
                ..
            }) => reifier.clone(),
            _ => None,
        };
        let subject = named.unwrap_or_else(|| {
            let node = self.new_blank().into();
            self.reify_last(&node, open, open);
            node
        });
        self.advance();
        self.stack.push(Frame {
            kind: FrameKind::List {
                subject,
                subject_span: open,
                predicate: None,
                expects: Expects::Verb,
                within: Within::Annotation,
                said: None,
                reifier: None,
            },
            open,
            pending: None,
        });
    }

    fn reify_last(&mut self, reifier: &NamedOrBlankNode, place: Span, sign: Span) {
        let said = match self.stack.last() {
            Some(Frame {
                kind: FrameKind::List { said, .. },
                ..
            }) => *said,
            _ => None,
        };
        let Some(located) = said.and_then(|index| self.reading.quads.get(index)) else {
            return;
        };
        let quad = &located.quad;
        let triple = Triple::new(
            quad.subject.clone(),
            quad.predicate.clone(),
            quad.object.clone(),
        );
        let at_triple = Span {
            start: located.predicate.start,
            end: located.object.end,
        };
        self.reify(reifier.clone(), place, sign, triple, at_triple);
    }
}

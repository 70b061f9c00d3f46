//! Lays out Turtle and TriG: one statement, one shape, every comment kept where it was.
//!
//! The layout is a function of the tokens, the comments and the blank lines between them, never of other white space, so
//! that laying out twice changes nothing. A predicate stands on a line of its own, the first beside its subject or below it
//! as the author has it; objects stay on its line as long as they are few, brackets and collections as long as the line is
//! no wider than [`WIDTH`]. Nothing is renamed, sorted or escaped anew. Whether the meaning is the same is not believed but seen: [`format()`] reads both texts and compares the triples.

use super::Format;
use super::tree::{Kind, Token, read, tokens};
use crate::diagnostic::{Diagnostic, Source};
use std::sync::Arc;

/// The widest line, in characters, that brackets and collections are closed on.
pub const WIDTH: usize = 110;
/// The widest list of objects that share a line, in characters; the writer of Turtle has the same.
const OBJECTS: usize = 120;
const INDENT: usize = 4;
/// Lines are not moved in further than this, however deep the brackets nest.
const DEEPEST: usize = 160;

/// The text laid out; what is wrong with it where it cannot be read.
///
/// ```
/// # use relata::{diagnostic::Source, turtle::{Format, format}};
/// let source = Source::new("a.ttl", "@prefix : <http://e/>.\n:a   a :B;:c 1,2. # two\n");
/// assert_eq!(format(&source, Format::Turtle).unwrap(), "@prefix : <http://e/> .\n:a a :B ;\n    :c 1 , 2 .  # two\n");
/// ```
pub fn format(source: &Arc<Source>, format: Format) -> Result<String, Vec<Diagnostic>> {
    let base = Some("urn:x-base:/");
    let before = read(source, format, "", base);
    if !before.faults.is_empty() {
        return Err(before.faults);
    }
    let text = lay_out(&source.text);
    let after = read(
        &Source::new(source.name.as_str(), text.as_str()),
        format,
        "",
        base,
    );
    let same = after.faults.is_empty()
        && before.quads.len() == after.quads.len()
        && before
            .quads
            .iter()
            .zip(&after.quads)
            .all(|(one, other)| one.quad == other.quad);
    if same {
        return Ok(text);
    }
    Err(vec![
        Diagnostic::error(
            "S040",
            format!(
                "laying out `{}` would change what it says; it is left as it is",
                source.name
            ),
        )
        .help("this is a fault of relata: please report the file"),
    ])
}

/// A token with what stands before it.
struct Piece {
    token: Token,
    /// Line breaks in the white space before it.
    breaks: usize,
}

struct Layout<'a> {
    text: &'a str,
    pieces: Vec<Piece>,
    /// For an opening sign, the piece that closes it.
    partner: Vec<usize>,
    /// For the first piece of a segment: of what stands between two signs that divide predicates.
    segments: Vec<Segment>,
    /// Width of everything before each piece, were all of it written on one line.
    flat: Vec<usize>,
    /// How many comments and many-line texts stand before each piece.
    breaks_within: Vec<usize>,
    out: String,
    column: usize,
    gap: Gap,
    /// How far the current line is moved in.
    indent: usize,
    /// Where the text ended when a comment was written last: nothing may follow it on its line.
    out_comment_end: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Space,
    Line(usize),
    Blank(usize),
}

/// True of what opens a term or an annotation.
fn is_opening(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::OpenBracket
            | Kind::OpenParenthesis
            | Kind::OpenReified
            | Kind::OpenTriple
            | Kind::OpenAnnotation
    )
}

fn is_closing(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::CloseBracket
            | Kind::CloseParenthesis
            | Kind::CloseReified
            | Kind::CloseTriple
            | Kind::CloseAnnotation
    )
}

#[derive(Clone, Copy)]
struct Segment {
    /// The piece behind its last.
    end: usize,
    /// How many commas divide its objects.
    commas: usize,
}

#[derive(Clone, Copy)]
struct Context {
    kind: Kind,
    /// Where lines inside it begin.
    inner: usize,
    /// Where its closing sign begins.
    outer: usize,
    flat: bool,
    /// The first piece of the segment.
    segment: usize,
    /// True until the predicate of the segment is written.
    verb: bool,
    /// Whether the objects of the segment stand on lines of their own.
    broken: bool,
}

fn lay_out(text: &str) -> String {
    let mark = if text.starts_with('\u{FEFF}') {
        '\u{FEFF}'.len_utf8()
    } else {
        0
    };
    let text = &text[mark..];
    let mut pieces = Vec::new();
    let mut breaks = 0;
    for token in tokens(text) {
        if token.kind == Kind::Space {
            breaks += text[token.span.range()].matches('\n').count();
        } else {
            pieces.push(Piece { token, breaks });
            breaks = 0;
        }
    }
    let mut layout = Layout {
        text,
        partner: Vec::new(),
        segments: Vec::new(),
        flat: Vec::new(),
        breaks_within: Vec::new(),
        pieces,
        out: String::with_capacity(text.len() + text.len() / 8),
        column: 0,
        gap: Gap::None,
        indent: 0,
        out_comment_end: usize::MAX,
    };
    layout.measure();
    layout.write();
    layout.out
}

impl Layout<'_> {
    fn kind(&self, piece: usize) -> Kind {
        self.pieces
            .get(piece)
            .map_or(Kind::End, |piece| piece.token.kind)
    }

    fn written(&self, piece: usize) -> &str {
        &self.text[self.pieces[piece].token.span.range()]
    }

    /// The next piece that is no comment.
    fn next(&self, piece: usize) -> usize {
        let mut next = piece + 1;
        while self.kind(next) == Kind::Comment {
            next += 1;
        }
        next
    }

    /// Finds partners, segments and widths.
    fn measure(&mut self) {
        let count = self.pieces.len();
        self.partner = vec![count; count];
        self.segments = vec![
            Segment {
                end: count,
                commas: 0
            };
            count
        ];
        let (mut width, mut breaks) = (0, 0);
        let mut open: Vec<usize> = Vec::new();
        // where the segments that are open began, the innermost last
        let mut starts: Vec<Option<usize>> = vec![None];
        for piece in 0..count {
            self.flat.push(width);
            self.breaks_within.push(breaks);
            let written = self.written(piece);
            width += written.chars().count();
            breaks += usize::from(written.contains('\n') || self.kind(piece) == Kind::Comment);
            let tight = matches!(self.kind(piece), Kind::Carets)
                || matches!(self.kind(piece + 1), Kind::Carets)
                || self.is_language(piece + 1);
            width += usize::from(!tight);
            let kind = self.kind(piece);
            let closes = is_closing(kind) || kind == Kind::CloseBrace;
            if kind != Kind::Comment
                && !closes
                && let Some(start @ None) = starts.last_mut()
            {
                *start = Some(piece);
            }
            match kind {
                _ if is_opening(kind) || kind == Kind::OpenBrace => {
                    open.push(piece);
                    starts.push(None);
                }
                _ if closes => {
                    if let Some(opening) = open.pop() {
                        self.partner[opening] = piece;
                    }
                    if let Some(start) = starts.pop().flatten() {
                        self.segments[start].end = piece;
                    }
                    if starts.is_empty() {
                        starts.push(None);
                    }
                    // what a graph's brace closes is no part of a statement
                    if kind == Kind::CloseBrace
                        && let Some(start) = starts.last_mut()
                    {
                        *start = None;
                    }
                }
                Kind::Comma => {
                    if let Some(start) = starts.last().copied().flatten() {
                        self.segments[start].commas += 1;
                    }
                }
                Kind::Semicolon | Kind::Dot => {
                    if let Some(start) = starts.last_mut().and_then(Option::take) {
                        self.segments[start].end = piece;
                    }
                }
                _ => {}
            }
        }
        self.flat.push(width);
        self.breaks_within.push(breaks);
    }

    fn is_language(&self, piece: usize) -> bool {
        piece > 0
            && self.kind(piece) == Kind::At
            && self.kind(piece - 1) == Kind::Text
            && !self.ends_declaration(piece - 1)
    }

    /// True where the pieces from one to another, both counted, fit on the line behind what is written.
    fn fits(&self, from: usize, to: usize) -> bool {
        let end = (to + 1).min(self.pieces.len());
        let gap = usize::from(self.gap == Gap::Space);
        self.breaks_within[end] == self.breaks_within[from]
            && self.column + gap + (self.flat[end] - self.flat[from]) <= WIDTH
    }

    fn write(&mut self) {
        let mut stack: Vec<Context> = Vec::new();
        let mut base = 0;
        // true inside a statement or a declaration
        let mut inside = false;
        // true until the subject of the statement is written
        let mut opening = false;
        let mut piece = 0;
        while piece < self.pieces.len() {
            let kind = self.kind(piece);
            if kind == Kind::Comment {
                self.comment(piece, inside, &stack, base);
                piece += 1;
                continue;
            }
            if !inside
                && stack
                    .last()
                    .is_none_or(|context| context.kind == Kind::OpenBrace)
            {
                // the beginning of a statement, of a declaration or of a graph; or the end of one
                if kind == Kind::CloseBrace {
                    stack.pop();
                    base = 0;
                    self.gap = if self.gap == Gap::None {
                        Gap::None
                    } else {
                        Gap::Line(0)
                    };
                    self.put(piece);
                    self.gap = Gap::Line(0);
                    piece += 1;
                    continue;
                }
                self.between(piece, base);
                inside = true;
                opening = !matches!(kind, Kind::At | Kind::OpenBrace);
                stack.push(Context {
                    kind: Kind::Dot,
                    inner: base + INDENT,
                    outer: base,
                    flat: false,
                    segment: piece,
                    verb: false,
                    broken: false,
                });
            }
            match kind {
                Kind::Semicolon => {
                    let next = self.kind(self.next(piece));
                    if matches!(
                        next,
                        Kind::Semicolon
                            | Kind::Dot
                            | Kind::CloseBracket
                            | Kind::CloseBrace
                            | Kind::CloseAnnotation
                    ) {
                        // it divides nothing
                        piece += 1;
                        continue;
                    }
                    self.sign(piece);
                    let context = stack.last().copied();
                    match context {
                        Some(context) if !context.flat => self.gap = Gap::Line(context.inner),
                        _ => self.gap = Gap::Space,
                    }
                    piece = self.trailing(piece);
                    if let Some(context) = stack.last_mut() {
                        context.segment = self.next(piece);
                        context.verb = true;
                        context.broken = false;
                    }
                }
                Kind::Comma => {
                    self.sign(piece);
                    self.gap = match stack.last() {
                        Some(context) if context.broken && !context.flat => {
                            Gap::Line(context.inner + INDENT)
                        }
                        _ => Gap::Space,
                    };
                    piece = self.trailing(piece);
                }
                Kind::Dot => {
                    self.sign(piece);
                    stack.pop();
                    inside = false;
                    self.gap = Gap::Line(base);
                    piece = self.trailing(piece);
                }
                _ if is_opening(kind) => {
                    let close = self.partner[piece];
                    let empty = close == piece + 1;
                    let flat = stack.last().is_some_and(|context| context.flat)
                        || self.fits(piece, close.min(self.pieces.len() - 1));
                    self.put(piece);
                    let outer = self.indent;
                    let inner = (outer + INDENT).min(DEEPEST);
                    self.gap = match (empty, flat) {
                        (true, _) => Gap::None,
                        (_, true) => Gap::Space,
                        _ => Gap::Line(inner),
                    };
                    stack.push(Context {
                        kind,
                        inner,
                        outer,
                        flat,
                        segment: self.next(piece),
                        verb: matches!(kind, Kind::OpenBracket | Kind::OpenAnnotation),
                        broken: false,
                    });
                }
                _ if is_closing(kind) => {
                    let context = stack.pop();
                    if let Some(context) = context
                        && !context.flat
                        && self.gap != Gap::None
                    {
                        self.gap = Gap::Line(context.outer);
                    }
                    self.put(piece);
                    self.gap = Gap::Space;
                    self.after_item(&stack);
                    self.after_subject(piece, &mut opening, &mut stack);
                }
                Kind::OpenBrace => {
                    stack.pop();
                    if !matches!(self.gap, Gap::Line(_) | Gap::Blank(_) | Gap::None) {
                        self.gap = Gap::Space;
                    }
                    self.put(piece);
                    base = INDENT;
                    inside = false;
                    stack.push(Context {
                        kind,
                        inner: INDENT,
                        outer: 0,
                        flat: false,
                        segment: piece + 1,
                        verb: false,
                        broken: false,
                    });
                    self.gap = Gap::Line(base);
                }
                Kind::CloseBrace => {
                    // a last statement without a dot
                    stack.pop();
                    stack.pop();
                    inside = false;
                    base = 0;
                    self.gap = Gap::Line(0);
                    self.put(piece);
                    self.gap = Gap::Line(0);
                }
                Kind::Carets => {
                    self.gap = Gap::None;
                    self.put(piece);
                    self.gap = Gap::None;
                }
                Kind::Tilde => {
                    // on the line of what it names
                    self.sign(piece);
                    self.gap = Gap::Space;
                }
                _ => {
                    if self.is_language(piece) {
                        self.gap = Gap::None;
                    }
                    self.put(piece);
                    self.gap = Gap::Space;
                    let tight =
                        matches!(self.kind(piece + 1), Kind::Carets) || self.is_language(piece + 1);
                    if !tight {
                        self.after_item(&stack);
                        self.after_verb(piece, &mut stack);
                        self.after_subject(piece, &mut opening, &mut stack);
                    }
                    // a declaration without `@` ends without a dot
                    if self.ends_declaration(piece) {
                        stack.pop();
                        inside = false;
                        self.gap = Gap::Line(base);
                    }
                }
            }
            piece += 1;
        }
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    /// Items of a collection that does not fit on a line stand on lines of their own.
    fn after_item(&mut self, stack: &[Context]) {
        if let Some(context) = stack.last()
            && matches!(
                context.kind,
                Kind::OpenParenthesis | Kind::OpenReified | Kind::OpenTriple
            )
            && !context.flat
        {
            self.gap = Gap::Line(context.inner);
        }
    }

    /// The first predicate stands beside its subject, or below it, as the author has it.
    fn after_subject(&mut self, piece: usize, opening: &mut bool, stack: &mut [Context]) {
        let [.., context] = stack else { return };
        if !*opening || context.kind != Kind::Dot {
            return;
        }
        *opening = false;
        context.verb = true;
        let below = self
            .pieces
            .get(piece + 1)
            .is_some_and(|next| next.breaks > 0);
        if below
            && !matches!(
                self.kind(piece + 1),
                Kind::Dot | Kind::OpenBrace | Kind::Comment | Kind::End
            )
        {
            self.gap = Gap::Line(context.inner);
        }
    }

    /// True of the IRI that ends `PREFIX p: <…>` or `BASE <…>`, and of the text that ends `VERSION "…"`.
    fn ends_declaration(&self, piece: usize) -> bool {
        let kind = self.kind(piece);
        if !matches!(kind, Kind::Iri | Kind::Text) {
            return false;
        }
        let mut before = (0..piece)
            .rev()
            .filter(|index| self.kind(*index) != Kind::Comment);
        let is = |index: Option<usize>, word: &str| {
            index.is_some_and(|index| {
                self.kind(index) == Kind::Word && self.written(index).eq_ignore_ascii_case(word)
            })
        };
        let last = before.next();
        if kind == Kind::Text {
            return is(last, "version");
        }
        is(last, "base")
            || (last.is_some_and(|index| self.kind(index) == Kind::Name)
                && is(before.next(), "prefix"))
    }

    /// Behind a predicate: where the objects are many, each stands on a line of its own.
    fn after_verb(&mut self, piece: usize, stack: &mut [Context]) {
        let [.., context] = stack else { return };
        if !context.verb {
            return;
        }
        context.verb = false;
        let Some(segment) = self.segments.get(context.segment).copied() else {
            return;
        };
        let (from, to) = (piece + 1, segment.end.min(self.pieces.len()));
        if context.flat || segment.commas == 0 || from >= to {
            return;
        }
        // as the writer of Turtle counts: the objects with what divides them
        let width = self.flat[to] - self.flat[from] + 2;
        if width > OBJECTS || self.breaks_within[to] > self.breaks_within[from] {
            context.broken = true;
            self.gap = Gap::Line(context.inner + INDENT);
        }
    }

    /// The gap before a statement: a blank line where the author left one.
    fn between(&mut self, piece: usize, base: usize) {
        if self.out.is_empty() {
            self.gap = Gap::None;
            self.indent = base;
            return;
        }
        self.gap = if self.pieces[piece].breaks > 1 && !self.out.ends_with('{') {
            Gap::Blank(base)
        } else {
            Gap::Line(base)
        };
    }

    fn put(&mut self, piece: usize) {
        match self.gap {
            Gap::None => {}
            Gap::Space => {
                self.out.push(' ');
                self.column += 1;
            }
            Gap::Line(indent) | Gap::Blank(indent) => {
                self.out.push('\n');
                if matches!(self.gap, Gap::Blank(_)) {
                    self.out.push('\n');
                }
                self.out.extend(std::iter::repeat_n(' ', indent));
                self.column = indent;
                self.indent = indent;
            }
        }
        self.gap = Gap::None;
        let text = self.text;
        let written = &text[self.pieces[piece].token.span.range()];
        self.out.push_str(written);
        match written.rfind('\n') {
            Some(at) => self.column = written[at + 1..].chars().count(),
            None => self.column += written.chars().count(),
        }
    }

    /// A sign that divides or ends: always on the line of what it follows, unless a comment has ended that line.
    fn sign(&mut self, piece: usize) {
        if !matches!(self.gap, Gap::Line(_) | Gap::Blank(_)) || !self.ends_in_comment() {
            self.gap = Gap::Space;
        }
        self.put(piece);
    }

    fn ends_in_comment(&self) -> bool {
        self.out_comment_end == self.out.len() && !self.out.is_empty()
    }

    /// A comment behind a sign on the same line stays there. Gives the last piece that was written.
    fn trailing(&mut self, piece: usize) -> usize {
        if self.kind(piece + 1) == Kind::Comment && self.pieces[piece + 1].breaks == 0 {
            let gap = self.gap;
            self.put_comment(piece + 1);
            self.gap = match gap {
                Gap::Line(indent) | Gap::Blank(indent) => Gap::Line(indent),
                Gap::None | Gap::Space => Gap::Line(self.indent),
            };
            return piece + 1;
        }
        piece
    }

    fn put_comment(&mut self, piece: usize) {
        self.gap = Gap::None;
        self.out.push_str("  ");
        let text = self.text;
        self.out
            .push_str(text[self.pieces[piece].token.span.range()].trim_end());
        self.out_comment_end = self.out.len();
    }

    fn comment(&mut self, piece: usize, inside: bool, stack: &[Context], base: usize) {
        let own_line = self.pieces[piece].breaks > 0 || self.out.is_empty();
        let inner = stack
            .last()
            .map_or(base, |context| if inside { context.inner } else { base });
        let inner = match self.gap {
            Gap::Line(indent) | Gap::Blank(indent) => indent,
            Gap::None | Gap::Space => inner,
        };
        if own_line {
            let blank = self.pieces[piece].breaks > 1 && !inside;
            self.gap = match (self.out.is_empty(), blank && !self.out.ends_with('{')) {
                (true, _) => Gap::None,
                (_, true) => Gap::Blank(inner),
                _ => Gap::Line(inner),
            };
            self.put(piece);
            let trimmed = self.out.trim_end().len();
            self.out.truncate(trimmed);
            self.out_comment_end = self.out.len();
        } else {
            self.put_comment(piece);
        }
        self.gap = Gap::Line(inner);
    }
}

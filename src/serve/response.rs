//! An answer: a status, one of a few kinds of body, and headers that do not depend on what was asked.

use super::html::escape;

/// An answer.
#[derive(Debug, Clone)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The type of the body.
    pub kind: &'static str,
    /// The body.
    pub body: Vec<u8>,
    /// True for a page that others may show in a frame of theirs: a preview.
    pub framed: bool,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
}

impl Response {
    /// An answer of some kind.
    pub fn new(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            kind,
            body: body.into(),
            framed: false,
            headers: Vec::new(),
        }
    }

    /// Data.
    pub fn json(value: &serde_json::Value) -> Self {
        Self::new(200, "application/json", value.to_string())
    }

    /// A page; its text must have been escaped.
    pub fn page(html: String) -> Self {
        Self::new(200, "text/html; charset=utf-8", html)
    }

    /// A style sheet.
    pub fn style(css: &'static str) -> Self {
        Self::new(200, "text/css; charset=utf-8", css)
    }

    /// The same, allowed in a frame of those that may ask across origins.
    #[must_use]
    pub fn framed(mut self) -> Self {
        self.framed = true;
        self
    }

    /// The same with one more header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// Why a request gets no answer, in words for the one who wrote it. Says nothing of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The status code.
    pub status: u16,
    /// What is wrong, and what to write instead.
    pub detail: String,
}

impl Problem {
    /// A problem with any status.
    pub fn new(status: u16, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
        }
    }

    /// 400: the request cannot be meant.
    pub fn bad(detail: impl Into<String>) -> Self {
        Self::new(400, detail)
    }

    /// 404: there is nothing of that name.
    pub fn missing(detail: impl Into<String>) -> Self {
        Self::new(404, detail)
    }

    /// The usual name of the status.
    fn title(&self) -> &'static str {
        hyper::StatusCode::from_u16(self.status)
            .ok()
            .and_then(|status| status.canonical_reason())
            .unwrap_or("Error")
    }

    /// As [problem details](https://www.rfc-editor.org/rfc/rfc9457).
    pub fn json(&self) -> Response {
        let body = serde_json::json!({
            "title": self.title(), "status": self.status, "detail": self.detail,
        });
        Response::new(self.status, "application/problem+json", body.to_string())
    }

    /// As a page, for a person.
    pub fn page(&self) -> Response {
        let (title, detail) = (self.title(), escape(&self.detail));
        let html = format!(
            "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\n<h1>{title}</h1>\n<p>{detail}</p>\n</html>\n"
        );
        Response::new(self.status, "text/html; charset=utf-8", html)
    }
}

impl From<Problem> for Response {
    fn from(problem: Problem) -> Self {
        problem.json()
    }
}

//! A request as a handler sees it: decoded once, strictly, with nothing of the connection left.
//!
//! Percent encodings are read one way and one time; what is no encoding or no UTF-8 is refused and not guessed at,
//! since two readers that guess differently are how a check is passed by.

use super::response::Problem;
use std::time::Instant;

/// What may be asked; other methods never reach a handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET, and HEAD, whose answer loses its body on the way out.
    Get,
    /// POST: a question too long for an address. Nothing is ever changed by it.
    Post,
}

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path, decoded: `/suggest/entity`. It is compared with known paths and never joined to a folder.
    pub path: String,
    /// Names and values after `?`, decoded, in their order.
    pub query: Vec<(String, String)>,
    /// Names and values of a form in the body, decoded; empty where the body is something else.
    pub form: Vec<(String, String)>,
    /// The type of the body without its parameters, in lower case.
    pub content_type: String,
    /// The body.
    pub body: Vec<u8>,
    /// The `Accept` header.
    pub accept: String,
    /// The name that the caller knows this server by, with its port; it has been checked.
    pub host: String,
    /// When an answer is of no use any more.
    pub deadline: Option<Instant>,
}

impl Request {
    /// The first value of that name: of the form, else of the address.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.form
            .iter()
            .chain(&self.query)
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// True where the caller has been told to give up by now.
    pub fn is_late(&self) -> bool {
        self.deadline
            .is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// True where the caller would rather see a page than data: a browser that was led here by a person.
    pub fn wants_page(&self) -> bool {
        let place = |kind: &str| {
            self.accept
                .split(',')
                .position(|part| part.split(';').next().unwrap_or("").trim() == kind)
        };
        match (place("text/html"), place("application/json")) {
            (Some(page), Some(data)) => page < data,
            (page, _) => page.is_some(),
        }
    }
}

/// The most pairs that an address or a form may hold.
const MOST_PAIRS: usize = 100;

/// Names and values of an address or a form: `a=1&b=x%20y`, `+` a space.
///
/// ```
/// use relata::serve::pairs;
/// assert_eq!(pairs("q=a+b%2B&x").unwrap(), [("q".into(), "a b+".into()), ("x".into(), "".into())]);
/// assert!(pairs("q=%zz").is_err() && pairs("q=%").is_err() && pairs("q=%ff").is_err());
/// ```
pub fn pairs(text: &str) -> Result<Vec<(String, String)>, Problem> {
    let mut found = Vec::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        if found.len() == MOST_PAIRS {
            return Err(Problem::bad(format!(
                "more than {MOST_PAIRS} names in one address or form"
            )));
        }
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        found.push((decode(name, true)?, decode(value, true)?));
    }
    Ok(found)
}

/// Decodes percent encodings, and `+` where it stands for a space.
pub(super) fn decode(text: &str, plus_is_space: bool) -> Result<String, Problem> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let (Some(high), Some(low)) = (digit(rest.next()), digit(rest.next())) else {
                    return Err(Problem::bad("`%` without two hexadecimal digits after it"));
                };
                (high * 16 + low) as u8
            }
            b'+' if plus_is_space => b' ',
            byte => byte,
        });
    }
    String::from_utf8(bytes).map_err(|_| Problem::bad("a percent encoding is not UTF-8"))
}

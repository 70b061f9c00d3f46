//! HTTP on this machine, read-only: a listener with limits, a check of who asks, answers with fixed headers.
//!
//! What is served is a [`Handler`]: a function from a request to a response that knows nothing of sockets. Everything
//! that keeps a server on a private machine safe stands here, once: [`Guard`] answers only names that are its own (a
//! page on the web can make a browser call any name), [`Limits`] bound what one caller may take, [`Response`] carries
//! the headers that keep a browser from guessing. hyper reads the bytes; its reason is in `ARCHITECTURE.md`.

mod guard;
mod html;
mod listen;
mod request;
mod response;

pub use guard::{Guard, Origin};
pub use html::escape;
pub use listen::{Limits, Server};
pub use request::{Method, Request, pairs};
pub use response::{Problem, Response};

/// Answers requests; called from several threads at once.
pub trait Handler: Send + Sync + 'static {
    /// The answer. A panic here costs this request and no other.
    fn answer(&self, request: &Request) -> Response;
}

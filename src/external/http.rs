//! The library's one door to the network: http and https, for what a person asked to fetch or to record.
//!
//! An address in a file of the project may lead anywhere, and so may a redirect: an address of this machine or of a private
//! network is asked only where the project names it literally, https never goes on in http, and all is bounded.

use super::Failure;
use crate::diagnostic::Diagnostic;
use std::io::ErrorKind;
use std::net::IpAddr;
use std::time::Duration;
use ureq::http::{Response, StatusCode, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Body, Error};

/// Redirects that are followed.
const REDIRECTS: usize = 5;
/// How often a server that is busy, or fails, is asked.
const ATTEMPTS: u64 = 3;
/// The longest wait that a busy server may ask for, in seconds.
const LONGEST_WAIT: u64 = 20;
/// How long an answer may take to begin: an endpoint computes it first.
const FIRST_BYTE: Duration = Duration::from_secs(300);
/// How long a server may fall silent within an answer.
const NEXT_BYTE: Duration = Duration::from_secs(60);

/// What is sent.
pub struct Request<'a> {
    /// Where to; http or https.
    pub url: &'a str,
    /// Headers besides the usual ones.
    pub headers: Vec<(&'static str, String)>,
    /// A form to post; without one the request is a GET.
    pub form: Option<Vec<(&'static str, String)>>,
    /// How long the server may be silent, before the answer and within it; five minutes and one unless said.
    pub silence: Option<Duration>,
}

/// The answer of a server, whatever its status, once redirects are followed. A server that is busy (429, 502, 503, 504) or
/// not reached is asked again: everything that is sent here only reads.
pub fn ask(request: &Request<'_>) -> Result<Response<Body>, Failure> {
    let mut attempt = 1;
    loop {
        let result = once(request);
        let wait = match &result {
            Ok(response) if is_busy(response.status()) => {
                let asked = header(response, "retry-after").and_then(|value| value.parse().ok());
                asked.unwrap_or(attempt)
            }
            // who waited that long once does not want to wait three times
            Err(Failure::Machine(error)) if error.kind() != ErrorKind::TimedOut => attempt,
            _ => return result,
        };
        if attempt >= ATTEMPTS || wait > LONGEST_WAIT {
            return result;
        }
        std::thread::sleep(Duration::from_secs(wait));
        attempt += 1;
    }
}

fn is_busy(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 502 | 503 | 504)
}

fn once(request: &Request<'_>) -> Result<Response<Body>, Failure> {
    let refused = |message: String, help: &str| {
        Failure::from(Diagnostic::error("D020", message).help(help.to_owned()))
    };
    let agent = agent(request);
    let mut url = request.url.to_owned();
    let mut form = request.form.as_ref();
    for _ in 0..=REDIRECTS {
        let sent = match form {
            None => {
                let mut call = agent.get(&url).header("Accept-Encoding", "identity");
                for (name, value) in &request.headers {
                    call = call.header(*name, value);
                }
                call.call()
            }
            Some(form) => {
                let mut call = agent.post(&url).header("Accept-Encoding", "identity");
                for (name, value) in &request.headers {
                    call = call.header(*name, value);
                }
                call.send_form(form.iter().map(|(name, value)| (*name, value.as_str())))
            }
        };
        let response = match sent {
            Ok(response) => response,
            Err(Error::Io(error)) if error.kind() == ErrorKind::PermissionDenied => {
                return Err(refused(
                    format!("`{url}` leads into this machine or a private network"),
                    "name the address itself in `relata.toml` where that is meant, such as `http://127.0.0.1:7878/`",
                ));
            }
            Err(Error::Timeout(_)) => {
                return Err(silent(&url, request.silence.unwrap_or(FIRST_BYTE)).into());
            }
            Err(error) => {
                use std::io::ErrorKind;
                let kind = match &error {
                    Error::Io(error) => error.kind(),
                    Error::HostNotFound => ErrorKind::HostUnreachable,
                    Error::Timeout(_) => ErrorKind::TimedOut,
                    _ => ErrorKind::Other,
                };
                let message = format!("cannot fetch `{url}`: {error}");
                return Err(std::io::Error::new(kind, message).into());
            }
        };
        if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
            return Ok(response);
        }
        if response.status().as_u16() == 303 {
            form = None;
        }
        let next = header(&response, "location")
            .and_then(|to| {
                let base = oxiri::Iri::parse(url.as_str()).ok()?;
                base.resolve(to).ok().map(oxiri::Iri::into_inner)
            })
            .filter(|next| super::is_remote(next));
        match next {
            Some(next) if url.starts_with("https:") && !next.starts_with("https:") => {
                return Err(refused(
                    format!("`{url}` redirects to `{next}`, which is not encrypted"),
                    "name that address in `relata.toml` where it is meant",
                ));
            }
            Some(next) => url = next,
            None => {
                return Err(refused(
                    format!("`{url}` redirects to no http address"),
                    "look at the address in `relata.toml`",
                ));
            }
        }
    }
    Err(refused(
        format!("`{}` redirects more than {REDIRECTS} times", request.url),
        "look at the address in `relata.toml`",
    ))
}

/// A server that says nothing any more.
fn silent(url: &str, waited: Duration) -> std::io::Error {
    std::io::Error::new(
        ErrorKind::TimedOut,
        format!(
            "`{url}` said nothing for {} s and was given up; `--timeout SECONDS` waits longer",
            waited.as_secs_f64()
        ),
    )
}

/// Why a body could not be read to its end, in words; `silence` is that of its request.
pub fn why(error: &std::io::Error, silence: Option<Duration>) -> String {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    if error.kind() == ErrorKind::TimedOut || matches!(inner, Some(Error::Timeout(_))) {
        let waited = silence.unwrap_or(NEXT_BYTE).as_secs_f64();
        return format!("nothing came for {waited} s (`--timeout SECONDS` waits longer)");
    }
    error.to_string()
}

/// The value of a header that is text.
pub fn header<'a>(response: &'a Response<Body>, name: &str) -> Option<&'a str> {
    response.headers().get(name)?.to_str().ok()
}

/// The bytes that a server says it sends.
pub fn announced(response: &Response<Body>) -> Option<u64> {
    header(response, "content-length")?.parse().ok()
}

/// True where the end of the answer can be told from a connection that broke off.
pub fn has_an_end(response: &Response<Body>) -> bool {
    announced(response).is_some()
        || header(response, "transfer-encoding").is_some_and(|coding| coding.contains("chunked"))
}

/// How the bytes of an answer are packed: `true` for gzip, an error for what nobody asked for and nobody can unpack.
pub fn is_packed(response: &Response<Body>) -> Result<bool, String> {
    match header(response, "content-encoding").map(str::trim) {
        None | Some("" | "identity") => Ok(false),
        Some(coding) if matches!(coding.to_ascii_lowercase().as_str(), "gzip" | "x-gzip") => {
            Ok(true)
        }
        Some(other) => Err(other.chars().take(40).collect()),
    }
}

/// The kind of content, without its parameters, in lower case.
pub fn kind(response: &Response<Body>) -> String {
    let kind = header(response, "content-type").unwrap_or("");
    kind.split(';')
        .next()
        .unwrap_or("")
        .trim()
        .to_ascii_lowercase()
}

fn agent(request: &Request<'_>) -> ureq::Agent {
    let url = request.url;
    let config = ureq::Agent::config_builder()
        .timeout_connect(Some(Duration::from_secs(20)))
        .timeout_recv_response(Some(request.silence.unwrap_or(FIRST_BYTE)))
        .timeout_per_read(Some(request.silence.unwrap_or(NEXT_BYTE)))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .build();
    let named = url
        .parse::<Uri>()
        .ok()
        .and_then(|uri| uri.host().map(str::to_ascii_lowercase))
        .filter(|host| is_literal(host));
    ureq::Agent::with_parts(config, DefaultConnector::new(), Public { named })
}

/// True for a host that is an address, or this machine, by its very name.
fn is_literal(host: &str) -> bool {
    host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok()
}

/// Finds addresses, and refuses those that are not public, apart from the host that was named.
#[derive(Debug)]
struct Public {
    named: Option<String>,
}

impl Resolver for Public {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        let host = uri.host().map(str::to_ascii_lowercase);
        if host != self.named && found.iter().any(|address| is_private(address.ip())) {
            return Err(Error::Io(ErrorKind::PermissionDenied.into()));
        }
        Ok(found)
    }
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            v4.is_loopback()
                || v4.is_private()
                || v4.is_link_local()
                || v4.is_broadcast()
                || v4.is_multicast()
                || first == 0
                || (first == 100 && (64..128).contains(&second))
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_private(IpAddr::V4(v4)),
            None => {
                let first = v6.segments()[0];
                v6.is_loopback()
                    || v6.is_unspecified()
                    || v6.is_multicast()
                    || (first & 0xfe00) == 0xfc00
                    || (first & 0xffc0) == 0xfe80
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_told_from_public_ones() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "169.254.169.254",
            "192.168.0.1",
            "0.0.0.0",
            "100.64.0.1",
            "::1",
            "fd00::1",
            "fe80::1",
            "::ffff:10.0.0.1",
        ] {
            assert!(is_private(private.parse().unwrap()), "{private}");
        }
        for public in ["93.184.216.34", "100.128.0.1", "2606:2800:220:1::1"] {
            assert!(!is_private(public.parse().unwrap()), "{public}");
        }
        assert!(is_literal("[::1]") && is_literal("localhost") && !is_literal("e.org"));
    }
}

//! Who may ask: by which name the server is called, and which pages may read its answers.
//!
//! A page on the web can send a browser anywhere, and with a name server of its own it can make its own name mean
//! 127.0.0.1 (DNS rebinding). So a request must name the server by a name that is the server's, whoever sends it; and a
//! page's script may read answers only where the page comes from this machine or from an origin that was allowed.

use std::net::IpAddr;

/// What the guard lets through.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    /// Names besides those of this machine, lower case, without ports.
    hosts: Vec<String>,
    /// Any address in numbers counts as the server's own: it listens on all of them, and rebinding needs a name.
    any_address: bool,
    /// Origins besides those on this machine, such as `https://refine.example.org`.
    origins: Vec<String>,
    /// Any page may read answers.
    any_origin: bool,
}

/// What the guard says of a page that asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// No page asks, or the request does not say so.
    None,
    /// It may read the answer; this is what the answer says so with.
    Allowed(String),
    /// It may not.
    Refused,
}

impl Guard {
    /// A guard that answers to the names of this machine and to those of the address that is listened on.
    pub fn of(address: IpAddr) -> Self {
        let mut guard = Self::default();
        if address.is_unspecified() {
            guard.any_address = true;
        } else if !address.is_loopback() {
            guard.hosts.push(address.to_string());
        }
        guard
    }

    /// Also answers to this name, and lets its pages ask. `base` is an address such as `https://kg.example.org/`.
    pub fn answer_to(&mut self, base: &str) {
        let authority = base.split("://").nth(1).unwrap_or(base);
        let authority = authority.split('/').next().unwrap_or("");
        self.hosts.push(name_of(authority).to_ascii_lowercase());
        if let Some(origin) = origin_of(base) {
            self.origins.push(origin);
        }
    }

    /// Lets pages of an origin read answers: `https://refine.example.org`, or `*` for all pages. False where it is neither.
    #[must_use]
    pub fn allow(&mut self, origin: &str) -> bool {
        if origin == "*" {
            self.any_origin = true;
            return true;
        }
        match origin_of(origin) {
            Some(known) if origin.trim_end_matches('/').eq_ignore_ascii_case(&known) => {
                self.origins.push(known);
                true
            }
            _ => false,
        }
    }

    /// True where a `Host` header names this server.
    ///
    /// ```
    /// use relata::serve::Guard;
    /// let guard = Guard::of("127.0.0.1".parse().unwrap());
    /// assert!(guard.is_own_name("localhost:7879") && guard.is_own_name("[::1]:80") && guard.is_own_name("127.0.0.1"));
    /// assert!(!guard.is_own_name("evil.example") && !guard.is_own_name("localhost.evil.example") && !guard.is_own_name(""));
    /// ```
    pub fn is_own_name(&self, host: &str) -> bool {
        if host
            .bytes()
            .any(|b| !b.is_ascii_graphic() || b"/\\@?#,%".contains(&b))
        {
            return false;
        }
        let name = name_of(host).to_ascii_lowercase();
        is_this_machine(&name)
            || self.hosts.contains(&name)
            || (self.any_address && address(&name).is_some())
    }

    /// What becomes of a page that asks.
    pub fn origin(&self, header: Option<&str>) -> Origin {
        let Some(origin) = header else {
            return Origin::None;
        };
        if self.any_origin {
            return Origin::Allowed("*".into());
        }
        let Some(known) = origin_of(origin).filter(|known| known == origin) else {
            return Origin::Refused;
        };
        let authority = known.split("://").nth(1).unwrap_or("");
        if is_this_machine(name_of(authority)) || self.origins.contains(&known) {
            Origin::Allowed(known)
        } else {
            Origin::Refused
        }
    }

    /// Who may show a preview in a frame, as the `frame-ancestors` of a content security policy.
    pub fn frames(&self) -> String {
        if self.any_origin {
            return "*".into();
        }
        let mut frames = "'self' http://localhost:* http://127.0.0.1:*".to_owned();
        for origin in &self.origins {
            frames.push(' ');
            frames.push_str(origin);
        }
        frames
    }
}

/// Scheme, name and port of an address, lower case; `None` where it is no http(s) address.
fn origin_of(address: &str) -> Option<String> {
    let lower = address.to_ascii_lowercase();
    let (scheme, rest) = lower.split_once("://")?;
    let authority = rest.split('/').next()?;
    let plain = !authority.is_empty()
        && authority
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b));
    (matches!(scheme, "http" | "https") && plain).then(|| format!("{scheme}://{authority}"))
}

/// The name without its port.
fn name_of(authority: &str) -> &str {
    if authority.starts_with('[') {
        return authority
            .find(']')
            .map_or(authority, |end| &authority[..=end]);
    }
    authority.split(':').next().unwrap_or("")
}

fn address(name: &str) -> Option<IpAddr> {
    name.trim_start_matches('[')
        .trim_end_matches(']')
        .parse()
        .ok()
}

fn is_this_machine(name: &str) -> bool {
    name == "localhost" || address(name).is_some_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_this_machine_may_read_and_others_only_where_allowed() {
        let mut guard = Guard::of("127.0.0.1".parse().unwrap());
        assert_eq!(
            guard.origin(Some("http://127.0.0.1:3333")),
            Origin::Allowed("http://127.0.0.1:3333".into())
        );
        for stranger in [
            "https://evil.example",
            "null",
            "http://localhost.evil.example",
            "http://127.0.0.1:3333/x",
            "file://",
            "http://127.0.0.1@evil.example",
        ] {
            assert_eq!(guard.origin(Some(stranger)), Origin::Refused, "{stranger}");
        }
        assert!(guard.allow("https://refine.example.org"));
        assert!(!guard.allow("refine.example.org") && !guard.allow("https://a.example/path"));
        assert!(matches!(
            guard.origin(Some("https://refine.example.org")),
            Origin::Allowed(_)
        ));
        assert_eq!(
            guard.origin(Some("http://refine.example.org")),
            Origin::Refused
        );
    }

    #[test]
    fn a_server_for_others_answers_to_its_own_names_only() {
        let mut guard = Guard::of("0.0.0.0".parse().unwrap());
        assert!(guard.is_own_name("192.0.2.7:80") && !guard.is_own_name("kg.example.org"));
        guard.answer_to("https://kg.example.org/reconcile/");
        assert!(guard.is_own_name("KG.example.org") && !guard.is_own_name("example.org"));
        assert!(!guard.is_own_name("kg.example.org@evil.example"));
    }
}

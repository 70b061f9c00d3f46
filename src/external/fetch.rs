//! Brings a dataset here and pins it.
//!
//! What has come stays in `NAME.part` when a download breaks off, and the next one asks for the rest, if the server says that
//! it still has the same thing. Only what came whole, can be read and is what was pinned takes the dataset's place.

use super::{
    Failure, Lock, Pinned, State, compressed, digest, endpoint, entry, files, http, is_remote,
    path, read, state,
};
use crate::diagnostic::Diagnostic;
use crate::project::{MANIFEST_FILE, Project, hold, write_atomically};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The most bytes of one dataset (4 GiB).
const MOST: u64 = 4 << 30;

/// Told as bytes come, or rows of an endpoint: so many, of so many where the server says.
pub type Progress<'a> = &'a mut dyn FnMut(u64, Option<u64>);

/// What is wanted of a fetch.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// Fetch or record anew, and pin other bytes than before.
    pub update: bool,
    /// How long a server may be silent; unless said, five minutes before an answer and one within it.
    pub silence: Option<Duration>,
}

/// Brings a dataset here if its source is a URL or an endpoint and it is not here yet, and pins it as of `today` (`YYYY-MM-DD`).
///
/// Other bytes than those pinned are refused unless they are wanted, and so are bytes that cannot be read: what was here stays.
pub fn fetch(
    project: &Project,
    name: &str,
    today: &str,
    wanted: Wanted,
    progress: Progress<'_>,
) -> Result<Pinned, Failure> {
    let update = wanted.update;
    let entry = entry(project, name)?;
    let lock = Lock::read(project)?;
    let path = path(project, name, entry);
    let is_elsewhere = entry.endpoint.is_some() || is_remote(&entry.source);
    let source = entry.endpoint.as_ref().unwrap_or(&entry.source);
    if is_elsewhere && (update || !path.exists()) {
        let part = beside(&path, ".part");
        if entry.endpoint.is_some() {
            let ending = read::ending(entry, &[(read::shown(project, &path), ())]);
            let answers = endpoint::record(project, entry, &ending, wanted.silence, progress)?;
            write_atomically(&part, &answers)?;
        } else {
            download(source, &path, &part, wanted.silence, progress)?;
        }
        if let Some(pinned) = lock.find(name).filter(|_| !update) {
            let digest = digest(&part)?;
            if digest != pinned.sha256 {
                let finding = super::finding(project, name, &State::Changed(digest), &lock);
                discard(&part)?;
                return Err(Failure::Findings(finding.into_iter().collect()));
            }
        }
        let counted = match is_page(&part)? {
            true => Err(page(source).into()),
            false => read::count(project, name, &part),
        };
        if let Err(failure) = counted {
            discard(&part)?;
            return Err(told_of(failure, source));
        }
        std::fs::rename(&part, &path)?;
        remove(&beside(&part, ".validator"))?;
    }
    match state(project, name, &lock)? {
        State::Same if update => {}
        State::Same => {
            let mapping = read::mapping(project, entry)?;
            let known = lock.find(name);
            if let Some(pinned) =
                known.filter(|pinned| pinned.source == *source && pinned.mapping == mapping)
            {
                return Ok(pinned.clone());
            }
        }
        State::Unpinned(_) | State::Remapped => {}
        State::Changed(_) if update => {}
        state => {
            let finding = super::finding(project, name, &state, &lock);
            return Err(Failure::Findings(finding.into_iter().collect()));
        }
    }
    let sha256 = digest(&path)?;
    let same = lock
        .find(name)
        .filter(|known| !update && known.sha256 == sha256);
    let pinned = Pinned {
        name: name.to_owned(),
        source: source.clone(),
        triples: read::count(project, name, &path)?,
        sha256,
        bytes: files::size(&path)?,
        retrieved: same.map_or(today, |known| &known.retrieved).to_owned(),
        mapping: read::mapping(project, entry)?,
    };
    // another process may have pinned another dataset meanwhile
    let _held = hold(&project.root.join(MANIFEST_FILE))?;
    let mut lock = Lock::read(project)?;
    lock.put(pinned.clone());
    lock.write(project)?;
    Ok(pinned)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(ending);
    beside.into()
}

fn remove(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Takes away what came, and what would let the next download go on from it.
fn discard(part: &Path) -> std::io::Result<()> {
    remove(part)?;
    remove(&beside(part, ".validator"))
}

/// Fetches into `part`, from where the last download ended if the server still has the same thing.
fn download(
    url: &str,
    path: &Path,
    part: &Path,
    silence: Option<Duration>,
    progress: Progress<'_>,
) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let validator = beside(part, ".validator");
    let mut have = std::fs::metadata(part).map_or(0, |known| known.len());
    let mut headers = Vec::new();
    // without a validator nobody knows whether the rest belongs to what is here
    let known = std::fs::read_to_string(&validator).ok();
    match &known {
        Some(known) if have > 0 => {
            headers.push(("Range", format!("bytes={have}-")));
            headers.push(("If-Range", known.clone()));
        }
        _ => have = 0,
    }
    let refused =
        |message: String, help: &str| Failure::from(Diagnostic::error("D020", message).help(help));
    let mut response = http::ask(&http::Request {
        url,
        headers,
        form: None,
        silence,
    })?;
    let mut file = match response.status().as_u16() {
        200 => {
            have = 0;
            remove(&validator)?;
            let file = std::fs::File::create(part)?;
            if let Some(known) = stamp(&response) {
                write_atomically(&validator, known.as_bytes())?;
            }
            file
        }
        206 if stamp(&response).is_some_and(|now| known.is_some_and(|known| now != known)) => {
            discard(part)?;
            return Err(refused(
                format!("`{url}` has changed since its download began"),
                "ask again: it begins anew",
            ));
        }
        206 if have > 0 && starts_at(&response, have) => {
            std::fs::OpenOptions::new().append(true).open(part)?
        }
        206 | 416 => {
            discard(part)?;
            return Err(refused(
                format!("`{url}` does not go on where the last download ended"),
                "ask again: it begins anew",
            ));
        }
        status => {
            return Err(refused(
                format!("`{url}` answers {status}"),
                match status {
                    429 | 503 => "it is busy: ask again later",
                    401 | 403 => {
                        "it asks for a key or refuses: fetch it by other means and name the file"
                    }
                    _ => "look at the address in `relata.toml`",
                },
            ));
        }
    };
    if http::kind(&response) == "text/html" {
        discard(part)?;
        return Err(page(url).into());
    }
    if !http::has_an_end(&response) {
        discard(part)?;
        return Err(refused(
            format!(
                "`{url}` does not say how much it sends, so that nobody knows whether it is all"
            ),
            "fetch it by other means, compare it with what the publisher says, and name the file as `source`",
        ));
    }
    let is_packed = http::is_packed(&response).map_err(|coding| {
        refused(
            format!("`{url}` sends its data packed as `{coding}`, which it was not asked for"),
            "fetch and unpack it by other means, and name the file as `source`",
        )
    });
    let is_packed = match is_packed {
        Err(refusal) => {
            discard(part)?;
            return Err(refusal);
        }
        // some servers take the kind of a file that is packed itself for a way of sending it
        Ok(is_packed) => is_packed && !path.to_string_lossy().ends_with(".gz"),
    };
    let expected = http::announced(&response).map(|length| length.saturating_add(have));
    let mut body = response.body_mut().with_config().limit(MOST).reader();
    let mut buffer = vec![0u8; 1 << 16];
    loop {
        let read = match body.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) => {
                file.sync_all()?;
                return Err(broken(url, have, expected, &http::why(&error, silence)));
            }
        };
        file.write_all(&buffer[..read])?;
        have += read as u64;
        progress(have, expected);
        if have > MOST {
            discard(part)?;
            return Err(refused(
                format!("`{url}` is larger than {} GiB", MOST >> 30),
                "take a smaller extract",
            ));
        }
    }
    file.sync_all()?;
    match expected {
        Some(expected) if expected != have => {
            Err(broken(url, have, Some(expected), "the connection ended"))
        }
        _ if is_packed => unpack(url, part),
        _ => Ok(()),
    }
}

/// That a web page came in place of data.
fn page(url: &str) -> Diagnostic {
    Diagnostic::error("D020", format!("`{url}` sent a web page"))
        .help("look for the address of the data itself")
}

/// True for a web page, whatever the server calls it.
fn is_page(part: &Path) -> std::io::Result<bool> {
    let mut head = Vec::new();
    std::fs::File::open(part)?
        .take(1 << 10)
        .read_to_end(&mut head)?;
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let head = head.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    let is_html = |text: &str| text.starts_with("<!doctype html") || text.starts_with("<html");
    Ok(is_html(head)
        || head.starts_with("<?xml") && head.contains("<html") && !head.contains("rdf:rdf"))
}

/// Faults of what was fetched, with where it came from: the file that they name is not kept.
fn told_of(failure: Failure, source: &str) -> Failure {
    let Failure::Findings(mut findings) = failure else {
        return failure;
    };
    for finding in findings.iter_mut().filter(|finding| finding.code != "D020") {
        let note = format!("that is what `{source}` sent; it was not kept");
        finding.notes.push(note);
    }
    Failure::Findings(findings)
}

/// Puts in the place of a download what the server packed to send it.
fn unpack(url: &str, part: &Path) -> Result<(), Failure> {
    let unpacked = compressed::unpack("sent.gz", &std::fs::read(part)?);
    let unpacked = match unpacked {
        Ok(unpacked) => unpacked,
        Err(error) => {
            discard(part)?;
            let message = format!("what `{url}` sent cannot be unpacked: {error}");
            return Err(Diagnostic::error("D014", message).help("ask again").into());
        }
    };
    Ok(write_atomically(part, &unpacked)?)
}

/// What tells one state of a server's file from the next; a weak `ETag` does not.
fn stamp(response: &ureq::http::Response<ureq::Body>) -> Option<String> {
    let strong = http::header(response, "etag").filter(|tag| !tag.starts_with("W/"));
    let stamp = strong.or_else(|| http::header(response, "last-modified"));
    stamp.map(str::to_owned)
}

/// A download that ended too soon: the machine's fault, and mended by asking again.
fn broken(url: &str, have: u64, expected: Option<u64>, why: &str) -> Failure {
    let of = expected.map_or_else(String::new, |expected| format!(" of {expected}"));
    std::io::Error::other(format!(
        "`{url}` broke off after {have}{of} bytes: {why}; ask again to go on"
    ))
    .into()
}

fn starts_at(response: &ureq::http::Response<ureq::Body>, offset: u64) -> bool {
    http::header(response, "content-range")
        .is_some_and(|value| value.starts_with(&format!("bytes {offset}-")))
}

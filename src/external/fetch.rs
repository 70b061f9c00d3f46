//! Fetches a dataset and pins it: the only file of the library that touches the network.
//!
//! What has come stays in `NAME.part` when a download breaks off, and the next one asks for the rest. A server that
//! says how much it will send and sends less is found out; so is one that answers with other bytes than were pinned.

use super::{
    Failure, Lock, Pinned, State, digest, entry, files, is_remote, path, quads, state, table,
};
use crate::diagnostic::Diagnostic;
use crate::project::Project;
use std::io::{Read, Write};
use std::path::Path;

/// The most bytes of one dataset (4 GiB).
const MOST: u64 = 4 << 30;

/// Told as bytes come: so many, of so many where the server says.
pub type Progress<'a> = &'a mut dyn FnMut(u64, Option<u64>);

/// Brings a dataset here if its source is a URL and it is not here yet, and pins it as of `today` (`YYYY-MM-DD`).
///
/// Other bytes than those pinned are refused unless `update`.
pub fn fetch(
    project: &Project,
    name: &str,
    today: &str,
    update: bool,
    progress: Progress<'_>,
) -> Result<Pinned, Failure> {
    let entry = entry(project, name)?;
    let mut lock = Lock::read(project)?;
    let path = path(project, name, entry);
    if is_remote(&entry.source) && (update || !path.is_file()) {
        download(&entry.source, &path, progress)?;
    }
    let state = state(project, name, &lock)?;
    match &state {
        State::Changed(_) if !update => {}
        State::Absent(_) => {}
        State::Same => {
            if let Some(pinned) = lock
                .find(name)
                .filter(|pinned| pinned.source == entry.source)
            {
                return Ok(pinned.clone());
            }
        }
        State::Changed(_) | State::Unpinned(_) => {}
    }
    if matches!(state, State::Absent(_)) || (matches!(state, State::Changed(_)) && !update) {
        let finding = super::finding(project, name, &state, &lock);
        return Err(Failure::Findings(finding.into_iter().collect()));
    }
    let is_bare_table = entry.construct.is_none() && super::is_table(project, name)?;
    let triples = if is_bare_table {
        table(project, name)?.rows.len()
    } else {
        quads(project, name)?.len()
    };
    let pinned = Pinned {
        name: name.to_owned(),
        source: entry.source.clone(),
        sha256: digest(&path)?,
        bytes: files::size(&path)?,
        triples: triples as u64,
        retrieved: today.to_owned(),
    };
    lock.put(pinned.clone());
    lock.write(project)?;
    Ok(pinned)
}

fn download(url: &str, path: &Path, progress: Progress<'_>) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let mut have = std::fs::metadata(&part).map_or(0, |known| known.len());
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_connect(Some(std::time::Duration::from_secs(20)))
        .timeout_recv_response(Some(std::time::Duration::from_secs(60)))
        .max_redirects(5)
        .http_status_as_error(false)
        .build()
        .into();
    let refused =
        |message: String, help: &str| Failure::from(Diagnostic::error("D020", message).help(help));
    let mut request = agent.get(url).header("Accept-Encoding", "identity");
    if have > 0 {
        request = request.header("Range", format!("bytes={have}-"));
    }
    let mut response = request
        .call()
        .map_err(|error| std::io::Error::other(format!("cannot fetch `{url}`: {error}")))?;
    let mut file = match response.status().as_u16() {
        200 => {
            have = 0;
            std::fs::File::create(&part)?
        }
        206 if starts_at(&response, have) => {
            std::fs::OpenOptions::new().append(true).open(&part)?
        }
        206 | 416 => {
            std::fs::remove_file(&part)?;
            return Err(refused(
                format!("`{url}` does not go on where the last download ended"),
                "ask again: it begins anew",
            ));
        }
        status => {
            return Err(refused(
                format!("`{url}` answers {status}"),
                "look at the address in `relata.toml`",
            ));
        }
    };
    let announced: Option<u64> = response
        .headers()
        .get("content-length")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse().ok());
    let expected = announced.map(|length: u64| length.saturating_add(have));
    let mut body = response.body_mut().with_config().limit(MOST).reader();
    let mut buffer = vec![0u8; 1 << 16];
    loop {
        let read = match body.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) => {
                file.sync_all()?;
                return Err(std::io::Error::new(
                    error.kind(),
                    format!("`{url}` broke off after {have} bytes: {error}; ask again to go on"),
                )
                .into());
            }
        };
        file.write_all(&buffer[..read])?;
        have += read as u64;
        progress(have, expected);
        if have > MOST {
            return Err(refused(
                format!("`{url}` is larger than {} GiB", MOST >> 30),
                "take a smaller extract",
            ));
        }
    }
    file.sync_all()?;
    if expected.is_some_and(|expected| expected != have) {
        return Err(refused(
            format!(
                "`{url}` sent {have} bytes and had announced {}",
                expected.unwrap_or_default()
            ),
            "ask again: what has come is kept",
        ));
    }
    std::fs::rename(&part, path)?;
    Ok(())
}

fn starts_at(response: &ureq::http::Response<ureq::Body>, offset: u64) -> bool {
    response
        .headers()
        .get("content-range")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with(&format!("bytes {offset}-")))
}

//! `relata reconcile`: serves entities for reconciliation until it is told to stop.

use crate::arguments::Reconcile;
use crate::failure::{Failure, Outcome, Verdict, outside};
use crate::report;
use crate::terminal::Terminal;
use relata::external::{self, Lock};
use relata::project::Project;
use relata::query::parameter;
use relata::reconcile::catalogue::{Catalogue, Wanted};
use relata::reconcile::manifest::About;
use relata::reconcile::matching::Matcher;
use relata::reconcile::service::Service;
use relata::serve::{Guard, Limits, Server};
use std::sync::Arc;

/// Types that the manifest names as sensible ones.
const USUAL_TYPES: usize = 5;

/// Reads, listens, says where, and serves.
pub fn run(arguments: &Reconcile, project: &Project, terminal: &mut Terminal) -> Outcome {
    let guard = guard(arguments)?;
    let catalogue = catalogue(arguments, project, terminal)?;
    let about = about(arguments, project, &catalogue);
    terminal.say(
        "Read",
        &format!(
            "{} entities with {} names, of {} types",
            catalogue.len(),
            catalogue.names().len(),
            catalogue.classes().len()
        ),
    );
    let service = Service::new(about, Matcher::new(catalogue), usize::from(arguments.limit));
    let server = Server::bind(
        (arguments.listen, arguments.port).into(),
        guard,
        Limits::default(),
    )
    .map_err(|error| taken(arguments, error))?;
    let address = server.address()?;
    if !arguments.listen.is_loopback() {
        terminal.warn(&format!(
            "other machines can ask here: `{}` is no loopback address, and there is no password",
            arguments.listen
        ));
    }
    if arguments.cors.iter().any(|origin| origin == "*") {
        terminal.warn("any page on the web can read what is served here, through the browser of whoever opens it");
    }
    terminal.say(
        "Serving",
        "until Ctrl-C; paste this address into OpenRefine or open it in a browser",
    );
    terminal.data(&format!("http://{address}/\n"))?;
    let answered = server.run(Arc::new(service))?;
    terminal.say("Ended", &format!("{answered} requests were answered"));
    Ok(Verdict::Yes)
}

fn guard(arguments: &Reconcile) -> Result<Guard, Failure> {
    let mut guard = Guard::of(arguments.listen);
    if let Some(base) = &arguments.base {
        let rest = base
            .strip_prefix("https://")
            .or_else(|| base.strip_prefix("http://"));
        if rest.is_none_or(|rest| {
            rest.is_empty()
                || rest.starts_with('/')
                || base.contains(['"', '<', '>', ' ', '?', '#'])
        }) {
            return Err(Failure::Usage(
                format!("`--base {base}` is no address"),
                "for example `--base https://kg.example.org/reconcile/`".into(),
            ));
        }
        guard.answer_to(base);
    }
    for origin in &arguments.cors {
        if !guard.allow(origin) {
            return Err(Failure::Usage(
                format!("`--cors {origin}` is no origin"),
                "scheme and name, such as `https://refine.example.org`, without a path; `*` is any page".into(),
            ));
        }
    }
    Ok(guard)
}

fn catalogue(
    arguments: &Reconcile,
    project: &Project,
    terminal: &mut Terminal,
) -> Result<Catalogue, Failure> {
    let prefixes = project.prefixes();
    let expand = |written: &Vec<String>| -> Result<Vec<String>, Failure> {
        let iris = written
            .iter()
            .map(|written| parameter::iri(written, &prefixes));
        let iris: Result<Vec<_>, _> = iris.map(|iri| iri.map(|iri| iri.into_string())).collect();
        iris.map_err(|(message, help)| Failure::Usage(message, help))
    };
    let wanted = Wanted {
        types: expand(&arguments.types)?,
        names: expand(&arguments.name)?,
        language: arguments.language.clone().unwrap_or_default(),
    };
    let catalogue = match &arguments.dataset {
        None => Catalogue::of_project(project, wanted),
        Some(name) => {
            let lock = Lock::read(project).map_err(outside)?;
            let state = external::state(project, name, &lock).map_err(outside)?;
            // other bytes than those that were pinned can be served as well, but not unsaid
            if let Some(finding) = external::finding(project, name, &state, &lock) {
                if matches!(state, external::State::Absent(_)) {
                    return Err(Failure::Findings(vec![finding]));
                }
                report::findings(terminal, &[finding]);
            }
            Catalogue::of_dataset(project, name, wanted)
        }
    }
    .map_err(outside)?;
    if catalogue.is_empty() {
        return Err(Failure::Usage(
            "there is nothing to serve: no entity with a name was found".into(),
            "`--name PROPERTY` says what names things, `--types CLASS` which things are meant"
                .into(),
        ));
    }
    Ok(catalogue)
}

fn about(arguments: &Reconcile, project: &Project, catalogue: &Catalogue) -> About {
    let manifest = &project.manifest;
    let name = match &arguments.dataset {
        Some(name) => manifest
            .datasets
            .get(name)
            .and_then(|entry| entry.title.clone())
            .unwrap_or_else(|| name.clone()),
        None => manifest
            .title
            .clone()
            .unwrap_or_else(|| manifest.name.clone()),
    };
    let mut types: Vec<_> = catalogue.classes().iter().collect();
    types.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.iri.cmp(&b.iri)));
    let types = types.into_iter().take(USUAL_TYPES);
    let space = arguments
        .identifier_space
        .as_deref()
        .or(catalogue.common_space());
    About {
        name: format!("{name} (relata)"),
        identifier_space: space
            .unwrap_or("https://www.rfc-editor.org/rfc/rfc3987")
            .to_owned(),
        schema_space: arguments.schema_space.clone(),
        base: arguments.base.clone(),
        language: catalogue.language().to_owned(),
        types: types
            .map(|class| (class.iri.clone(), class.name.clone()))
            .collect(),
    }
}

fn taken(arguments: &Reconcile, error: std::io::Error) -> Failure {
    let (listen, port) = (arguments.listen, arguments.port);
    match error.kind() {
        std::io::ErrorKind::AddrInUse => Failure::Usage(
            format!("port {port} is taken by another process"),
            "`--port 0` takes one that is free".into(),
        ),
        std::io::ErrorKind::AddrNotAvailable => Failure::Usage(
            format!("`{listen}` is no address of this machine"),
            "`--listen 127.0.0.1` serves this machine, `--listen 0.0.0.0` every address it has"
                .into(),
        ),
        std::io::ErrorKind::PermissionDenied => Failure::Usage(
            format!("port {port} is not for everybody's use"),
            "take one above 1023".into(),
        ),
        _ => error.into(),
    }
}

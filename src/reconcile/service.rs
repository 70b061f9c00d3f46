//! Which path leads to which answer.
//!
//! Version 0.2 asks at the root, by what stands in the address or the form; the draft of 1.0 has a route a service. Both
//! share the routes that they agree on. The draft's manifest differs, so that it has an address of its own, with all of
//! the draft's routes below it.

use super::extend::{self, Extension};
use super::manifest::About;
use super::matching::{Candidate, Matcher};
use super::naming::counted;
use super::query::{self, Query};
use super::suggest::{self, Page};
use super::{catalogue::Catalogue, pages};
use crate::serve::{Handler, Method, Problem, Request, Response};
use serde_json::{Map, Value, json};

/// Where the draft of 1.0 is found.
const DRAFT: &str = "/1.0-draft";

/// The service: what it says of itself, and what it finds with.
pub struct Service {
    about: About,
    matcher: Matcher,
    limit: usize,
}

impl Service {
    /// A service that gives `limit` candidates where a query does not say.
    pub fn new(about: About, matcher: Matcher, limit: usize) -> Self {
        Self {
            about,
            matcher,
            limit,
        }
    }

    fn catalogue(&self) -> &Catalogue {
        &self.matcher.catalogue
    }

    /// The address that the service is reached by, without `/` at its end.
    fn here(&self, request: &Request) -> String {
        self.about.base.as_ref().map_or_else(
            || format!("http://{}", request.host),
            |base| base.trim_end_matches('/').to_owned(),
        )
    }

    fn route(&self, request: &Request) -> Result<Response, Problem> {
        let path = request.path.strip_suffix('/').unwrap_or(&request.path);
        let (path, draft) = match path.strip_prefix(DRAFT) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => (rest, true),
            _ => (path, false),
        };
        let get = request.method == Method::Get;
        match path {
            "" => self.root(request, draft),
            "/match" => self.match_batch(request),
            "/extend" => {
                let body = json_body(request)?;
                Ok(Response::json(
                    &Extension::parse(body)?.answer(self.catalogue(), true)?,
                ))
            }
            _ if !get => Err(Problem::new(
                if KNOWN.contains(&path) { 405 } else { 404 },
                "POST is answered at `/`, `/match` and `/extend`",
            )),
            "/extend/propose" => {
                let limit = number(request, "limit")?;
                Ok(Response::json(&extend::proposals(
                    self.catalogue(),
                    request.value("type"),
                    limit,
                )))
            }
            "/suggest/entity" => Ok(Response::json(&suggest::entities(
                &self.matcher,
                typed(request)?,
            ))),
            "/suggest/property" => Ok(Response::json(&suggest::properties(
                self.catalogue(),
                typed(request)?,
                draft,
            ))),
            "/suggest/type" => Ok(Response::json(&suggest::types(
                self.catalogue(),
                typed(request)?,
            ))),
            "/flyout/entity" | "/flyout/property" | "/flyout/type" => self.flyout(request, path),
            "/preview" => Ok(self.entity_page(request, true)?.framed()),
            "/view" => self.entity_page(request, false),
            "/try" => self.tried(request),
            "/style.css" => Ok(Response::style(pages::STYLE)),
            _ => Err(Problem::missing(
                "no such address here: `/` tells what there is",
            )),
        }
    }

    /// The root: queries, an extension, or what the service is.
    fn root(&self, request: &Request, draft: bool) -> Result<Response, Problem> {
        if request.value("callback").is_some() {
            return Err(Problem::bad(
                "no JSONP: it would let any page on the web read the answers; pages ask by CORS, see `--cors`",
            ));
        }
        if draft {
            if request.method == Method::Post {
                return Err(Problem::new(
                    405,
                    "queries of the draft are posted to `/match`",
                ));
            }
            return Ok(Response::json(&self.about.draft(&self.here(request))));
        }
        if let Some(queries) = request.value("queries") {
            return self.batch(request, queries);
        }
        if let Some(written) = request.value("extend") {
            let extension = Extension::parse(written.as_bytes())?;
            return Ok(Response::json(&extension.answer(self.catalogue(), false)?));
        }
        if let Some(written) = request.value("query") {
            return self.single(request, written);
        }
        if request.method == Method::Post {
            return Err(Problem::bad(
                "a form with `queries` or `extend` is expected, as application/x-www-form-urlencoded",
            ));
        }
        let here = self.here(request);
        if request.wants_page() {
            return Ok(Response::page(pages::front(
                &self.about,
                self.catalogue(),
                &here,
            )));
        }
        Ok(Response::json(&self.about.manifest(&here)))
    }

    fn batch(&self, request: &Request, queries: &str) -> Result<Response, Problem> {
        let mut results = Map::new();
        for (key, query) in query::batch(queries)? {
            let found = self.find(request, query)?;
            results.insert(key, json!({ "result": self.written(&found, false) }));
        }
        Ok(Response::json(&Value::Object(results)))
    }

    fn single(&self, request: &Request, written: &str) -> Result<Response, Problem> {
        let mut query = query::single(written)?;
        query.types.extend(request.value("type").map(str::to_owned));
        query.limit = query.limit.or(number(request, "limit")?);
        let found = self.find(request, query)?;
        Ok(Response::json(
            &json!({ "result": self.written(&found, false) }),
        ))
    }

    fn match_batch(&self, request: &Request) -> Result<Response, Problem> {
        let mut results = Vec::new();
        for query in query::batch10(json_body(request)?)? {
            let found = self.find(request, query)?;
            results.push(json!({ "candidates": self.written(&found, true) }));
        }
        Ok(Response::json(&json!({ "results": results })))
    }

    fn find(&self, request: &Request, mut query: Query) -> Result<Vec<Candidate>, Problem> {
        if request.is_late() {
            return Err(Problem::new(
                503,
                "the batch took too long: ask in smaller ones",
            ));
        }
        query.limit = query.limit.or(Some(self.limit));
        Ok(self.matcher.candidates(&query))
    }

    /// Candidates as the protocol writes them.
    fn written(&self, found: &[Candidate], draft: bool) -> Vec<Value> {
        let catalogue = self.catalogue();
        found
            .iter()
            .map(|candidate| {
                let types: Vec<Value> = catalogue
                    .types(candidate.entity)
                    .map(|class| json!({ "id": class.iri, "name": class.name }))
                    .collect();
                let features: Vec<Value> = candidate
                    .features
                    .iter()
                    .map(|feature| {
                        let mut written = json!({ "id": feature.id, "value": feature.value });
                        if draft {
                            written["name"] = feature.name.as_str().into();
                        }
                        written
                    })
                    .collect();
                let mut written = json!({
                    "id": catalogue.id(candidate.entity),
                    "name": catalogue.name(candidate.entity),
                    "type": types,
                    "score": candidate.score,
                    "match": candidate.sure,
                    "features": features,
                });
                let description = catalogue.description(candidate.entity);
                if !description.is_empty() {
                    written["description"] = description.into();
                }
                written
            })
            .collect()
    }

    fn entity_page(&self, request: &Request, brief: bool) -> Result<Response, Problem> {
        let entity = self
            .catalogue()
            .entity(needed(request, "id")?)
            .ok_or_else(|| Problem::missing("no entity of that identifier"))?;
        Ok(Response::page(pages::entity(
            &self.about,
            self.catalogue(),
            entity,
            brief,
        )))
    }

    fn flyout(&self, request: &Request, path: &str) -> Result<Response, Problem> {
        let catalogue = self.catalogue();
        let id = needed(request, "id")?;
        let html = match path {
            "/flyout/entity" => catalogue.entity(id).map(|entity| {
                pages::flyout(catalogue.name(entity), &catalogue.description(entity))
            }),
            "/flyout/property" => catalogue.property(id).map(|known| {
                pages::flyout(
                    &known.name,
                    &format!("{}, of {}", known.iri, counted(known.count)),
                )
            }),
            _ => catalogue
                .class(id)
                .map(|class| &catalogue.classes()[class])
                .map(|known| {
                    pages::flyout(
                        &known.name,
                        &format!("{}, {}", known.iri, counted(known.count)),
                    )
                }),
        };
        let html = html.ok_or_else(|| Problem::missing("nothing of that identifier"))?;
        Ok(Response::json(&json!({ "id": id, "html": html })))
    }

    fn tried(&self, request: &Request) -> Result<Response, Problem> {
        let text = needed(request, "query")?;
        let found = self.find(request, query::single(text)?)?;
        Ok(Response::page(pages::tried(self.catalogue(), text, &found)))
    }
}

/// The routes that are only read.
const KNOWN: &[&str] = &[
    "/extend/propose",
    "/suggest/entity",
    "/suggest/property",
    "/suggest/type",
    "/flyout/entity",
    "/flyout/property",
    "/flyout/type",
    "/preview",
    "/view",
    "/try",
    "/style.css",
];

impl Handler for Service {
    fn answer(&self, request: &Request) -> Response {
        let is_page = request.wants_page();
        self.route(request).unwrap_or_else(|problem| {
            if is_page {
                problem.page()
            } else {
                problem.json()
            }
        })
    }
}

/// The body of a request that must be JSON.
fn json_body(request: &Request) -> Result<&[u8], Problem> {
    if request.method != Method::Post {
        return Err(Problem::new(
            405,
            "this address takes POST, with a body of application/json",
        ));
    }
    // a form of another site can send a body that looks like JSON, but not under this type
    if request.content_type != "application/json" {
        return Err(Problem::new(415, "the body's type is application/json"));
    }
    Ok(&request.body)
}

fn needed<'a>(request: &'a Request, name: &str) -> Result<&'a str, Problem> {
    request
        .value(name)
        .filter(|value| !value.trim().is_empty())
        .ok_or_else(|| Problem::bad(format!("`{name}` is missing from the address")))
}

fn number(request: &Request, name: &str) -> Result<Option<usize>, Problem> {
    let Some(written) = request.value(name).filter(|written| !written.is_empty()) else {
        return Ok(None);
    };
    let number = written.trim().parse::<u32>().ok();
    number
        .map(|number| Some(number as usize))
        .ok_or_else(|| Problem::bad(format!("`{name}` is a whole number")))
}

fn typed(request: &Request) -> Result<Page<'_>, Problem> {
    // 0.2 says `cursor`, the draft `offset`
    let offset = number(request, "offset")?.or(number(request, "cursor")?);
    Ok(Page {
        prefix: request.value("prefix").unwrap_or(""),
        offset: offset.unwrap_or(0),
        limit: number(request, "limit")?.filter(|limit| *limit > 0),
    })
}

//! The listener: connections in, requests checked and bounded, answers out, until the process is told to stop.
//!
//! One thread reads and writes all connections and never computes; answers are computed on a few others, each behind a
//! bound on how many may run and wait. So a slow or silent caller costs a socket, not a thread, and a panic one answer.

use super::Handler;
use super::guard::{Guard, Origin};
use super::request::{Method, Request, decode, pairs};
use super::response::{Problem, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// What one caller, and all together, may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at a time; one more is told so and closed.
    pub connections: usize,
    /// Bytes of a request's first line and headers.
    pub head: usize,
    /// Time to send them.
    pub head_time: Duration,
    /// Bytes of a body.
    pub body: usize,
    /// Time to send it.
    pub body_time: Duration,
    /// Time for an answer.
    pub answer_time: Duration,
    /// Answers computed at a time.
    pub running: usize,
    /// Requests that may wait for their turn.
    pub waiting: usize,
    /// Time after which a connection is closed, however busy.
    pub connection_time: Duration,
    /// Time for open answers once the server is told to stop.
    pub farewell: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self {
            connections: 256,
            head: 16 << 10,
            head_time: Duration::from_secs(5),
            body: 1 << 20,
            body_time: Duration::from_secs(15),
            answer_time: Duration::from_secs(10),
            running: 2 * cores,
            waiting: 32,
            connection_time: Duration::from_secs(300),
            farewell: Duration::from_secs(5),
        }
    }
}

/// A server that listens and has not answered yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    guard: Guard,
    limits: Limits,
}

/// What all connections share.
struct Shared {
    handler: Arc<dyn Handler>,
    guard: Guard,
    limits: Limits,
    /// Requests that run or wait.
    turns: Arc<Semaphore>,
    answered: AtomicU64,
}

impl Server {
    /// Takes an address; port 0 takes any that is free.
    pub fn bind(address: SocketAddr, guard: Guard, limits: Limits) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        Ok(Self {
            listener,
            guard,
            limits,
        })
    }

    /// The address that was taken.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until the process is told to stop (SIGINT, SIGTERM), then ends what is open; gives the number of requests
    /// that were answered.
    pub fn run(self, handler: Arc<dyn Handler>) -> std::io::Result<u64> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(self.limits.running.max(1))
            .thread_name("answer")
            .build()?;
        let answered = runtime.block_on(self.serve(handler));
        // what does not end by itself is left behind
        runtime.shutdown_timeout(Duration::from_millis(100));
        answered
    }

    async fn serve(self, handler: Arc<dyn Handler>) -> std::io::Result<u64> {
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        let shared = Arc::new(Shared {
            handler,
            guard: self.guard,
            limits: self.limits,
            turns: Arc::new(Semaphore::new(self.limits.running + self.limits.waiting)),
            answered: AtomicU64::new(0),
        });
        let places = Arc::new(Semaphore::new(self.limits.connections));
        let (leave, left) = tokio::sync::watch::channel(());
        let mut told = std::pin::pin!(told_to_stop()?);
        loop {
            let accepted = tokio::select! {
                () = &mut told => break,
                accepted = listener.accept() => accepted,
            };
            let Ok((stream, _)) = accepted else {
                // no file handle is free: others will be
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
                tokio::spawn(turn_away(stream));
                continue;
            };
            let (shared, left) = (Arc::clone(&shared), left.clone());
            tokio::spawn(async move {
                converse(stream, shared, left).await;
                drop(place);
            });
        }
        drop(listener);
        // every open connection ends its answer and then itself
        drop(leave);
        let all = u32::try_from(self.limits.connections).unwrap_or(u32::MAX);
        let _ = tokio::time::timeout(self.limits.farewell, places.acquire_many(all)).await;
        Ok(shared.answered.load(Ordering::Relaxed))
    }
}

/// Ends when the process is told to stop.
#[cfg(unix)]
fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends when the process is told to stop.
#[cfg(not(unix))]
fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// Says that there is no room, without reading anything.
async fn turn_away(stream: tokio::net::TcpStream) {
    const WORDS: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let write = async {
        stream.writable().await?;
        stream.try_write(WORDS)
    };
    let _ = tokio::time::timeout(Duration::from_secs(1), write).await;
}

/// One connection, from its first request to its last.
async fn converse(
    stream: tokio::net::TcpStream,
    shared: Arc<Shared>,
    mut left: tokio::sync::watch::Receiver<()>,
) {
    let _ = stream.set_nodelay(true);
    let limits = shared.limits;
    let service = service_fn(move |request| {
        let shared = Arc::clone(&shared);
        async move { Ok::<_, std::convert::Infallible>(respond(&shared, request).await) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_buf_size(limits.head.max(8 << 10))
        .max_headers(64)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = left.changed() => {}
        () = tokio::time::sleep(limits.connection_time) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = tokio::time::timeout(limits.farewell, connection).await;
}

type Answer = hyper::Response<Full<Bytes>>;

async fn respond(shared: &Arc<Shared>, request: hyper::Request<Incoming>) -> Answer {
    // an origin that cannot be read is no origin of ours
    let origin = request.headers().get(header::ORIGIN);
    let origin = origin.map(|value| value.to_str().unwrap_or(""));
    let origin = shared.guard.origin(origin);
    let response = match prepare(shared, &origin, request).await {
        Ok(Asked::Question(request)) => compute(shared, request).await,
        Ok(Asked::Permission(answer)) => answer,
        Err(problem) => problem.into(),
    };
    shared.answered.fetch_add(1, Ordering::Relaxed);
    finish(response, &origin, &shared.guard)
}

/// What a request turned out to be.
enum Asked {
    /// For the handler.
    Question(Request),
    /// A browser that asks whether it may ask.
    Permission(Response),
}

/// Checks everything that can be checked without knowing what is served, and reads the body.
async fn prepare(
    shared: &Shared,
    origin: &Origin,
    request: hyper::Request<Incoming>,
) -> Result<Asked, Problem> {
    let (parts, body) = request.into_parts();
    let headers = &parts.headers;
    let host = own_host(&shared.guard, &parts)?;
    if *origin == Origin::Refused {
        return Err(Problem::new(
            403,
            "pages of this origin may not ask here; the one who started the server allows it with `--cors ORIGIN`",
        ));
    }
    // a length that is told twice in two ways is how one request is smuggled inside another: one way is taken, no other
    if headers.contains_key(header::TRANSFER_ENCODING) {
        return Err(Problem::new(
            411,
            "say how long the body is: `Content-Length`, and no `Transfer-Encoding`",
        ));
    }
    if headers.contains_key(header::CONTENT_ENCODING) {
        return Err(Problem::new(
            415,
            "a packed body is not unpacked: send it plain",
        ));
    }
    let method = match parts.method {
        hyper::Method::GET | hyper::Method::HEAD => Method::Get,
        hyper::Method::POST => Method::Post,
        hyper::Method::OPTIONS => return Ok(Asked::Permission(permission(headers))),
        _ => {
            return Err(Problem::new(
                405,
                "GET, HEAD, POST and OPTIONS are answered; nothing can be changed here",
            ));
        }
    };
    let path = decode(parts.uri.path(), false)?;
    let query = pairs(parts.uri.query().unwrap_or(""))?;
    let content_type = text(headers, &header::CONTENT_TYPE)
        .unwrap_or("")
        .split(';')
        .next()
        .unwrap_or("")
        .trim()
        .to_ascii_lowercase();
    let accept = text(headers, &header::ACCEPT).unwrap_or("").to_owned();
    let body = read_body(headers, body, &shared.limits).await?;
    let form = if content_type == "application/x-www-form-urlencoded" {
        let text = std::str::from_utf8(&body).map_err(|_| Problem::bad("the form is not UTF-8"))?;
        pairs(text)?
    } else {
        Vec::new()
    };
    Ok(Asked::Question(Request {
        method,
        path,
        query,
        form,
        content_type,
        body,
        accept,
        host,
        deadline: Some(Instant::now() + shared.limits.answer_time),
    }))
}

/// The `Host` of a request, if it is ours; the address in the first line, where it names one, must be ours too.
fn own_host(guard: &Guard, parts: &hyper::http::request::Parts) -> Result<String, Problem> {
    let mut hosts = parts.headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return Err(Problem::bad("a request has one `Host` header"));
    };
    let host = host.to_str().unwrap_or("");
    let named = parts
        .uri
        .authority()
        .map_or(host, |authority| authority.as_str());
    if guard.is_own_name(host) && guard.is_own_name(named) {
        return Ok(host.to_owned());
    }
    Err(Problem::new(
        421,
        "this server does not answer to that name: use the address it printed; `--base URL` gives it another",
    ))
}

async fn read_body(
    headers: &HeaderMap,
    body: Incoming,
    limits: &Limits,
) -> Result<Vec<u8>, Problem> {
    let too_long = || {
        Problem::new(
            413,
            format!(
                "a body may have {} bytes: ask in smaller parts",
                limits.body
            ),
        )
    };
    let told: Option<u64> =
        text(headers, &header::CONTENT_LENGTH).and_then(|text| text.parse().ok());
    if told.is_some_and(|length| length > limits.body as u64) {
        return Err(too_long());
    }
    let collected = Limited::new(body, limits.body).collect();
    match tokio::time::timeout(limits.body_time, collected).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes().to_vec()),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => Err(too_long()),
        Ok(Err(_)) => Err(Problem::bad("the body broke off")),
        Err(_) => Err(Problem::new(408, "the body took too long to arrive")),
    }
}

/// Lets the handler compute, when its turn has come and not for ever.
async fn compute(shared: &Arc<Shared>, request: Request) -> Response {
    let Ok(turn) = Arc::clone(&shared.turns).try_acquire_owned() else {
        return Response::from(Problem::new(
            429,
            "too many requests at a time: ask again in a second",
        ))
        .with("Retry-After", "1");
    };
    let handler = Arc::clone(&shared.handler);
    let work = tokio::task::spawn_blocking(move || {
        let response = handler.answer(&request);
        drop(turn);
        response
    });
    match tokio::time::timeout(shared.limits.answer_time, work).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => Problem::new(
            500,
            "the program failed at this request; others are not touched",
        )
        .into(),
        Err(_) => Problem::new(
            503,
            format!(
                "no answer within {} seconds: ask for less at a time",
                shared.limits.answer_time.as_secs()
            ),
        )
        .into(),
    }
}

/// Answers a browser that asks whether a page may ask.
fn permission(headers: &HeaderMap) -> Response {
    let response = Response::new(204, "text/plain", "")
        .with("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS")
        .with("Access-Control-Allow-Headers", "Content-Type")
        .with("Access-Control-Max-Age", "600");
    // https://wicg.github.io/private-network-access/: a page from elsewhere that was allowed by name
    if headers.contains_key("access-control-request-private-network") {
        return response.with("Access-Control-Allow-Private-Network", "true");
    }
    response
}

/// Puts the headers on that every answer has.
fn finish(response: Response, origin: &Origin, guard: &Guard) -> Answer {
    let frames = if response.framed {
        guard.frames()
    } else {
        "'none'".into()
    };
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {frames}"
    );
    let closes = matches!(response.status, 400 | 408 | 411 | 413 | 415 | 421);
    let mut answer = hyper::Response::new(Full::new(Bytes::from(response.body)));
    *answer.status_mut() = hyper::StatusCode::from_u16(response.status)
        .unwrap_or(hyper::StatusCode::INTERNAL_SERVER_ERROR);
    let mut put = |name: &'static str, value: &str| {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            answer.headers_mut().insert(name, value);
        }
    };
    if response.status != 204 {
        put("content-type", response.kind);
    }
    put("content-security-policy", &policy);
    put("x-content-type-options", "nosniff");
    put("referrer-policy", "no-referrer");
    put("cross-origin-resource-policy", "same-origin");
    put("cache-control", "no-cache");
    put("vary", "Origin, Accept");
    if response.status == 405 {
        put("allow", "GET, HEAD, POST, OPTIONS");
    }
    // what is left of a request that was refused is not read as the next one
    if closes {
        put("connection", "close");
    }
    if let Origin::Allowed(origin) = origin {
        put("access-control-allow-origin", origin);
    }
    for (name, value) in &response.headers {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

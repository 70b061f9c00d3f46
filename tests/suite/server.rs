//! A scripted HTTP server on loopback: it answers each request with the next part of its script, well or badly.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

/// What is sent back for the request that is given.
pub type Reply = Box<dyn Fn(&str) -> Vec<u8> + Send>;

/// A server and what it was asked.
pub struct Server {
    /// `http://127.0.0.1:PORT`.
    pub url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers with the script, its last part again and again.
    pub fn start(script: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let Ok(mut stream) = stream else { return };
                let request = read(&mut stream);
                let reply = script[number.min(script.len() - 1)](&request);
                log.lock().unwrap().push(request);
                // a client that has heard enough hangs up
                let _ = stream.write_all(&reply);
            }
        });
        Self { url, asked }
    }

    /// The requests so far, head and body.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn read(stream: &mut std::net::TcpStream) -> String {
    let mut request = Vec::new();
    let mut piece = [0u8; 4096];
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .to_lowercase()
                .split("content-length: ")
                .nth(1)
                .and_then(|rest| rest.split("\r\n").next()?.parse::<usize>().ok())
                .unwrap_or(0);
            if body.len() >= length {
                return text;
            }
        }
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return text,
            Ok(count) => request.extend_from_slice(&piece[..count]),
        }
    }
}

/// An answer with its length.
pub fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A part of a script that is the same for every request.
pub fn always(reply: Vec<u8>) -> Reply {
    Box::new(move |_| reply.clone())
}

/// A server that sends this to everybody and then says nothing more, the connection open; its address.
pub fn silent_after(part: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let mut open = Vec::new();
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            read(&mut stream);
            let _ = stream.write_all(&part);
            open.push(stream);
        }
    });
    url
}

/// An answer with its length, packed by gzip.
pub fn packed(headers: &str, body: &str) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(body.as_bytes()).unwrap();
    let body = packed.finish().unwrap();
    let mut answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\nContent-Encoding: gzip\r\n{headers}\r\n",
        body.len()
    )
    .into_bytes();
    answer.extend(body);
    answer
}

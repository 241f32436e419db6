//! The built program while it serves a zone.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use serde_json::Value;

use crate::program::Walk;

/// A server on a port of its own. What it logs is judged when it ends: nobody warned of anything.
pub struct Served {
    program: Child,
    address: String,
    log: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
    /// What it may warn of.
    foreseen: Option<&'static str>,
}

/// What a request was answered with.
pub struct Answer {
    pub status: u16,
    headers: ureq::http::HeaderMap,
    pub body: Vec<u8>,
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into()
}

impl Answer {
    fn of(mut response: ureq::http::Response<ureq::Body>) -> Self {
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.body_mut().read_to_vec().unwrap(),
        }
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).map(|value| value.to_str().unwrap());
        value.unwrap_or_default()
    }

    /// All headers of this name.
    pub fn headers(&self, name: &str) -> Vec<&str> {
        let values = self.headers.get_all(name).iter();
        values.map(|value| value.to_str().unwrap()).collect()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

impl Served {
    /// Serves the zone `zone/` of `walk`.
    pub fn start(walk: &Walk) -> Self {
        Self::start_as(walk, &["--zone", "zone", "serve", "--bind", "127.0.0.1:0"])
    }

    pub fn start_as(walk: &Walk, arguments: &[&str]) -> Self {
        Self::start_by(walk.command(arguments))
    }

    /// Serves by a command that serves.
    pub fn start_by(mut command: Command) -> Self {
        let mut program = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(program.stderr.take().unwrap());
        let mut told = String::new();
        let address = loop {
            let mut line = String::new();
            assert!(lines.read_line(&mut line).unwrap() > 0, "it ended: {told}");
            if let Some(at) = line.find("http://") {
                let address = line[at..].split_whitespace().next().unwrap();
                break address.trim_end_matches('/').to_owned();
            }
            told += &line;
        };
        let log = Arc::new(Mutex::new(String::new()));
        let kept = Arc::clone(&log);
        let reader = std::thread::spawn(move || {
            let mut rest = String::new();
            lines.read_to_string(&mut rest).unwrap();
            *kept.lock().unwrap() = rest;
        });
        Self {
            program,
            address,
            log,
            reader: Some(reader),
            foreseen: None,
        }
    }

    /// Its number among the processes.
    pub fn id(&self) -> u32 {
        self.program.id()
    }

    /// Lines of its log with these words are foreseen by the test.
    pub fn foresee(&mut self, words: &'static str) {
        self.foreseen = Some(words);
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = agent().get(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::of(request.call().unwrap())
    }

    /// Sends `body` as JSON; nothing where it is null.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(self.url(path))
            .header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        Answer::of(agent().run(request.body(body).unwrap()).unwrap())
    }

    pub fn post(&self, path: &str) -> Answer {
        Answer::of(agent().post(self.url(path)).send_empty().unwrap())
    }

    /// The rows of a list, page after page of `limit` rows.
    pub fn pages(&self, path: &str, limit: usize) -> Vec<Vec<Value>> {
        let sign = if path.contains('?') { '&' } else { '?' };
        let (mut pages, mut after) = (Vec::new(), String::new());
        loop {
            let answer = self.get(&format!("{path}{sign}limit={limit}{after}"));
            assert_eq!(answer.status, 200, "{}", answer.text());
            let page = answer.json();
            pages.push(page["rows"].as_array().unwrap().clone());
            assert!(pages.len() < 10_000, "a list without an end: {path}");
            match page["next"].as_str() {
                Some(cursor) => after = format!("&after={}", encoded(cursor)),
                None => return pages,
            }
        }
    }

    /// Tells it to end, as a service manager does. Gives its exit code; its log must be clean.
    pub fn end(mut self) -> Option<i32> {
        let id = self.program.id().to_string();
        let told = Command::new("kill").arg(&id).status();
        assert!(told.unwrap().success());
        let ended = self.program.wait().unwrap();
        self.assert_log_clean();
        ended.code()
    }

    /// As [`Served::end`]; gives the log.
    pub fn end_with_log(self) -> String {
        let log = Arc::clone(&self.log);
        assert_eq!(self.end(), Some(0));
        let log = log.lock().unwrap();
        log.clone()
    }

    fn assert_log_clean(&mut self) {
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        let log = self.log.lock().unwrap();
        let is_foreseen = |line: &str| self.foreseen.is_some_and(|words| line.contains(words));
        let loud = log
            .lines()
            .filter(|line| !is_foreseen(line))
            .find(|line| line.contains("WARN") || line.contains("ERROR"));
        assert_eq!(loud, None, "{log}");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
        if !std::thread::panicking() {
            self.assert_log_clean();
        }
    }
}

/// Percent-encoded, every byte that is no letter or digit.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

//! A door to knock at: a listener that reads frames up to their line end and does what its test says. It
//! shares no line with the codec that the program answers to.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What a door does with a frame.
pub enum Deed {
    /// Answers this.
    Say(String),
    /// Keeps still.
    Nothing,
    /// Ends the connection.
    HangUp,
}

/// A frame that came in: on which connection, and its text.
#[derive(Debug, Clone)]
pub struct Heard {
    pub connection: usize,
    pub frame: String,
}

/// A door on a port of its own.
pub struct Door {
    pub address: SocketAddr,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Door {
    /// A door that does `deed` with each frame, told how often the same device came with the same QN before.
    pub fn open(deed: impl Fn(&Heard, usize) -> Deed + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (deed, all) = (Arc::new(deed), Arc::clone(&heard));
        std::thread::spawn(move || {
            for (connection, stream) in listener.incoming().enumerate() {
                let (deed, all, stream) = (Arc::clone(&deed), Arc::clone(&all), stream.unwrap());
                std::thread::spawn(move || converse(connection, stream, &all, &*deed));
            }
        });
        Self { address, heard }
    }

    /// Everything that came in.
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    /// The address as an argument.
    pub fn to(&self) -> String {
        self.address.to_string()
    }
}

fn converse(
    connection: usize,
    mut stream: TcpStream,
    all: &Mutex<Vec<Heard>>,
    deed: &(dyn Fn(&Heard, usize) -> Deed + Send + Sync),
) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = Vec::new();
    while reader
        .read_until(b'\n', &mut line)
        .is_ok_and(|read| read > 0)
    {
        let frame = String::from_utf8(std::mem::take(&mut line)).unwrap();
        let heard = Heard { connection, frame };
        let before = {
            let mut all = all.lock().unwrap();
            let (mn, qn) = (field(&heard.frame, "MN"), field(&heard.frame, "QN"));
            let is_same = |f: &str| field(f, "MN") == mn && field(f, "QN") == qn;
            let before = all.iter().filter(|h| is_same(&h.frame)).count();
            all.push(heard.clone());
            before
        };
        match deed(&heard, before) {
            Deed::Say(answer) => {
                if stream.write_all(answer.as_bytes()).is_err() {
                    return;
                }
            }
            Deed::Nothing => {}
            Deed::HangUp => {
                let _ = stream.shutdown(std::net::Shutdown::Both);
                return;
            }
        }
    }
}

/// The text of a field of the header; nothing where there is none.
pub fn field<'f>(frame: &'f str, name: &str) -> &'f str {
    let header = frame.split("CP=").next().unwrap();
    let parts = header.trim_start_matches(|c: char| c == '#' || c.is_ascii_digit());
    let start = format!("{name}=");
    let mut found = parts
        .split(';')
        .filter_map(|part| part.strip_prefix(&start));
    found.next().unwrap_or("")
}

/// 9014 as annex C of HJ 212-2017 prints it; to devices of 2005 with the QN in the data area.
pub fn acknowledged(frame: &str, qn: &str) -> String {
    let flag: u8 = field(frame, "Flag").parse().unwrap();
    let (of_header, of_data) = if flag >> 2 == 0 {
        (String::new(), format!("QN={qn}"))
    } else {
        (format!("QN={qn};"), String::new())
    };
    framed(&format!(
        "{of_header}ST=91;CN=9014;PW=123456;MN={};Flag={};CP=&&{of_data}&&",
        field(frame, "MN"),
        flag & !3
    ))
}

/// 9011 with a code.
pub fn refused(frame: &str, code: u16) -> String {
    let qn = field(frame, "QN");
    let mn = field(frame, "MN");
    framed(&format!(
        "QN={qn};ST=91;CN=9011;PW=123456;MN={mn};Flag=4;CP=&&QnRtn={code}&&"
    ))
}

/// Head, length and check by annex A of HJ 212-2017, a bit at a time.
pub fn framed(segment: &str) -> String {
    let mut register: u16 = 0xFFFF;
    for byte in segment.bytes() {
        register = (register >> 8) ^ u16::from(byte);
        for _ in 0..8 {
            let lowest = register & 1;
            register >>= 1;
            if lowest == 1 {
                register ^= 0xA001;
            }
        }
    }
    format!("##{:04}{segment}{register:04X}\r\n", segment.len())
}

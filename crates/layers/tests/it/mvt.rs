//! A reader of vector tiles, written from the specification and from nothing of ours; what ogr2ogr reads of
//! the same tiles is beside it (`tiles.rs`).

use std::collections::BTreeMap;

/// A part of a shape in units of the tile.
pub type Part = Vec<[i64; 2]>;

#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    Text(String),
    Number(f64),
    Bool(bool),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    pub id: u64,
    /// 1 points, 2 lines, 3 rings.
    pub kind: u64,
    pub said: BTreeMap<String, Said>,
    pub parts: Vec<Part>,
}

/// A field of a message.
enum Field<'b> {
    Number(u64),
    Double(f64),
    Bytes(&'b [u8]),
}

fn number(bytes: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in 0.. {
        let byte = bytes[0];
        *bytes = &bytes[1..];
        value |= u64::from(byte & 127) << (7 * shift);
        if byte < 128 {
            break;
        }
    }
    value
}

fn fields(mut bytes: &[u8]) -> Vec<(u64, Field<'_>)> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let tag = number(&mut bytes);
        let field = match tag & 7 {
            0 => Field::Number(number(&mut bytes)),
            1 => {
                let (eight, rest) = bytes.split_at(8);
                bytes = rest;
                Field::Double(f64::from_le_bytes(eight.try_into().unwrap()))
            }
            2 => {
                let length = usize::try_from(number(&mut bytes)).unwrap();
                let (part, rest) = bytes.split_at(length);
                bytes = rest;
                Field::Bytes(part)
            }
            other => panic!("wire type {other}"),
        };
        found.push((tag >> 3, field));
    }
    found
}

fn signed(zigzag: u64) -> i64 {
    let half = i64::try_from(zigzag / 2).unwrap();
    if zigzag.is_multiple_of(2) {
        half
    } else {
        -half - 1
    }
}

fn value(bytes: &[u8]) -> Said {
    let all = fields(bytes);
    assert_eq!(all.len(), 1);
    match &all[0] {
        (1, Field::Bytes(text)) => Said::Text(String::from_utf8(text.to_vec()).unwrap()),
        (3, Field::Double(number)) => Said::Number(*number),
        (5, Field::Number(number)) => Said::Number(*number as f64),
        (6, Field::Number(number)) => Said::Number(signed(*number) as f64),
        (7, Field::Number(number)) => Said::Bool(*number == 1),
        (other, _) => panic!("field {other} of a value"),
    }
}

fn numbers(mut bytes: &[u8]) -> Vec<u64> {
    let mut all = Vec::new();
    while !bytes.is_empty() {
        all.push(number(&mut bytes));
    }
    all
}

fn parts(commands: &[u64]) -> Vec<Part> {
    let (mut parts, mut at): (Vec<Part>, [i64; 2]) = (Vec::new(), [0, 0]);
    let mut place = 0;
    while place < commands.len() {
        let (command, count) = (commands[place] & 7, commands[place] >> 3);
        place += 1;
        if command == 7 {
            assert_eq!(count, 1);
            let first = parts.last().unwrap()[0];
            parts.last_mut().unwrap().push(first);
            continue;
        }
        for _ in 0..count {
            at = [
                at[0] + signed(commands[place]),
                at[1] + signed(commands[place + 1]),
            ];
            place += 2;
            match command {
                1 => parts.push(vec![at]),
                2 => parts.last_mut().unwrap().push(at),
                other => panic!("command {other}"),
            }
        }
    }
    parts
}

/// The features of the one layer of a tile.
pub fn read(tile: &[u8]) -> Vec<Feature> {
    let layers = fields(tile);
    assert_eq!(layers.len(), 1, "one layer");
    let (3, Field::Bytes(layer)) = layers[0] else {
        panic!("no layer");
    };
    let (mut keys, mut values, mut raw) = (Vec::new(), Vec::new(), Vec::new());
    for (field, content) in fields(layer) {
        match (field, content) {
            (15, Field::Number(version)) => assert_eq!(version, 2),
            (5, Field::Number(extent)) => assert_eq!(extent, 4096),
            (1, Field::Bytes(name)) => assert_eq!(name, b"features"),
            (2, Field::Bytes(feature)) => raw.push(feature),
            (3, Field::Bytes(key)) => keys.push(String::from_utf8(key.to_vec()).unwrap()),
            (4, Field::Bytes(bytes)) => values.push(value(bytes)),
            (other, _) => panic!("field {other} of a layer"),
        }
    }
    let feature = |bytes: &[u8]| {
        let mut feature = Feature {
            id: 0,
            kind: 0,
            said: BTreeMap::new(),
            parts: Vec::new(),
        };
        for (field, content) in fields(bytes) {
            match (field, content) {
                (1, Field::Number(id)) => feature.id = id,
                (2, Field::Bytes(tags)) => {
                    for tag in numbers(tags).chunks(2) {
                        let place = |tag: u64| usize::try_from(tag).unwrap();
                        let (key, value) = (&keys[place(tag[0])], &values[place(tag[1])]);
                        feature.said.insert(key.clone(), value.clone());
                    }
                }
                (3, Field::Number(kind)) => feature.kind = kind,
                (4, Field::Bytes(commands)) => feature.parts = parts(&numbers(commands)),
                (other, _) => panic!("field {other} of a feature"),
            }
        }
        feature
    };
    raw.into_iter().map(feature).collect()
}

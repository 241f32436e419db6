//! The published frames: tab-separated tables with a head, `\r` and `\n` written out.

/// One row: cells by the names of the head.
pub struct Row {
    head: Vec<&'static str>,
    cells: Vec<&'static str>,
}

impl Row {
    /// The cell of a column.
    pub fn cell(&self, name: &str) -> &'static str {
        let column = self.head.iter().position(|head| *head == name);
        self.cells[column.unwrap_or_else(|| panic!("no column {name}"))]
    }

    /// The cell `bytes`, unescaped.
    pub fn bytes(&self) -> Vec<u8> {
        let text = self.cell("bytes");
        text.replace("\\r", "\r").replace("\\n", "\n").into_bytes()
    }

    /// The data segment of the cell `bytes`, of the first of several frames.
    pub fn segment(&self) -> &'static str {
        let text = self.cell("bytes");
        let (head, area) = text.split_once("CP=&&").unwrap();
        let start = head.find(['Q', 'S']).unwrap();
        let end = head.len() + 5 + area.find("&&").unwrap() + 2;
        &text[start..end]
    }

    /// A cell of hexadecimal digits.
    pub fn hex(&self, name: &str) -> Vec<u8> {
        let digits = self.cell(name).as_bytes();
        digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    }
}

fn rows(text: &'static str) -> Vec<Row> {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split('\t').collect();
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), head.len(), "{line}");
            let head = head.clone();
            Row { head, cells }
        })
        .collect()
}

/// Frames of public sources.
pub fn messages() -> Vec<Row> {
    rows(include_str!("../vectors/hj212/messages.tsv"))
}

/// The fields that [`messages`] hold.
pub fn message_fields() -> Vec<Row> {
    rows(include_str!("../vectors/hj212/messages-fields.tsv"))
}

/// The examples of annex C of 2017, and requests of 2025.
pub fn annex_c() -> Vec<Row> {
    rows(include_str!("../vectors/hj212/annex-c.tsv"))
}

/// What must not be taken for a frame, or not for all of one.
pub fn malformed() -> Vec<Row> {
    rows(include_str!("../vectors/hj212/malformed.tsv"))
}

/// The sealed examples of annex A.2 of 2025.
pub fn sm4() -> Vec<Row> {
    rows(include_str!("../vectors/hj212/sm4.tsv"))
}

/// The row of an id.
pub fn row(rows: Vec<Row>, id: &str) -> Row {
    let found = rows.into_iter().find(|row| row.cell("id") == id);
    found.unwrap_or_else(|| panic!("no vector {id}"))
}

//! The tables in `tests/data`, read.

/// One table: its header and its rows.
pub struct Table {
    header: Vec<&'static str>,
    pub rows: Vec<Vec<&'static str>>,
}

impl Table {
    pub fn parse(text: &'static str) -> Self {
        let mut lines = text.lines().map(|line| line.split(',').collect());
        Self {
            header: lines.next().expect("a header"),
            rows: lines.collect(),
        }
    }

    pub fn numbers(&self, column: &str) -> Vec<f64> {
        self.column(column)
    }

    pub fn whole_numbers(&self, column: &str) -> Vec<i32> {
        self.column(column)
    }

    fn column<T: std::str::FromStr<Err: std::fmt::Debug>>(&self, column: &str) -> Vec<T> {
        let place = self.header.iter().position(|name| *name == column);
        let place = place.expect("the column is in the header");
        let parse = |row: &Vec<&str>| row[place].parse().expect("a number");
        self.rows.iter().map(parse).collect()
    }
}

pub fn epa_example_14_8() -> Table {
    Table::parse(include_str!("../data/epa_2009_example_14_8.csv"))
}

pub fn epa_example_17_6() -> Table {
    Table::parse(include_str!("../data/epa_2009_example_17_6.csv"))
}

pub fn precipitation_sulfate() -> Table {
    Table::parse(include_str!("../data/precipitation_sulfate_1998_2010.csv"))
}

pub fn rhine_at_maxau() -> Table {
    Table::parse(include_str!("../data/rhine_maxau_1965_2009.csv"))
}

pub fn sf_bay_station_27() -> Table {
    Table::parse(include_str!("../data/sf_bay_s27_1978_2009.csv"))
}

pub fn hulun_lake() -> Table {
    Table::parse(include_str!("../data/tli_hulun_2011_2015.csv"))
}

pub fn gb3838_table_1() -> Table {
    Table::parse(include_str!("../data/gb3838_2002_table1.csv"))
}

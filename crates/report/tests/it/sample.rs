//! Documents to set: one as a bureau has it, in either language, and small ones.

use report::model::{
    Align, Bar, Block, Cell, Chart, Colour, Column, Created, Document, KeyFigure, Kind, Language,
    Row, Shape, SignOff, Signature, Table, Text,
};

pub const CLASSES: [(&str, Colour); 6] = [
    ("Ⅰ", Colour::rgb(0xCC, 0xE5, 0xF6)),
    ("Ⅱ", Colour::rgb(0x8F, 0xC4, 0xE8)),
    ("Ⅲ", Colour::rgb(0x9F, 0xD8, 0xA4)),
    ("Ⅳ", Colour::rgb(0xF7, 0xE0, 0x8A)),
    ("Ⅴ", Colour::rgb(0xF2, 0xA8, 0x6B)),
    ("劣Ⅴ", Colour::rgb(0xD9, 0x6C, 0x66)),
];

pub const CREATED: Created = Created {
    year: 2021,
    month: 5,
    day: 6,
    hour: 8,
    minute: 30,
    second: 0,
    ahead_of_utc_minutes: 480,
};

/// A document with nothing but its blocks.
pub fn of(blocks: Vec<Block>) -> Document {
    Document {
        language: Language::Zh,
        title: "水质月报".to_owned(),
        letterhead: None,
        bureau: String::new(),
        number: String::new(),
        period: String::new(),
        as_of: String::new(),
        mark: None,
        created: CREATED,
        blocks,
        sign_off: None,
        annexes: Vec::new(),
    }
}

pub fn kinds() -> Vec<Kind> {
    CLASSES
        .iter()
        .map(|(name, colour)| Kind {
            name: (*name).to_owned(),
            colour: *colour,
        })
        .collect()
}

pub fn chapter(text: &str) -> Block {
    Block::Heading {
        level: 1,
        text: text.to_owned(),
    }
}

/// A table of sections with as many rows as asked for; every fifth has a remark.
pub fn sections(rows: usize) -> Table {
    let names = [
        "陶岔",
        "坝上中(胡家岭)",
        "淅川荆紫关(荆紫关)",
        "浪河口",
        "王河电站",
    ];
    let row = |index: usize| {
        let (class, colour) = CLASSES[index % 6];
        Row {
            cells: vec![
                Cell::from((index + 1).to_string()),
                Cell::from(names[index % 5]),
                Cell::from("丹江口水库"),
                Cell {
                    text: class.into(),
                    tint: Some(colour),
                },
                Cell::from(format!("总磷 0.{:03} mg/L", 10 + index)),
                Cell::from(
                    Text::default().link(format!("{:.2}", 0.4), "https://book.example/why?row=1"),
                ),
                Cell::from("Ⅱ"),
                Cell::from(if index % 6 < 2 { "是" } else { "否" }),
                Cell::from("28"),
            ],
            note: (index % 5 == 3).then(|| {
                "总磷月均值超过Ⅲ类限值 0.2 mg/L，超标 0.4 倍；按 GB 3838—2002 表1评价，数据28天，其中2天缺测。".into()
            }),
        }
    };
    Table {
        caption: "表1  断面水质状况".to_owned(),
        columns: vec![
            Column::new("序号", Align::End),
            Column::new("断面", Align::Start),
            Column::new("河流、湖库", Align::Start),
            Column::new("类别", Align::Centre),
            Column::new("定类因子及月均值", Align::Start),
            Column::new("与Ⅲ类之比", Align::End),
            Column::new("目标", Align::Centre),
            Column::new("达标", Align::Centre),
            Column::new("天数", Align::End),
        ],
        rows: (0..rows).map(row).collect(),
    }
}

fn figure(label: &str, value: &str, remark: &str) -> KeyFigure {
    KeyFigure {
        label: label.to_owned(),
        value: value.into(),
        remark: remark.to_owned(),
    }
}

fn course() -> Chart {
    let values = [
        Some(0.021),
        Some(0.024),
        Some(0.022),
        None,
        Some(0.031),
        Some(0.035),
        Some(0.029),
        Some(0.026),
        Some(0.02),
        Some(0.019),
        Some(0.022),
        Some(0.027),
        Some(0.034),
    ];
    let label = |index: usize| format!("{}-{:02}", 20 + (index + 3) / 12, (index + 3) % 12 + 1);
    Chart {
        title: "图2  陶岔断面总磷月均值".to_owned(),
        shape: Shape::Course {
            points: values
                .into_iter()
                .enumerate()
                .map(|(i, v)| (label(i), v))
                .collect(),
            limit: Some((0.05, "Ⅲ类限值".to_owned())),
            unit: "mg/L".to_owned(),
        },
    }
}

fn bars() -> Chart {
    let bar = |index: u32| Bar {
        label: format!("20-{:02}", index + 1),
        counts: vec![
            index % 3,
            12 + index % 4,
            5,
            2,
            u32::from(index.is_multiple_of(5)),
            index % 2,
        ],
    };
    Chart {
        title: "图1  各月类别断面数".to_owned(),
        shape: Shape::Bars {
            kinds: kinds(),
            bars: (0..12).map(bar).collect(),
        },
    }
}

pub const FIRST: &str = "2021年4月，丹江口库区及上游共监测25个断面，应有25个，评价24个，1个断面无数据（“浪河口”）。Ⅰ～Ⅲ类水质断面占92.5 %，与上月相比上升3.1个百分点，与去年同期相比下降1.2个百分点；无劣Ⅴ类断面。主要污染指标为总磷、氨氮（NH₃-N）和高锰酸盐指数（CODMn），总磷浓度范围为0.010～0.081 mg/L，水温12.4～18.9 ℃，电导率230～410 µS/cm，面积约1 050 km²。";

/// A bulletin as a bureau has it.
pub fn bulletin() -> Document {
    Document {
        letterhead: Some("丹江口市生态环境局文件".to_owned()),
        bureau: "丹江口市生态环境局".to_owned(),
        number: "2021年第4期".to_owned(),
        title: "丹江口水库水质月报".to_owned(),
        period: "2021年4月".to_owned(),
        as_of: "数据截至 2021-05-06 08:30；快照 41".to_owned(),
        sign_off: Some(SignOff {
            roles: ["编制：", "审核：", "签发："].map(Signature::from).into(),
            seal: "（盖章）".to_owned(),
            date: "2021年5月6日".to_owned(),
        }),
        ..of(vec![
            chapter("一、总体状况"),
            Block::Figures(vec![
                figure("Ⅰ～Ⅲ类断面比例", "92.5 %", "24个断面中22个"),
                figure("劣Ⅴ类断面比例", "0.0 %", "与上月相同"),
                figure("环比", "+3.1 个百分点", "23个断面可比"),
                figure("无数据断面", "1", "浪河口"),
            ]),
            Block::Paragraph(FIRST.into()),
            Block::Chart(Chart {
                title: "本月各类别断面数".to_owned(),
                shape: Shape::Strip {
                    kinds: kinds(),
                    counts: vec![3, 14, 5, 1, 0, 1],
                },
            }),
            Block::Chart(bars()),
            chapter("二、断面与点位"),
            Block::Table(sections(18)),
            Block::Note("小图为定类因子近13个月的月均值；缺测的月份断开。有断面的数据未经人工审核，结果为暂定。".into()),
            chapter("三、趋势"),
            Block::Heading { level: 2, text: "（一）总磷".to_owned() },
            Block::Paragraph(Text::plain("25个断面项目中18个数据足够检验，").strong("3个有显著趋势").and("。没有发现趋势不等于没有变化，见").link("方法说明", "https://book.example/methods").and("。")),
            Block::Chart(course()),
        ])
    }
}

/// The same kind of document in English.
pub fn in_english() -> Document {
    Document {
        language: Language::En,
        title: "Danjiangkou reservoir: water quality report".to_owned(),
        bureau: "Bureau of Ecology and Environment of Danjiangkou".to_owned(),
        number: "No. 4 of 2021".to_owned(),
        period: "April 2021".to_owned(),
        as_of: "As of 2021-05-06 08:30; snapshot 41".to_owned(),
        sign_off: Some(SignOff {
            roles: ["Drafted by", "Checked by", "Issued by"].map(Signature::from).into(),
            seal: "(seal)".to_owned(),
            date: "6 May 2021".to_owned(),
        }),
        ..of(vec![
            chapter("Overview"),
            Block::Figures(vec![
                figure("Sections of class I to III", "92.5 %", "22 of 24 sections"),
                figure("On the month before", "+3.1 points", "23 sections compared"),
            ]),
            Block::Paragraph("In April 2021 a reading was expected of 25 sections; 24 were judged and one was silent. The share of sections of class I to III was 92.5 %, which is 3.1 points more than in the month before and 1.2 points less than in April 2020. Total phosphorus ranged from 0.010 to 0.081 mg/L, conductivity from 230 to 410 µS/cm; no section was of class inferior V.".into()),
            Block::Chart(course()),
        ])
    }
}

//! How rich in nutrients a lake is.

use methods::trophic::{TrophicSample, TrophicState, trophic_level_index};

use super::declaration::{Kind, SqlFunction};

pub(super) fn declare() -> Vec<SqlFunction> {
    vec![
        SqlFunction::numbers(
            "trophic_level_index",
            "The trophic level index of a lake, weighted over the items that are there; nothing when none is, or one is not above 0.",
            |row| {
                let sample = TrophicSample {
                    chlorophyll_ug_l: row.number(0),
                    tp_mg_l: row.number(1),
                    tn_mg_l: row.number(2),
                    codmn_mg_l: row.number(3),
                    secchi_m: row.number(4),
                };
                trophic_level_index(&sample).ok().flatten()
            },
        )
        .takes("chlorophyll_a_ug_l", Kind::Number)
        .takes("tp_mg_l", Kind::Number)
        .takes("tn_mg_l", Kind::Number)
        .takes("codmn_mg_l", Kind::Number)
        .takes("secchi_m", Kind::Number)
        .source("huanban_2011_22", "trophic level index")
        .example("trophic_level_index(1.0, null, null, null, null)", "25.0")
        .example("trophic_level_index(null, null, null, null, null)", "null"),
        SqlFunction::texts(
            "trophic_state",
            "The trophic state of an index: oligotrophic, mesotrophic, lightly_eutrophic, moderately_eutrophic, heavily_eutrophic.",
            |row, out| {
                out.push_str(TrophicState::of_index(row.number(0)?)?.as_str());
                Some(())
            },
        )
        .takes("index", Kind::Number)
        .source("huanban_2011_22", "trophic level index")
        .example("trophic_state(61.837)", "'moderately_eutrophic'")
        .example("trophic_state(50)", "'mesotrophic'"),
    ]
}

//! The trophic level index, against Hulun Lake and against errors seen in other programs.

use proptest::option;
use proptest::prelude::*;
use wellkeeper_methods::MethodError;
use wellkeeper_methods::trophic::{
    TrophicIndices, TrophicSample, TrophicState, chlorophyll_index, codmn_index, secchi_index,
    tn_index, tp_index, trophic_level_index,
};

use crate::figures::hulun_lake;

#[test]
fn hulun_lake_2011_to_2015_has_the_published_index_and_state() {
    let table = hulun_lake();
    let (chlorophyll, tp, tn, secchi) = (
        table.numbers("chlorophyll_index"),
        table.numbers("tp_index"),
        table.numbers("tn_index"),
        table.numbers("secchi_index"),
    );
    assert_eq!(table.rows.len(), 5);
    for (year, row) in table.rows.iter().enumerate() {
        let indices = TrophicIndices {
            chlorophyll: Some(chlorophyll[year]),
            tp: Some(tp[year]),
            tn: Some(tn[year]),
            secchi: Some(secchi[year]),
            codmn: None,
        };
        let found = indices.weighted().expect("four items");
        assert_eq!(format!("{found:.3}"), row[5], "{}", row[0]);
        let state = TrophicState::of_index(found).expect("a number");
        assert_eq!(state.title_zh(), row[6], "{}", row[0]);
    }
}

#[test]
fn weights_are_the_squares_of_the_correlations_not_rounded_ones() {
    // Each item alone at 100, the others at 0, gives its weight in percent.
    let only = |place: usize| {
        let at = |item| Some(if item == place { 100.0 } else { 0.0 });
        let indices = TrophicIndices {
            chlorophyll: at(0),
            tp: at(1),
            tn: at(2),
            secchi: at(3),
            codmn: at(4),
        };
        format!("{:.3}", indices.weighted().expect("five items"))
    };
    assert_eq!(
        [0, 1, 2, 3, 4].map(only),
        ["26.625", "18.787", "17.903", "18.342", "18.342"]
    );
}

#[test]
fn each_item_has_its_own_formula_and_unit() {
    let e = core::f64::consts::E;
    for (found, printed) in [
        (chlorophyll_index(1.0), 25.0),
        (chlorophyll_index(e), 35.86),
        (tp_index(1.0), 94.36),
        (tp_index(e), 110.6),
        (tn_index(1.0), 54.53),
        (tn_index(e), 71.47),
        (secchi_index(1.0), 51.18),
        (secchi_index(e), 31.78),
        (codmn_index(1.0), 1.09),
        (codmn_index(e), 27.7),
    ] {
        assert!(
            (found.expect("above 0") - printed).abs() < 1e-9,
            "{printed}"
        );
    }
}

#[test]
fn a_lake_without_any_item_has_no_index() {
    assert_eq!(trophic_level_index(&TrophicSample::default()), Ok(None));
}

#[test]
fn a_value_of_zero_or_less_is_refused_by_name() {
    for found in [0.0, -0.0, -3.0] {
        let sample = TrophicSample {
            secchi_m: Some(found),
            ..TrophicSample::default()
        };
        let refused = MethodError::NotPositive {
            item: "Secchi depth",
            found,
        };
        assert_eq!(trophic_level_index(&sample), Err(refused));
    }
}

#[test]
fn nan_and_infinity_are_refused_and_not_left_out() {
    for found in [f64::NAN, f64::INFINITY] {
        let sample = TrophicSample {
            tn_mg_l: Some(found),
            tp_mg_l: Some(0.1),
            ..TrophicSample::default()
        };
        assert!(matches!(
            trophic_level_index(&sample),
            Err(MethodError::NotFinite {
                item: "total nitrogen",
                ..
            })
        ));
    }
}

#[test]
fn bounds_of_the_states_belong_to_the_poorer_state_but_for_thirty() {
    for (index, state) in [
        (f64::NEG_INFINITY, TrophicState::Oligotrophic),
        (29.999, TrophicState::Oligotrophic),
        (30.0, TrophicState::Mesotrophic),
        (50.0, TrophicState::Mesotrophic),
        (50.001, TrophicState::LightlyEutrophic),
        (60.0, TrophicState::LightlyEutrophic),
        (60.001, TrophicState::ModeratelyEutrophic),
        (70.0, TrophicState::ModeratelyEutrophic),
        (70.001, TrophicState::HeavilyEutrophic),
        (f64::INFINITY, TrophicState::HeavilyEutrophic),
    ] {
        assert_eq!(TrophicState::of_index(index), Some(state), "{index}");
    }
    assert_eq!(TrophicState::of_index(f64::NAN), None);
}

#[test]
fn a_state_begins_where_the_one_before_it_ends() {
    for pair in TrophicState::ALL.windows(2) {
        let bound = pair[0].upper_bound().expect("only the richest has none");
        assert_eq!(TrophicState::of_index(bound.next_down()), Some(pair[0]));
        assert_eq!(TrophicState::of_index(bound.next_up()), Some(pair[1]));
        assert_ne!(pair[0].to_string(), pair[1].to_string());
    }
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn a_weighted_index_lies_between_its_items(
        items in proptest::array::uniform5(option::of(-50.0..150.0_f64)),
    ) {
        let [chlorophyll, tp, tn, secchi, codmn] = items;
        let indices = TrophicIndices { chlorophyll, tp, tn, secchi, codmn };
        let present = || items.into_iter().flatten();
        match indices.weighted() {
            None => prop_assert_eq!(present().count(), 0),
            Some(index) => {
                prop_assert!(index >= present().fold(f64::INFINITY, f64::min) - 1e-9);
                prop_assert!(index <= present().fold(f64::NEG_INFINITY, f64::max) + 1e-9);
            }
        }
    }

    #[test]
    fn any_positive_sample_has_a_finite_index_that_falls_with_clearer_water(
        tp in proptest::num::f64::POSITIVE | proptest::num::f64::SUBNORMAL | proptest::num::f64::NORMAL,
        depth in 0.01..20.0_f64,
    ) {
        let at = |secchi| TrophicSample { tp_mg_l: Some(tp), secchi_m: Some(secchi), ..TrophicSample::default() };
        let murky = trophic_level_index(&at(depth)).expect("above 0").expect("two items");
        let clear = trophic_level_index(&at(depth * 2.0)).expect("above 0").expect("two items");
        prop_assert!(murky.is_finite() && clear < murky);
    }
}

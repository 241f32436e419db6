//! Words for the state of water and its change, an item's index, saturated oxygen.

use proptest::prelude::*;
use wellkeeper_methods::class::WaterClass;
use wellkeeper_methods::item_index::{ClassIii, item_index};
use wellkeeper_methods::oxygen::{is_oxygen_of_class_i, saturated_oxygen_mg_l};
use wellkeeper_methods::quality::{Change, Quality};

#[test]
fn shares_on_an_edge_have_the_word_of_that_edge() {
    // The rows of the Shenzhen bureau's page, and each edge with its neighbours.
    for (good, inferior, word) in [
        (100.0, 0.0, "excellent"),
        (90.0, 10.0, "excellent"),
        (89.9, 0.0, "good"),
        (75.0, 25.0, "good"),
        (74.9, 0.0, "light"),
        (60.0, 19.9, "light"),
        (74.9, 20.0, "moderate"),
        (60.0, 39.9, "moderate"),
        (60.0, 40.0, "heavy"), // the measures have no word for just this
        (59.9, 40.0, "heavy"),
        (0.0, 100.0, "heavy"),
    ] {
        let found = Quality::of_shares(good, inferior).map(Quality::as_str);
        assert_eq!(found, Some(word), "{good} and {inferior}");
    }
}

#[test]
fn what_is_no_share_has_no_word() {
    for (good, inferior) in [(f64::NAN, 0.0), (50.0, f64::NAN), (-0.1, 0.0), (100.1, 0.0)] {
        assert_eq!(Quality::of_shares(good, inferior), None);
    }
    assert_eq!(Change::of_shares(f64::NAN, 0.0), None);
    assert_eq!(Change::of_shares(f64::INFINITY, 0.0), None);
}

#[test]
fn each_class_has_its_word() {
    let words = WaterClass::ALL.map(|class| Quality::of_class(class).as_str());
    let expected = [
        "excellent",
        "excellent",
        "good",
        "light",
        "moderate",
        "heavy",
    ];
    assert_eq!(words, expected);
}

#[test]
fn a_section_changes_by_states_and_not_by_classes() {
    use WaterClass::{I, II, III, IV, InferiorV, V};
    for (before, now, word) in [
        (I, II, "none"),
        (II, III, "some_worse"),
        (I, III, "some_worse"),
        (II, IV, "marked_worse"),
        (InferiorV, V, "some_better"),
        (InferiorV, I, "marked_better"),
        (III, III, "none"),
    ] {
        assert_eq!(
            Change::of_class(before, now).as_str(),
            word,
            "{before} to {now}"
        );
    }
}

#[test]
fn a_change_of_shares_of_10_or_20_points_is_still_the_lesser_one() {
    for (good, inferior, word) in [
        (10.0, 0.0, "none"),
        (0.0, 10.0, "none"),
        (10.1, 0.0, "some_better"),
        (5.0, -5.1, "some_better"),
        (20.0, 0.0, "some_better"),
        (-20.0, 0.0, "some_worse"),
        (-15.0, 5.1, "marked_worse"),
        (20.1, 0.0, "marked_better"),
    ] {
        let found = Change::of_shares(good, inferior).map(Change::as_str);
        assert_eq!(found, Some(word), "{good} and {inferior}");
    }
}

#[test]
fn an_item_on_its_limit_has_index_1() {
    let ph = ClassIii::Within {
        low: 6.0,
        high: 9.0,
    };
    for (value, limit) in [
        (6.0, ClassIii::AtMost(6.0)),
        (5.0, ClassIii::AtLeast(5.0)),
        (6.0, ph),
        (9.0, ph),
    ] {
        assert_eq!(item_index(value, limit), Some(1.0), "{limit:?}");
    }
    assert_eq!(item_index(7.0, ph), Some(0.0));
    assert_eq!(item_index(4.0, ClassIii::AtLeast(5.0)), Some(1.25));
}

#[test]
fn what_has_no_index_is_left_out() {
    for (value, limit) in [
        (f64::NAN, ClassIii::AtMost(1.0)),
        (1.0, ClassIii::AtMost(0.0)),
        (0.0, ClassIii::AtLeast(5.0)),
        (8.0, ClassIii::AtLeast(-1.0)),
        (
            8.0,
            ClassIii::Within {
                low: 7.5,
                high: 9.0,
            },
        ),
        (
            6.0,
            ClassIii::Within {
                low: 6.0,
                high: 7.0,
            },
        ),
    ] {
        assert_eq!(item_index(value, limit), None, "{value} by {limit:?}");
    }
}

#[test]
fn saturation_is_468_over_31_6_and_the_temperature() {
    for (temperature, expected) in [(0.0, 468.0 / 31.6), (18.4, 9.36), (46.4, 6.0)] {
        let found = saturated_oxygen_mg_l(temperature).expect("in the range");
        assert!((found - expected).abs() < 1e-12, "{temperature}");
    }
    for outside in [-0.1, 50.1, f64::NAN] {
        assert_eq!(saturated_oxygen_mg_l(outside), None);
    }
}

#[test]
fn oxygen_is_of_class_i_by_either_of_the_two() {
    // At 46.4 °C water holds 6 mg/L, of which 90 % is 5.4.
    for (oxygen, temperature, expected) in [
        (7.5, Some(5.0), true), // 60 % only
        (7.4, Some(5.0), false),
        (5.41, Some(46.4), true),
        (5.39, Some(46.4), false),
        (7.4, None, false),
        (7.4, Some(f64::NAN), false),
    ] {
        assert_eq!(is_oxygen_of_class_i(oxygen, temperature), Some(expected));
    }
    assert_eq!(is_oxygen_of_class_i(f64::NAN, Some(20.0)), None);
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn more_good_and_less_inferior_sections_never_make_a_worse_word(
        good in 0..=100_u32, inferior in 0..=100_u32, more in 0..=100_u32, less in 0..=100_u32,
    ) {
        let of = |good: u32, inferior: u32| Quality::of_shares(f64::from(good), f64::from(inferior)).expect("shares");
        prop_assert!(of(good.max(more), inferior.min(less)) <= of(good, inferior));
    }

    #[test]
    fn a_change_there_and_back_is_the_same_with_the_other_sign(before in 1..=6_u8, now in 1..=6_u8) {
        let class = |rank| WaterClass::from_rank(rank).expect("a class");
        let turned = match Change::of_class(class(now), class(before)) {
            Change::None => Change::None,
            Change::SomeBetter => Change::SomeWorse,
            Change::SomeWorse => Change::SomeBetter,
            Change::MarkedBetter => Change::MarkedWorse,
            Change::MarkedWorse => Change::MarkedBetter,
        };
        prop_assert_eq!(Change::of_class(class(before), class(now)), turned);
    }
}

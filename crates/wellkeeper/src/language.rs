//! Chinese or English.

use clap::ValueEnum;

/// The language of what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// 中文
    Zh,
    /// English
    En,
}

impl Language {
    /// Chinese where the environment says so, else English.
    pub fn of_environment() -> Self {
        let says = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|value| !value.is_empty());
        if says.is_some_and(|value| value.to_lowercase().starts_with("zh")) {
            Self::Zh
        } else {
            Self::En
        }
    }

    /// The text in this language.
    pub fn pick<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// The text in this language, the other's where it has none.
    pub fn pick_of<'t>(self, zh: Option<&'t str>, en: Option<&'t str>) -> Option<&'t str> {
        match self {
            Self::Zh => zh.or(en),
            Self::En => en.or(zh),
        }
    }
}

//! When do two spellings name the same thing, and what does a heading say besides its name?

use unicode_normalization::UnicodeNormalization;

/// What a heading says besides its name: the unit in brackets at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// An amount, as so many yen.
    Yen(i64),
    /// 百分率
    Percent,
    /// ㎡
    SquareMetres,
    /// m
    Metres,
    /// 年, 人 and the like, which say nothing new.
    Other,
}

/// What a heading is known as: as it stands, without the number in front of it, without the unit behind it; and the unit.
pub fn look_up<T>(heading: &str, known: impl Fn(&str) -> Option<T>) -> Option<(T, Option<Measure>)> {
    // What is longer is a sentence.
    if heading.is_empty() || heading.len() > 200 {
        return None;
    }
    let look_up = |name: &str, measure| {
        let key = key(name);
        // Official tables number their columns.
        let unnumbered = key.trim_start_matches(|c: char| c.is_ascii_digit());
        let found = known(&key).or_else(|| known(unnumbered))?;
        Some((found, measure))
    };
    let (bare, measure) = split_measure(heading);
    match measure {
        Some(_) => look_up(&bare, measure).or_else(|| look_up(heading, None)),
        None => look_up(heading, None),
    }
}

/// A heading in half width without the unit in brackets at its end, and the unit.
pub fn split_measure(heading: &str) -> (String, Option<Measure>) {
    let plain = half_width(heading);
    let opened = plain.rfind(['(', '[', '〔', '【']);
    let inside = opened.and_then(|at| Some((at, plain[at..].strip_suffix([')', ']', '〕', '】'])?)));
    let Some((at, inside)) = inside else { return (plain, None) };
    let unit = inside.trim_start_matches(['(', '[', '〔', '【']);
    let measure = match unit.trim_start_matches("単位").trim_start_matches(':') {
        "円" => Measure::Yen(1),
        "千円" => Measure::Yen(1_000),
        "万円" => Measure::Yen(10_000),
        "百万円" => Measure::Yen(1_000_000),
        "%" => Measure::Percent,
        "m2" | "平米" => Measure::SquareMetres,
        "m" => Measure::Metres,
        "年" | "人" | "階" | "年月日" => Measure::Other,
        _ => return (plain, None),
    };
    (plain[..at].to_owned(), Some(measure))
}

/// Half width and without white space.
pub fn half_width(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace() && *c != '\u{feff}').collect()
}

/// What two spellings of the same name share: half width, small letters, no spaces, brackets or separators.
pub fn key(text: &str) -> String {
    let separator =
        |c: &char| c.is_whitespace() || "()[]〔〕【】「」『』<>・･/\\|_-‐−ー:;,.、。\u{feff}※*".contains(*c);
    // The long vowel mark goes with the dashes: both are written for one another.
    text.nfkc().filter(|c| !separator(c)).flat_map(char::to_lowercase).collect()
}

/// The unit of amounts that a title states: `（単位：千円）`.
pub fn unit_of_title(cell: &str) -> Option<i64> {
    if cell.is_empty() || cell.len() > 300 {
        return None;
    }
    let plain = half_width(cell);
    let unit = plain.split_once("単位").map_or_else(
        || plain.strip_prefix('(').unwrap_or(""),
        |(_, unit)| unit.trim_start_matches([':', '・', '=', ' ', '(']),
    );
    [("百万円", 1_000_000), ("千円", 1_000), ("円", 1)].iter().find(|(name, _)| unit.starts_with(name)).map(|u| u.1)
}

/// Edit distance (Levenshtein) in characters.
pub fn edits(a: &[char], b: &str) -> usize {
    let mut row: Vec<usize> = (0..=a.len()).collect();
    for (i, cb) in b.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, ca) in a.iter().enumerate() {
            let replaced = diagonal + usize::from(*ca != cb);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[a.len()]
}

//! Where is the facility? Two maps as pictures in the page: the municipality, and the blocks around the facility.
//!
//! No tiles and no network: outline, sites, buildings and facilities are drawn as they are recorded. Everything is told apart
//! by form and shade, so that a grey print says the same. Distances are in metres, neighbours' rounded to ten.

use super::wire::{MapPlace, SheetMap};
use crate::error::Language;
use crate::page::{escape, say};
use crate::shapes::{Bounds, Degrees, Projection, Shapes, distance_m};

const WIDTH: f64 = 400.0;
const MOST_HEIGHT: f64 = 250.0;
const NEAR_HEIGHT: f64 = 270.0;
/// How wide the country around the facility is shown, unless its site needs more.
const NEAR_METRES: f64 = 1_200.0;
/// How many neighbours are named.
const MOST_NEIGHBOURS: usize = 8;
/// Radius of a neighbour's number.
const NUMBER_RADIUS: f64 = 8.0;

/// The municipality with all its facilities as small dots and this one marked.
pub fn overview(name: &str, map: &SheetMap, language: Language) -> String {
    let outline = Shapes::read_or_none(map.outline.as_deref());
    let place = place_of(map);
    let edge: Vec<Degrees> = match outline.is_empty() {
        true => map.facilities.iter().filter_map(sound).collect(),
        false => outline.positions().collect(),
    };
    let Some(bounds) = Bounds::around(edge.into_iter().chain(place)) else {
        return nothing(say(language, "位置の記録がないため、地図はありません。", "No map: no position is recorded."));
    };
    let projection = Projection::fitted(bounds, WIDTH, MOST_HEIGHT, 12.0, 2_000.0);
    let mut drawing = String::new();
    areas(&outline, &projection, "fill=\"#f1f4f7\" stroke=\"#52606d\" stroke-width=\"1.2\"", &mut drawing);
    for at in map.facilities.iter().filter_map(sound).filter(|at| projection.shows(*at, 0.0)) {
        let [x, y] = projection.place(at);
        drawing.push_str(&format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.2\" fill=\"#9aa5b1\"/>\n"));
    }
    if let Some(at) = place {
        mark(&projection, at, 9.0, &mut drawing);
    }
    furniture(&projection, language, &mut drawing);
    let title = match language {
        Language::Ja => format!("{name}の位置（市区町村全体）"),
        Language::En => format!("Where {name} is in the municipality"),
    };
    let caption = say(language, "位置図　◉ この施設　• ほかの施設", "Location: ◉ this facility, • other facilities");
    let mut words = vec![caption.to_owned()];
    if place.is_none() {
        words.push(
            say(language, "この施設の位置は記録なし", "The position of this facility is not recorded").to_owned(),
        );
    }
    figure(&title, &projection, &drawing, &words, "")
}

/// The blocks around the facility: its site, its buildings, and up to eight neighbouring facilities by number and name.
pub fn neighbourhood(name: &str, map: &SheetMap, language: Language) -> String {
    let Some(middle) = place_of(map) else {
        return nothing(say(
            language,
            "この施設の位置は記録なし（周辺図はありません）。",
            "The position of this facility is not recorded: no map of its surroundings.",
        ));
    };
    let site = Shapes::read_or_none(map.site.as_deref());
    let buildings: Vec<(&str, Shapes)> =
        map.buildings.iter().map(|(name, text)| (name.as_str(), Shapes::read(text))).collect();
    let projection = near(middle, &site);
    let mut drawing = String::new();
    for (shapes, look) in [
        (
            &Shapes::read_or_none(map.outline.as_deref()),
            "fill=\"none\" stroke=\"#52606d\" stroke-dasharray=\"6 3 1 3\"",
        ),
        (&site, "fill=\"#dde4ea\" stroke=\"#323f4b\" stroke-width=\"1.2\" stroke-dasharray=\"4 2\""),
    ] {
        areas(shapes, &projection, look, &mut drawing);
    }
    for (name, shapes) in &buildings {
        building(name, shapes, &projection, &mut drawing);
    }
    let neighbours = neighbours(map, middle, &projection);
    mark(&projection, middle, 7.0, &mut drawing);
    numbers(&neighbours, middle, &projection, &mut drawing);
    furniture(&projection, language, &mut drawing);
    let title = match language {
        Language::Ja => format!("{name}の周辺"),
        Language::En => format!("Around {name}"),
    };
    let caption = key(language, !site.areas.is_empty(), !buildings.is_empty(), !neighbours.is_empty());
    figure(&title, &projection, &drawing, &[caption], &list(&neighbours, language))
}

/// Where the facility is: where it is recorded, or else the middle of its site or of its first building with a place.
fn place_of(map: &SheetMap) -> Option<Degrees> {
    let texts = [map.facility.as_deref(), map.site.as_deref()].into_iter().flatten();
    texts.chain(map.buildings.iter().map(|(_, text)| text.as_str())).find_map(|text| Shapes::read(text).middle())
}

/// The place of a facility if it lies on the globe at all.
fn sound(place: &MapPlace) -> Option<Degrees> {
    let on = (-180.0..=180.0).contains(&place.lon) && (-90.0..=90.0).contains(&place.lat);
    on.then_some([place.lon, place.lat])
}

/// The picture around the facility, wide enough for its whole site up to ten kilometres.
fn near(middle: Degrees, site: &Shapes) -> Projection {
    let reach = |[lon, lat]: Degrees| {
        let east = distance_m([lon, middle[1]], middle) * 2.0;
        let north = distance_m([middle[0], lat], middle) * 2.0 * WIDTH / NEAR_HEIGHT;
        east.max(north) * 1.1
    };
    let needed = site.positions().map(reach).fold(NEAR_METRES, f64::max);
    Projection::centred(middle, needed.min(10_000.0), WIDTH, NEAR_HEIGHT)
}

fn areas(shapes: &Shapes, projection: &Projection, look: &str, out: &mut String) {
    for rings in &shapes.areas {
        out.push_str(&format!("<path d=\"{}\" fill-rule=\"evenodd\" {look}/>\n", projection.path(rings, true)));
    }
    if !shapes.lines.is_empty() {
        let path = projection.path(&shapes.lines, false);
        out.push_str(&format!("<path d=\"{path}\" fill=\"none\" stroke=\"#323f4b\"/>\n"));
    }
}

fn building(name: &str, shapes: &Shapes, projection: &Projection, out: &mut String) {
    out.push_str(&format!("<g><title>{}</title>", escape(name)));
    areas(shapes, projection, "fill=\"#7b8794\" stroke=\"#1f2933\" stroke-width=\"0.8\"", out);
    for at in &shapes.points {
        let [x, y] = projection.place(*at);
        out.push_str(&format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"7\" height=\"7\" fill=\"#7b8794\" stroke=\"#1f2933\"/>",
            x - 3.5,
            y - 3.5
        ));
    }
    out.push_str("</g>\n");
}

/// A ring around a dot, with a white edge on both sides of the ring so that it stands out from what lies under it, which stays
/// visible.
fn mark(projection: &Projection, at: Degrees, radius: f64, out: &mut String) {
    let [x, y] = projection.place(at);
    out.push_str(&format!(
        "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" fill=\"none\" stroke=\"#fff\" stroke-width=\"4.6\"/>\
         <circle class=\"here\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" fill=\"none\" stroke=\"#111\" stroke-width=\"2.2\"/>\
         <circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{:.1}\" fill=\"#111\" stroke=\"#fff\" stroke-width=\"0.8\"/>\n",
        radius * 0.4
    ));
}

/// A neighbour: its number in the list, its name, how far it is, and where.
struct Neighbour<'a> {
    number: usize,
    name: &'a str,
    distance_m: f64,
    at: Degrees,
}

/// The nearest facilities on the picture, the nearest first; equal distances go by code.
fn neighbours<'a>(map: &'a SheetMap, middle: Degrees, projection: &Projection) -> Vec<Neighbour<'a>> {
    let mut near: Vec<(f64, &MapPlace, Degrees)> = map
        .facilities
        .iter()
        .filter_map(|place| sound(place).map(|at| (distance_m(at, middle), place, at)))
        .filter(|(_, place, at)| place.code != map.code && projection.shows(*at, NUMBER_RADIUS))
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.code.cmp(&b.1.code)));
    let numbered = near.into_iter().take(MOST_NEIGHBOURS).enumerate();
    numbered
        .map(|(n, (distance_m, place, at))| Neighbour { number: n + 1, name: &place.name, distance_m, at })
        .collect()
}

/// Numbers in white discs; one that would cover the facility or another steps aside and is tied to its place by a line.
fn numbers(neighbours: &[Neighbour], middle: Degrees, projection: &Projection, out: &mut String) {
    let mut taken = vec![projection.place(middle)];
    for neighbour in neighbours {
        let [x, y] = projection.place(neighbour.at);
        let [a, b] = free([x, y], &taken, projection);
        taken.push([a, b]);
        if (a - x).hypot(b - y) > 1.0 {
            out.push_str(&format!(
                "<path d=\"M{x:.1} {y:.1}L{a:.1} {b:.1}\" stroke=\"#111\" stroke-width=\"0.8\"/>\
                 <circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"1.8\" fill=\"#111\"/>"
            ));
        }
        out.push_str(&format!(
            "<g><title>{}</title><circle cx=\"{a:.1}\" cy=\"{b:.1}\" r=\"{NUMBER_RADIUS}\" fill=\"#fff\" stroke=\"#323f4b\" \
             stroke-width=\"1.2\"/><text x=\"{a:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"11\" \
             font-weight=\"bold\">{}</text></g>\n",
            escape(neighbour.name),
            b + 4.0,
            neighbour.number,
        ));
    }
}

/// The place itself, or the first of the places around it where nothing stands yet.
fn free(at: [f64; 2], taken: &[[f64; 2]], projection: &Projection) -> [f64; 2] {
    let clear = |[x, y]: [f64; 2]| {
        let apart = taken.iter().all(|[a, b]| (x - a).hypot(y - b) >= 2.0 * NUMBER_RADIUS + 2.0);
        let across = (NUMBER_RADIUS..=projection.width() - NUMBER_RADIUS).contains(&x);
        apart && across && (NUMBER_RADIUS..=projection.height() - NUMBER_RADIUS).contains(&y)
    };
    let around = (1..=3).flat_map(|ring| {
        (0..12).map(move |hour| {
            let (angle, away) = (f64::from(hour) * std::f64::consts::TAU / 12.0, 20.0 * f64::from(ring));
            [at[0] + away * angle.cos(), at[1] + away * angle.sin()]
        })
    });
    std::iter::once(at).chain(around).find(|place| clear(*place)).unwrap_or(at)
}

fn list(neighbours: &[Neighbour], language: Language) -> String {
    if neighbours.is_empty() {
        return format!(
            "<p class=\"soft\">{}</p>\n",
            say(language, "この範囲に、ほかの施設はありません。", "No other facility lies within this map.")
        );
    }
    let line = |one: &Neighbour| {
        let metres = ((one.distance_m / 10.0).round() as i64) * 10;
        format!("<li>{} <span class=\"soft\">{metres} m</span></li>\n", escape(one.name))
    };
    format!("<ol class=\"near\">\n{}</ol>\n", neighbours.iter().map(line).collect::<String>())
}

fn key(language: Language, site: bool, buildings: bool, neighbours: bool) -> String {
    let parts = [
        (true, say(language, "◉ この施設", "◉ this facility")),
        (site, say(language, "▭ 敷地", "▭ site")),
        (buildings, say(language, "■ 建物", "■ building")),
        (neighbours, say(language, "①… 近くの施設", "①… neighbours")),
    ];
    let shown: Vec<&str> = parts.into_iter().filter_map(|(shown, words)| shown.then_some(words)).collect();
    format!("{}{}", say(language, "周辺図　", "Surroundings: "), shown.join(say(language, "　", ", ")))
}

/// A scale bar of a round number of metres, at most a quarter of the picture, and an arrow to the north.
fn furniture(projection: &Projection, language: Language, out: &mut String) {
    let metres = round_below(projection.width() / 4.0 / projection.scale);
    let (left, bottom) = (10.0, projection.height() - 10.0);
    let right = left + metres * projection.scale;
    let right_edge = projection.width() - 16.0;
    let words = if metres >= 1_000.0 { format!("{} km", metres / 1_000.0) } else { format!("{metres} m") };
    out.push_str(&format!(
        "<g role=\"img\" aria-label=\"{label} {words}\"><path d=\"M{left} {top:.1}V{bottom:.1}H{right:.1}V{top:.1}\" fill=\"none\" \
         stroke=\"#fff\" stroke-width=\"4.5\"/><path d=\"M{left} {top:.1}V{bottom:.1}H{right:.1}V{top:.1}\" fill=\"none\" \
         stroke=\"#111\" stroke-width=\"1.6\"/><text x=\"{after:.1}\" y=\"{bottom:.1}\" font-size=\"12\" stroke=\"#fff\" \
         stroke-width=\"3\" paint-order=\"stroke\">{words}</text></g>\n\
         <g role=\"img\" aria-label=\"{north}\"><path d=\"M{right_edge} 8l6 18-6-4-6 4z\" fill=\"#111\" stroke=\"#fff\" \
         stroke-width=\"2\" paint-order=\"stroke\"/><text x=\"{right_edge}\" y=\"39\" text-anchor=\"middle\" font-size=\"12\" \
         font-weight=\"bold\" stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\">N</text></g>\n",
        label = say(language, "縮尺", "Scale:"),
        north = say(language, "上が北", "North is up"),
        top = bottom - 5.0,
        after = right + 5.0,
    ));
}

/// 1, 2 or 5 times a power of ten, not above the number and not below one.
fn round_below(most: f64) -> f64 {
    let mut found = 1.0;
    let mut power = 1.0;
    while power <= most && power < 1e7 {
        for step in [power, 2.0 * power, 5.0 * power] {
            if step <= most {
                found = step;
            }
        }
        power *= 10.0;
    }
    found
}

fn figure(title: &str, projection: &Projection, drawing: &str, words: &[String], below: &str) -> String {
    let (title, height) = (escape(title), projection.height());
    format!(
        "<figure class=\"map\">\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"img\" \
         aria-label=\"{title}\"><title>{title}</title>\n<rect width=\"{WIDTH}\" height=\"{height:.0}\" fill=\"#fff\"/>\n{drawing}\
         <rect x=\"0.5\" y=\"0.5\" width=\"{:.0}\" height=\"{:.0}\" fill=\"none\" stroke=\"#9aa5b1\"/>\n</svg>\n\
         <figcaption>{}</figcaption>\n{below}</figure>\n",
        WIDTH - 1.0,
        height.round() - 1.0,
        escape(&words.join(" · ")),
    )
}

/// Who is to be credited for what the maps show; stands once below them.
pub fn credit(map: &SheetMap, language: Language) -> String {
    match map.attribution.trim() {
        "" => String::new(),
        text => {
            format!("<p class=\"credit\">{}: {}</p>\n", say(language, "地図の出典", "Source of the maps"), escape(text))
        }
    }
}

fn nothing(words: &str) -> String {
    format!("<figure class=\"map\"><p class=\"none\">{words}</p></figure>\n")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::report::chart::tests::assert_balanced;

    fn sound_markup(markup: &str) {
        assert_balanced(markup, &[]);
        assert!(!markup.contains("NaN") && !markup.contains("inf"), "{markup}");
    }

    fn point(lon: f64, lat: f64) -> Option<String> {
        Some(format!("{{\"type\":\"Point\",\"coordinates\":[{lon},{lat}]}}"))
    }

    #[test]
    fn every_facility_is_a_dot_and_this_one_is_ringed() {
        let map = sample::sheet().map;
        let drawn = overview("市役所", &map, Language::Ja);
        sound_markup(&drawn);
        assert_eq!(drawn.matches("r=\"2.2\"").count(), map.facilities.len());
        assert_eq!(drawn.matches("class=\"here\"").count(), 1);
        assert!(drawn.contains("aria-label=\"市役所の位置（市区町村全体）\"") && drawn.contains("<title>"));
        assert!(drawn.contains(" km</text>") && drawn.contains("上が北"));
    }

    #[test]
    fn a_facility_without_a_place_is_told_to_have_none() {
        let map = SheetMap { facility: None, site: None, buildings: Vec::new(), ..sample::sheet().map };
        let whole = overview("市役所", &map, Language::Ja);
        assert!(whole.contains("この施設の位置は記録なし") && !whole.contains("class=\"here\""));
        assert!(neighbourhood("市役所", &map, Language::Ja).contains("この施設の位置は記録なし"));
        assert!(neighbourhood("x", &map, Language::En).contains("is not recorded"));
    }

    #[test]
    fn nothing_at_all_is_no_map() {
        let drawn = overview("x", &SheetMap::default(), Language::En);
        assert!(drawn.contains("No map") && !drawn.contains("<svg"));
    }

    #[test]
    fn a_facility_without_a_place_is_shown_where_its_site_is() {
        let map = SheetMap { facility: None, ..sample::sheet().map };
        assert!(neighbourhood("市役所", &map, Language::Ja).contains("class=\"here\""));
    }

    #[test]
    fn the_eight_nearest_neighbours_are_named_and_the_facility_is_not_among_them() {
        let places = (0..20).map(|n| MapPlace {
            code: format!("F-{n:02}"),
            name: format!("施設{n:02}"),
            lon: 139.4 + f64::from(n) * 0.0003,
            lat: 35.75,
        });
        let map = SheetMap {
            code: "F-00".to_owned(),
            facility: point(139.4, 35.75),
            facilities: places.collect(),
            ..SheetMap::default()
        };
        let drawn = neighbourhood("施設00", &map, Language::Ja);
        sound_markup(&drawn);
        assert_eq!(drawn.matches("<li>").count(), 8);
        // 0.0003° of longitude at 35.75° north are 27 m.
        assert!(drawn.contains("<li>施設01 <span class=\"soft\">30 m</span></li>"));
        assert!(drawn.contains("施設08") && !drawn.contains("施設09") && !drawn.contains("<li>施設00"));
    }

    #[test]
    fn neighbours_on_one_spot_do_not_cover_each_other() {
        let place =
            |n: u32| MapPlace { code: format!("F-{n}"), name: "同じ建物".to_owned(), lon: 139.4, lat: 35.75 };
        let facilities = (0..5).map(place).collect();
        let map = SheetMap { facility: point(139.4, 35.75), facilities, ..SheetMap::default() };
        let drawn = neighbourhood("x", &map, Language::Ja);
        let centre = |piece: &str| piece.split("r=\"8\"").next().unwrap().to_owned();
        let mut centres: Vec<String> = drawn.split("<circle ").filter(|p| p.contains("r=\"8\"")).map(centre).collect();
        centres.sort();
        centres.dedup();
        assert_eq!(centres.len(), 5);
    }

    #[test]
    fn a_large_site_is_shown_whole() {
        let ring = "[[139.38,35.75],[139.42,35.75],[139.42,35.76],[139.38,35.75]]";
        let site = Some(format!("{{\"type\":\"MultiPolygon\",\"coordinates\":[[{ring}]]}}"));
        let drawn = neighbourhood("x", &SheetMap { site, ..SheetMap::default() }, Language::En);
        let path = drawn.split("<path d=\"M").nth(1).unwrap().split('Z').next().unwrap();
        let within = |piece: &str| {
            let mut numbers = piece.split(' ').map(|n| n.parse::<f64>().unwrap());
            (0.0..=400.0).contains(&numbers.next().unwrap()) && (0.0..=270.0).contains(&numbers.next().unwrap())
        };
        assert!(path.split('L').all(within), "{path}");
        assert!(drawn.contains("500 m</text>"));
    }

    #[test]
    fn odd_geometries_are_drawn_as_far_as_they_can_be_read() {
        for odd in [
            "",
            "{",
            "{\"type\":\"Polygon\",\"coordinates\":[[[0,0]]]}",
            "{\"type\":\"Point\",\"coordinates\":[999,99]}",
        ] {
            let map = SheetMap {
                outline: Some(odd.to_owned()),
                facility: Some(odd.to_owned()),
                site: Some(odd.to_owned()),
                buildings: vec![("x".to_owned(), odd.to_owned())],
                facilities: vec![MapPlace { code: "a".to_owned(), name: "a".to_owned(), lon: f64::NAN, lat: 1e9 }],
                ..SheetMap::default()
            };
            sound_markup(&overview("x", &map, Language::Ja));
            sound_markup(&neighbourhood("x", &map, Language::Ja));
        }
    }

    #[test]
    fn names_and_credits_cannot_break_out() {
        let evil = "<script>'\"";
        let place = MapPlace { code: "n".to_owned(), name: evil.to_owned(), lon: 139.401, lat: 35.75 };
        let map = SheetMap {
            facility: point(139.4, 35.75),
            buildings: vec![(evil.to_owned(), point(139.4, 35.75).unwrap())],
            facilities: vec![place],
            attribution: evil.to_owned(),
            ..SheetMap::default()
        };
        let drawn = overview(evil, &map, Language::Ja) + &neighbourhood(evil, &map, Language::En);
        let drawn = drawn + &credit(&map, Language::En);
        assert!(!drawn.contains("<script>") && drawn.contains("&lt;script&gt;&#39;&quot;"));
    }

    #[test]
    fn a_scale_bar_is_round() {
        let bars = [0.3, 1.9, 2.0, 300.0, 499.0, 1_250.0, 1e9].map(round_below);
        assert_eq!(bars, [1.0, 1.0, 2.0, 200.0, 200.0, 1_000.0, 5_000_000.0]);
    }
}

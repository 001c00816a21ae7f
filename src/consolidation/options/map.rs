//! Where is what, before and afterwards? A picture for each option: what stays, what leaves and whereto, what is built.
//!
//! No tiles and no network. Everything is told apart by form, so that a grey print says the same.

use super::access::place_of;
use super::gathering::Gathered;
use crate::error::Language;
use crate::page::{escape, say};
use crate::shapes::{Bounds, Degrees, Projection, Shapes};

const WIDTH: f64 = 640.0;
const MOST_HEIGHT: f64 = 440.0;

/// What the pictures show, apart from figures.
pub struct Backdrop {
    /// Who asks.
    municipality: String,
    outline: Shapes,
    sites: Vec<Shapes>,
    /// Every facility with a place.
    facilities: Vec<Degrees>,
    /// What is looked at and has a place: code, name and where.
    held: Vec<(String, String, Degrees)>,
    options: Vec<Drawn>,
}

/// What an option changes on the picture.
struct Drawn {
    title: (String, String),
    /// Key, name and place of what is built.
    builds: Vec<(String, String, Degrees)>,
    /// What leaves, and the key or code of where it goes on.
    leavings: Vec<(String, Option<String>)>,
}

impl Backdrop {
    /// Takes what is drawn out of what is known.
    pub fn of(gathered: &Gathered) -> Backdrop {
        let place = |code: &str| gathered.points.iter().find(|point| point.code == code).map(|p| [p.lon(), p.lat()]);
        let held = gathered.held.iter();
        let held = held.filter_map(|held| Some((held.code.clone(), held.name.clone(), place(&held.code)?)));
        let drawn = gathered.asked.options.iter().enumerate().map(|(at, option)| Drawn {
            title: (option.title.ja.clone(), option.title.en.clone()),
            builds: option
                .builds
                .iter()
                .filter_map(|build| {
                    let (lon, lat) = place_of(gathered, at, &build.build.id)?;
                    Some((build.build.id.clone(), build.build.name.clone(), [lon, lat]))
                })
                .collect(),
            leavings: option
                .leavings
                .iter()
                .map(|leaving| {
                    (leaving.facility.clone(), leaving.into.clone().or_else(|| leaving.into_facility.clone()))
                })
                .collect(),
        });
        Backdrop {
            municipality: gathered.municipality.clone(),
            outline: Shapes::read_or_none(gathered.outline.as_deref()),
            sites: gathered.plots.iter().map(|plot| Shapes::read_or_none(plot.geometry.as_deref())).collect(),
            facilities: gathered.points.iter().map(|point| [point.lon(), point.lat()]).collect(),
            held: held.collect(),
            options: drawn.collect(),
        }
    }

    /// The picture of each option, in their order.
    pub fn pictures(&self, language: Language) -> Vec<String> {
        self.options.iter().map(|option| self.picture(option, language)).collect()
    }

    fn picture(&self, option: &Drawn, language: Language) -> String {
        let named = self.held.iter().map(|(_, _, at)| *at).chain(option.builds.iter().map(|(_, _, at)| *at));
        let Some(bounds) = Bounds::around(self.outline.positions().chain(named)) else {
            let words = say(language, "位置の記録がないため、地図はありません。", "No map: no position is recorded.");
            return format!("<figure><p class=\"soft\">{words}</p></figure>\n");
        };
        let projection = Projection::fitted(bounds, WIDTH, MOST_HEIGHT, 16.0, 1_500.0);
        let mut out = String::new();
        areas(&self.outline, &projection, "fill=\"#f1f4f7\" stroke=\"#52606d\"", &mut out);
        for site in &self.sites {
            areas(site, &projection, "fill=\"#cfe3d6\" stroke=\"#2f6b4f\" stroke-width=\"1.2\"", &mut out);
        }
        for at in self.facilities.iter().filter(|at| projection.shows(**at, 0.0)) {
            let [x, y] = projection.place(*at);
            out.push_str(&format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"1.8\" fill=\"#b6c0ca\"/>\n"));
        }
        self.ways(option, &projection, &mut out);
        let mut labels = Labels::default();
        for (code, name, at) in &self.held {
            let leaves = option.leavings.iter().any(|(leaves, _)| leaves == code);
            mark(name, projection.place(*at), leaves, &mut labels, &mut out);
        }
        let mut known: Vec<Degrees> = Vec::new();
        for (_, name, at) in &option.builds {
            // Buildings of one site stand beside one another, or only one of them could be seen.
            let beside = known.iter().filter(|other| *other == at).count() as f64;
            known.push(*at);
            let [x, y] = projection.place(*at);
            build(name, [x + 13.0 * beside, y], &mut labels, &mut out);
        }
        self.figure(option, &projection, &out, language)
    }

    /// A line from what leaves to where it goes on.
    fn ways(&self, option: &Drawn, projection: &Projection, out: &mut String) {
        let held = |code: &str| self.held.iter().find(|(known, _, _)| known == code).map(|(_, _, at)| *at);
        let built = |key: &str| option.builds.iter().find(|(known, _, _)| known == key).map(|(_, _, at)| *at);
        for (from, into) in &option.leavings {
            let to = into.as_deref().and_then(|into| built(into).or_else(|| held(into)));
            let Some((from, to)) = held(from).zip(to) else { continue };
            let ([x, y], [a, b]) = (projection.place(from), projection.place(to));
            out.push_str(&format!(
                "<path d=\"M{x:.1} {y:.1}L{a:.1} {b:.1}\" stroke=\"#1d4f91\" stroke-width=\"1.4\" stroke-dasharray=\"5 3\" \
                 fill=\"none\"/>\n"
            ));
        }
    }

    fn figure(&self, option: &Drawn, projection: &Projection, drawing: &str, language: Language) -> String {
        let title = match language {
            Language::Ja => format!("{} {}", self.municipality, option.title.0),
            Language::En => format!("{} {}", self.municipality, option.title.1),
        };
        let key = say(
            language,
            "● 存続する対象施設　✕ 再編する施設　■ 整備する施設　┄ 移転　▭ 敷地　• ほかの施設",
            "● stays, ✕ leaves, ■ is built, ┄ moves, ▭ site, • other facilities",
        );
        let height = projection.height();
        format!(
            "<figure>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"img\" \
             aria-label=\"{title}\"><title>{title}</title>\n<rect width=\"{WIDTH}\" height=\"{height:.0}\" fill=\"#fff\"/>\n\
             {drawing}</svg>\n<figcaption>{}<br><span class=\"soft\">{key}</span></figcaption>\n</figure>\n",
            escape(&title),
            title = escape(&title),
        )
    }
}

fn areas(shapes: &Shapes, projection: &Projection, look: &str, out: &mut String) {
    for rings in &shapes.areas {
        out.push_str(&format!("<path d=\"{}\" fill-rule=\"evenodd\" {look}/>\n", projection.path(rings, true)));
    }
}

/// Where names stand already, so that another steps below them.
#[derive(Default)]
struct Labels(Vec<[f64; 2]>);

impl Labels {
    fn free(&mut self, at: [f64; 2]) -> [f64; 2] {
        let [x, mut y] = at;
        // Names are read from left to right: those that begin near one another would cover each other.
        while self.0.iter().any(|[a, b]| (a - x).abs() < 110.0 && (b - y).abs() < 11.5) {
            y += 11.5;
        }
        self.0.push([x, y]);
        [x, y]
    }

    fn write(&mut self, name: &str, [x, y]: [f64; 2], bold: bool, out: &mut String) {
        // Near the right edge a name stands to the left.
        let left = x > WIDTH - 130.0;
        let [a, b] = self.free([if left { x - 10.0 } else { x + 10.0 }, y + 4.0]);
        out.push_str(&format!(
            "<text x=\"{a:.1}\" y=\"{b:.1}\" font-size=\"10.5\"{}{} stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\">{}</text>\n",
            if left { " text-anchor=\"end\"" } else { "" },
            if bold { " font-weight=\"bold\"" } else { "" },
            escape(name),
        ));
    }
}

fn mark(name: &str, [x, y]: [f64; 2], leaves: bool, labels: &mut Labels, out: &mut String) {
    match leaves {
        true => out.push_str(&format!(
            "<path d=\"M{:.1} {:.1}l9 9m0 -9l-9 9\" stroke=\"#a61b1b\" stroke-width=\"2.4\"/>\n",
            x - 4.5,
            y - 4.5
        )),
        false => out.push_str(&format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\" fill=\"#323f4b\"/>\n")),
    }
    labels.write(name, [x, y], false, out);
}

fn build(name: &str, [x, y]: [f64; 2], labels: &mut Labels, out: &mut String) {
    out.push_str(&format!(
        "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"11\" height=\"11\" fill=\"#1d4f91\" stroke=\"#fff\"/>\n",
        x - 5.5,
        y - 5.5
    ));
    labels.write(name, [x, y], true, out);
}

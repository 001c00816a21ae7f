//! From GeoJSON to strokes on paper: points, lines and areas, and where they come to lie.
//!
//! Degrees become metres by the length of a degree at the middle of the picture (equirectangular), which over a municipality
//! is true to a few parts in ten thousand, less than the width of a line.

use geojson::{Feature, GeoJson, GeometryValue, Position};

/// Metres in a degree of latitude, on the sphere whose radius is the mean of the ellipsoid's.
const METRES_PER_DEGREE: f64 = 111_195.0;

/// A position in degrees: longitude, latitude.
pub type Degrees = [f64; 2];

/// What a geometry is made of, whatever its type.
#[derive(Debug, Default, PartialEq)]
pub struct Shapes {
    /// Single points.
    pub points: Vec<Degrees>,
    /// Lines.
    pub lines: Vec<Vec<Degrees>>,
    /// Areas, each with its outer ring first.
    pub areas: Vec<Vec<Vec<Degrees>>>,
}

impl Shapes {
    /// Reads a geometry, a feature or a collection of features; what cannot be read or lies outside the globe is left out.
    pub fn read(text: &str) -> Shapes {
        let mut shapes = Shapes::default();
        match text.parse::<GeoJson>() {
            Ok(GeoJson::Geometry(geometry)) => shapes.add(&geometry.value),
            Ok(GeoJson::Feature(feature)) => shapes.add_feature(&feature),
            Ok(GeoJson::FeatureCollection(all)) => all.features.iter().for_each(|one| shapes.add_feature(one)),
            Err(_) => {}
        }
        shapes
    }

    /// Reads what may be absent.
    pub fn read_or_none(text: Option<&str>) -> Shapes {
        text.map(Shapes::read).unwrap_or_default()
    }

    fn add_feature(&mut self, feature: &Feature) {
        if let Some(geometry) = &feature.geometry {
            self.add(&geometry.value);
        }
    }

    fn add(&mut self, value: &GeometryValue) {
        match value {
            GeometryValue::Point { coordinates } => self.points.extend(degrees(coordinates)),
            GeometryValue::MultiPoint { coordinates } => self.points.extend(coordinates.iter().filter_map(degrees)),
            GeometryValue::LineString { coordinates } => self.lines.extend(line(coordinates)),
            GeometryValue::MultiLineString { coordinates } => {
                self.lines.extend(coordinates.iter().filter_map(|l| line(l)))
            }
            GeometryValue::Polygon { coordinates } => self.areas.extend(area(coordinates)),
            GeometryValue::MultiPolygon { coordinates } => {
                self.areas.extend(coordinates.iter().filter_map(|a| area(a)))
            }
            GeometryValue::GeometryCollection { geometries } => geometries.iter().for_each(|one| self.add(&one.value)),
        }
    }

    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty() && self.lines.is_empty() && self.areas.is_empty()
    }

    /// Every position.
    pub fn positions(&self) -> impl Iterator<Item = Degrees> + '_ {
        let rings = self.areas.iter().flatten();
        self.points.iter().chain(self.lines.iter().chain(rings).flatten()).copied()
    }

    /// The middle of the box around everything.
    pub fn middle(&self) -> Option<Degrees> {
        Bounds::around(self.positions()).map(|bounds| bounds.middle())
    }
}

fn degrees(position: &Position) -> Option<Degrees> {
    match *position.as_slice() {
        [lon, lat, ..] if (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat) => Some([lon, lat]),
        _ => None,
    }
}

fn line(positions: &[Position]) -> Option<Vec<Degrees>> {
    let found: Vec<Degrees> = positions.iter().filter_map(degrees).collect();
    (found.len() > 1).then_some(found)
}

fn area(rings: &[Vec<Position>]) -> Option<Vec<Vec<Degrees>>> {
    let found: Vec<Vec<Degrees>> = rings.iter().filter_map(|ring| line(ring)).collect();
    (!found.is_empty()).then_some(found)
}

/// A box in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Its corner in the south-west.
    pub low: Degrees,
    /// Its corner in the north-east.
    pub high: Degrees,
}

impl Bounds {
    /// The smallest box around the positions; none around nothing.
    pub fn around(positions: impl IntoIterator<Item = Degrees>) -> Option<Bounds> {
        positions.into_iter().fold(None, |bounds: Option<Bounds>, at| {
            let b = bounds.unwrap_or(Bounds { low: at, high: at });
            Some(Bounds {
                low: [b.low[0].min(at[0]), b.low[1].min(at[1])],
                high: [b.high[0].max(at[0]), b.high[1].max(at[1])],
            })
        })
    }

    /// Its middle.
    pub fn middle(&self) -> Degrees {
        [(self.low[0] + self.high[0]) / 2.0, (self.low[1] + self.high[1]) / 2.0]
    }
}

/// How degrees become places on a picture; y grows downwards there.
#[derive(Clone, Copy, Debug)]
pub struct Projection {
    middle: Degrees,
    /// Metres in a degree of longitude at the middle.
    metres_per_lon: f64,
    /// Units of the picture in a metre.
    pub scale: f64,
    width: f64,
    height: f64,
}

impl Projection {
    /// Puts `middle` in the middle of a picture that is `width_m` metres wide.
    pub fn centred(middle: Degrees, width_m: f64, width: f64, height: f64) -> Projection {
        let scale = width / width_m.max(1.0);
        Projection { middle, metres_per_lon: metres_per_lon(middle[1]), scale, width, height }
    }

    /// Fits the box into a picture of this width with a margin; its height follows, up to `most_height`, where the box is
    /// made smaller to fit. A box of no size becomes `least_m` metres wide.
    pub fn fitted(bounds: Bounds, width: f64, most_height: f64, margin: f64, least_m: f64) -> Projection {
        let middle = bounds.middle();
        let metres_per_lon = metres_per_lon(middle[1]);
        let width_m = ((bounds.high[0] - bounds.low[0]) * metres_per_lon).max(least_m);
        let height_m = ((bounds.high[1] - bounds.low[1]) * METRES_PER_DEGREE).max(least_m / 2.0);
        let scale = ((width - 2.0 * margin) / width_m).min((most_height - 2.0 * margin) / height_m);
        let height = (height_m * scale + 2.0 * margin).min(most_height);
        Projection { middle, metres_per_lon, scale, width, height }
    }

    /// Where a position comes to lie.
    pub fn place(&self, [lon, lat]: Degrees) -> [f64; 2] {
        let east = (lon - self.middle[0]) * self.metres_per_lon * self.scale;
        let north = (lat - self.middle[1]) * METRES_PER_DEGREE * self.scale;
        [self.width / 2.0 + east, self.height / 2.0 - north]
    }

    /// Height of the picture.
    pub fn height(&self) -> f64 {
        self.height
    }

    /// Width of the picture.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// Whether the position lies on the picture, `inside` units from its edge.
    pub fn shows(&self, at: Degrees, inside: f64) -> bool {
        let [x, y] = self.place(at);
        (inside..=self.width - inside).contains(&x) && (inside..=self.height - inside).contains(&y)
    }

    /// The path of an area (closed) or a line; positions closer than half a unit to the last one are passed over, as nobody
    /// could tell them apart.
    pub fn path(&self, strokes: &[Vec<Degrees>], closed: bool) -> String {
        let mut out = String::new();
        for stroke in strokes {
            let mut last: Option<[f64; 2]> = None;
            for (n, at) in stroke.iter().enumerate() {
                let [x, y] = self.place(*at);
                let near = last.is_some_and(|[a, b]| (x - a).hypot(y - b) < 0.5);
                if near && n + 1 < stroke.len() {
                    continue;
                }
                let letter = if last.is_none() { 'M' } else { 'L' };
                out.push_str(&format!("{letter}{x:.1} {y:.1}"));
                last = Some([x, y]);
            }
            if closed {
                out.push('Z');
            }
        }
        out
    }
}

/// Metres between two positions.
pub fn distance_m(a: Degrees, b: Degrees) -> f64 {
    let east = (a[0] - b[0]) * metres_per_lon((a[1] + b[1]) / 2.0);
    east.hypot((a[1] - b[1]) * METRES_PER_DEGREE)
}

/// Never nothing, so that a picture of a pole is strange but finite.
fn metres_per_lon(lat: f64) -> f64 {
    METRES_PER_DEGREE * lat.to_radians().cos().max(0.01)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_of_geometry_is_taken_apart() {
        let text = r#"{"type":"GeometryCollection","geometries":[
            {"type":"Point","coordinates":[1,2,30]},{"type":"MultiPoint","coordinates":[[3,4],[5,6]]},
            {"type":"LineString","coordinates":[[0,0],[1,1]]},
            {"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,5]]]]}]}"#;
        let shapes = Shapes::read(text);
        assert_eq!(shapes.points, [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
        assert_eq!((shapes.lines.len(), shapes.areas.len()), (1, 2));
        assert_eq!(shapes.middle(), Some([3.0, 3.0]));
    }

    #[test]
    fn a_feature_and_a_collection_of_features_are_read_as_well() {
        let feature = r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2]}}"#;
        assert_eq!(Shapes::read(feature).points, [[1.0, 2.0]]);
        let both = format!(r#"{{"type":"FeatureCollection","features":[{feature},{feature}]}}"#);
        assert_eq!(Shapes::read(&both).points.len(), 2);
    }

    #[test]
    fn what_is_odd_is_left_out() {
        for odd in [
            "",
            "null",
            "{}",
            "[1,2]",
            r#"{"type":"Point","coordinates":[]}"#,
            r#"{"type":"Point","coordinates":[1]}"#,
            r#"{"type":"Point","coordinates":[1e300,1]}"#,
            r#"{"type":"Point","coordinates":["139","35"]}"#,
            r#"{"type":"Polygon","coordinates":[]}"#,
            r#"{"type":"Polygon","coordinates":[[]]}"#,
            r#"{"type":"LineString","coordinates":[[1,1]]}"#,
            r#"{"type":"Feature","properties":null,"geometry":null}"#,
        ] {
            assert!(Shapes::read(odd).is_empty(), "{odd}");
            assert_eq!(Shapes::read(odd).middle(), None);
        }
    }

    #[test]
    fn a_degree_of_longitude_is_shorter_in_the_north() {
        // At 60° north the parallel is half the equator.
        assert!((distance_m([0.0, 60.0], [1.0, 60.0]) - 55_597.5).abs() < 1.0);
        assert!((distance_m([0.0, 0.0], [0.0, 1.0]) - 111_195.0).abs() < 0.1);
    }

    #[test]
    fn north_is_up_and_east_is_right() {
        let projection = Projection::centred([139.4, 35.75], 1000.0, 500.0, 400.0);
        assert_eq!(projection.place([139.4, 35.75]), [250.0, 200.0]);
        let [x, y] = projection.place([139.401, 35.751]);
        assert!(x > 250.0 && y < 200.0);
        // A thousandth of a degree of latitude is 111.195 m, half as many units.
        assert!((200.0 - y - 55.6).abs() < 0.1, "{y}");
    }

    #[test]
    fn a_box_of_no_size_and_a_box_of_the_whole_globe_are_drawn_finitely() {
        for bounds in [
            Bounds { low: [139.0, 35.0], high: [139.0, 35.0] },
            Bounds { low: [-180.0, -90.0], high: [180.0, 90.0] },
            Bounds { low: [0.0, 90.0], high: [0.0, 90.0] },
        ] {
            let projection = Projection::fitted(bounds, 400.0, 300.0, 10.0, 500.0);
            for [x, y] in [bounds.low, bounds.high].map(|at| projection.place(at)) {
                assert!((-0.1..=400.1).contains(&x) && (-0.1..=projection.height() + 0.1).contains(&y), "{x} {y}");
            }
        }
    }

    #[test]
    fn positions_nobody_could_tell_apart_are_passed_over_but_the_last_stays() {
        let projection = Projection::centred([0.0, 0.0], 111_195.0, 100.0, 100.0);
        let ring = vec![[0.0, 0.0], [0.001, 0.0], [0.1, 0.0], [0.1, 0.1], [0.1001, 0.1001]];
        assert_eq!(projection.path(&[ring], true), "M50.0 50.0L60.0 50.0L60.0 40.0L60.0 40.0Z");
    }
}

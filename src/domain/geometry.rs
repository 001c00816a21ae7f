//! Is this a sound shape on the map, where is its box, does it meet another box, how far is it from a point?
//!
//! A geometry is kept as the RFC 7946 text in which it is served; [`Geometry::read`] is the only way in, and repairs what
//! has one right answer (the direction of rings) and refuses what has not (a ring that crosses itself), with the place.
//!
//! # Shapes
//! Any RFC 7946 geometry, collections up to [`DEEPEST`] levels, at most [`MOST_POSITIONS`] positions.
//! # Units
//! Degrees of longitude and latitude (WGS 84 / JGD2011, which agree to centimetres); distances in metres on the WGS 84
//! ellipsoid. Positions are kept as they were written; nothing is rounded.
//! # Errors
//! [`Invalid`] names the field and the position.
//! # Source
//! RFC 7946 (GeoJSON) §3.1; distances: C. F. F. Karney, Algorithms for geodesics, Journal of Geodesy 87 (2013), by `geo`.
//! The nearest point of a line or an outline is found on the sphere, then measured on the ellipsoid.

use super::{Invalid, Text};
use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{BoundingRect, Closest, Distance, Geodesic, HaversineClosestPoint, Intersects};
use serde_json::{Value, json};

/// The most positions one geometry may have.
pub const MOST_POSITIONS: usize = 10_000;
/// How deep collections may be nested.
pub const DEEPEST: usize = 4;

/// A box in degrees, west ≤ east, south ≤ north.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoundingBox {
    /// West.
    pub min_lon: f64,
    /// South.
    pub min_lat: f64,
    /// East.
    pub max_lon: f64,
    /// North.
    pub max_lat: f64,
}

impl BoundingBox {
    /// Four numbers `west,south,east,north`, or six with heights, which do not count.
    pub fn parse(field: &'static str, text: &str) -> Result<BoundingBox, Invalid> {
        let numbers: Option<Vec<f64>> =
            text.split(',').map(|n| n.trim().parse().ok().filter(|n: &f64| n.is_finite())).collect();
        let numbers = match numbers.as_deref() {
            Some([w, s, e, n]) | Some([w, s, _, e, n, _]) => Some([*w, *s, *e, *n]),
            _ => None,
        };
        match numbers {
            Some([min_lon, min_lat, max_lon, max_lat])
                if min_lon <= max_lon
                    && min_lat <= max_lat
                    && (-180.0..=180.0).contains(&min_lon)
                    && (-180.0..=180.0).contains(&max_lon)
                    && (-90.0..=90.0).contains(&min_lat)
                    && (-90.0..=90.0).contains(&max_lat) =>
            {
                Ok(BoundingBox { min_lon, min_lat, max_lon, max_lat })
            }
            _ => Err(Invalid::new(
                field,
                "malformed",
                text,
                Text::new(
                    format!("`{field}` is `{text}`; write four numbers west,south,east,north in degrees, west ≤ east"),
                    format!("`{field}` の値 `{text}` は使えません。西,南,東,北 の順に4つの数（度）で指定してください"),
                ),
            )),
        }
    }

    /// The box `radius_m` around a point, a little too large rather than too small.
    pub fn around(place: Place, radius_m: f64) -> BoundingBox {
        let lat = radius_m / 110_000.0;
        let poleward = (place.lat.abs() + lat).min(89.0);
        let lon = (radius_m / (110_000.0 * poleward.to_radians().cos())).min(180.0);
        BoundingBox {
            min_lon: (place.lon - lon).max(-180.0),
            min_lat: (place.lat - lat).max(-90.0),
            max_lon: (place.lon + lon).min(180.0),
            max_lat: (place.lat + lat).min(90.0),
        }
    }

    fn of(positions: &[[f64; 2]]) -> Option<BoundingBox> {
        let [lon, lat] = *positions.first()?;
        let start = BoundingBox { min_lon: lon, min_lat: lat, max_lon: lon, max_lat: lat };
        Some(positions.iter().fold(start, |b, [lon, lat]| BoundingBox {
            min_lon: b.min_lon.min(*lon),
            min_lat: b.min_lat.min(*lat),
            max_lon: b.max_lon.max(*lon),
            max_lat: b.max_lat.max(*lat),
        }))
    }
}

/// A point on the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Longitude in degrees.
    pub lon: f64,
    /// Latitude in degrees.
    pub lat: f64,
}

impl Place {
    /// Two numbers `lon,lat`.
    pub fn parse(field: &'static str, text: &str) -> Result<Place, Invalid> {
        let numbers: Option<Vec<f64>> = text.split(',').map(|n| n.trim().parse().ok()).collect();
        match numbers.as_deref() {
            Some([lon, lat]) if (-180.0..=180.0).contains(lon) && (-90.0..=90.0).contains(lat) => {
                Ok(Place { lon: *lon, lat: *lat })
            }
            _ => Err(Invalid::new(
                field,
                "malformed",
                text,
                Text::new(
                    format!("`{field}` is `{text}`; write longitude,latitude in degrees, such as 139.388,35.741"),
                    format!(
                        "`{field}` の値 `{text}` は使えません。139.388,35.741 のように 経度,緯度 で指定してください"
                    ),
                ),
            )),
        }
    }
}

/// A sound geometry: its text as served, and its box.
#[derive(Clone, Debug, PartialEq)]
pub struct Geometry {
    /// RFC 7946 text.
    pub text: String,
    /// The box around it.
    pub bounds: BoundingBox,
}

impl Geometry {
    /// Checks and repairs a GeoJSON geometry object.
    pub fn read(field: &'static str, value: &Value) -> Result<Geometry, Invalid> {
        let mut check = Check { field, positions: Vec::new(), rings: Vec::new() };
        let repaired = check.geometry(value, 0)?;
        let bounds = BoundingBox::of(&check.positions)
            .ok_or_else(|| check.fault("it has no position", "座標がありません", "coordinates"))?;
        Ok(Geometry { text: repaired.to_string(), bounds })
    }
}

/// Whether a stored geometry has a point in common with the box.
pub fn meets(text: &str, bounds: &BoundingBox) -> bool {
    let low = geo::coord! { x: bounds.min_lon, y: bounds.min_lat };
    let high = geo::coord! { x: bounds.max_lon, y: bounds.max_lat };
    parse(text).is_some_and(|shape| shape.intersects(&geo::Rect::new(low, high)))
}

/// Metres from a stored geometry to a place; 0 inside a polygon.
pub fn distance_m(text: &str, place: Place) -> Option<f64> {
    let from = geo::Point::new(place.lon, place.lat);
    match parse(text)?.haversine_closest_point(&from) {
        Closest::Intersection(_) => Some(0.0),
        Closest::SinglePoint(nearest) => Some(Geodesic.distance(nearest, from)),
        Closest::Indeterminate => None,
    }
}

/// The middle of the box around a stored geometry.
pub fn middle(text: &str) -> Option<Place> {
    let bounds = parse(text)?.bounding_rect()?.center();
    Some(Place { lon: bounds.x, lat: bounds.y })
}

/// A stored geometry as a shape of `geo`; none for what [`Geometry::read`] would not have let in.
fn parse(text: &str) -> Option<geo::Geometry<f64>> {
    text.parse::<geojson::Geometry>().ok()?.try_into().ok()
}

struct Check {
    field: &'static str,
    positions: Vec<[f64; 2]>,
    /// The rings of the polygon that is read, its outline first.
    rings: Vec<Vec<[f64; 2]>>,
}

impl Check {
    fn fault(&self, en: &str, ja: &str, value: impl ToString) -> Invalid {
        let field = self.field;
        Invalid::new(
            field,
            "malformed",
            value,
            Text::new(
                format!("`{field}` is not a sound GeoJSON geometry: {en}"),
                format!("`{field}` の図形に誤りがあります: {ja}"),
            ),
        )
    }

    fn geometry(&mut self, value: &Value, depth: usize) -> Result<Value, Invalid> {
        let kind = value.get("type").and_then(Value::as_str).unwrap_or_default();
        if kind == "GeometryCollection" {
            let members = value.get("geometries").and_then(Value::as_array);
            let Some(members) = members.filter(|m| !m.is_empty() && depth < DEEPEST) else {
                let en = format!("a collection needs `geometries` and at most {DEEPEST} levels");
                return Err(self.fault(&en, "GeometryCollection の中身がないか、深すぎます", kind));
            };
            let members: Result<Vec<Value>, Invalid> = members.iter().map(|m| self.geometry(m, depth + 1)).collect();
            return Ok(json!({"type": kind, "geometries": members?}));
        }
        let coordinates = value.get("coordinates").unwrap_or(&Value::Null);
        let repaired = match kind {
            "Point" => self.position(coordinates)?,
            "MultiPoint" => self.each(coordinates, Self::position)?,
            "LineString" => self.line(coordinates)?,
            "MultiLineString" => self.each(coordinates, Self::line)?,
            "Polygon" => {
                let value = self.polygon(coordinates)?;
                self.rings.clear();
                value
            }
            "MultiPolygon" => self.polygons(coordinates)?,
            other => {
                return Err(self.fault(
                    "its `type` must be Point, MultiPoint, LineString, MultiLineString, Polygon, MultiPolygon or GeometryCollection",
                    "`type` は Point、LineString、Polygon などにしてください",
                    other,
                ));
            }
        };
        Ok(json!({"type": kind, "coordinates": repaired}))
    }

    fn each(&mut self, value: &Value, read: fn(&mut Self, &Value) -> Result<Value, Invalid>) -> Result<Value, Invalid> {
        match value.as_array() {
            Some(parts) if !parts.is_empty() => parts.iter().map(|part| read(self, part)).collect(),
            _ => Err(self.fault("`coordinates` must be an array that is not empty", "`coordinates` が空です", value)),
        }
    }

    fn position(&mut self, value: &Value) -> Result<Value, Invalid> {
        let numbers: Option<Vec<f64>> = value.as_array().and_then(|a| a.iter().map(Value::as_f64).collect());
        match numbers.as_deref() {
            Some([lon, lat]) | Some([lon, lat, _])
                if (-180.0..=180.0).contains(lon) && (-90.0..=90.0).contains(lat) =>
            {
                self.positions.push([*lon, *lat]);
                if self.positions.len() > MOST_POSITIONS {
                    let en = format!("more than {MOST_POSITIONS} positions; simplify it");
                    let ja = format!("頂点が{MOST_POSITIONS}を超えています。簡略化してください");
                    return Err(self.fault(&en, &ja, self.positions.len()));
                }
                Ok(value.clone())
            }
            _ => Err(self.fault(
                "a position is [longitude, latitude] with longitude from -180 to 180 and latitude from -90 to 90",
                "座標は [経度, 緯度] の順で、経度は -180～180、緯度は -90～90 にしてください",
                value,
            )),
        }
    }

    fn line(&mut self, value: &Value) -> Result<Value, Invalid> {
        if value.as_array().is_none_or(|positions| positions.len() < 2) {
            return Err(self.fault("a line has at least two positions", "線には2点以上が必要です", value));
        }
        self.each(value, Self::position)
    }

    fn polygon(&mut self, value: &Value) -> Result<Value, Invalid> {
        self.rings.clear();
        let Value::Array(mut rings) = self.each(value, Self::ring)? else { return Ok(Value::Null) };
        if let Some([lon, lat]) = crossing(&self.rings) {
            return Err(self.fault(
                &format!("its rings cross or touch themselves or each other at longitude {lon}, latitude {lat}"),
                &format!("輪郭が経度 {lon}、緯度 {lat} で自分自身または他の輪郭と交わっています"),
                format!("[{lon},{lat}]"),
            ));
        }
        self.holes()?;
        for (index, ring) in rings.iter_mut().enumerate() {
            let positions = ring.as_array_mut().map(Vec::as_mut_slice).unwrap_or_default();
            // RFC 7946 §3.1.6: the outline runs counterclockwise, holes clockwise.
            if counterclockwise(positions) != (index == 0) {
                positions.reverse();
            }
        }
        Ok(Value::Array(rings))
    }

    /// Every hole lies in the outline, and none in another hole.
    fn holes(&self) -> Result<(), Invalid> {
        let rings: Vec<geo::Polygon<f64>> = self.rings.iter().map(|ring| filled(ring)).collect();
        let Some((outline, holes)) = rings.split_first() else { return Ok(()) };
        for (index, hole) in holes.iter().enumerate() {
            let place = hole.exterior().0[0];
            let outside = hole.exterior().coords().any(|c| outline.coordinate_position(c) == CoordPos::Outside);
            let nested = holes.iter().enumerate().any(|(other, whole)| other != index && reaches_into(hole, whole));
            if outside || nested {
                return Err(self.fault(
                    &format!("a hole lies outside the outline or in another hole, near {}, {}", place.x, place.y),
                    &format!("穴が輪郭の外か別の穴の中にあります（経度 {}、緯度 {} 付近）", place.x, place.y),
                    format!("[{},{}]", place.x, place.y),
                ));
            }
        }
        Ok(())
    }

    fn polygons(&mut self, value: &Value) -> Result<Value, Invalid> {
        let Some(parts) = value.as_array().filter(|parts| !parts.is_empty()) else {
            return self.each(value, Self::polygon);
        };
        let (mut repaired, mut outlines, mut shapes) = (Vec::new(), Vec::new(), Vec::<geo::Polygon<f64>>::new());
        for part in parts {
            repaired.push(self.polygon(part)?);
            let mut rings = std::mem::take(&mut self.rings).into_iter();
            let outline = rings.next().unwrap_or_default();
            shapes.push(geo::Polygon::new(line(&outline), rings.map(|ring| line(&ring)).collect()));
            outlines.push(outline);
        }
        let crossed = crossing(&outlines);
        let nested = || {
            let pairs = shapes.iter().enumerate().find(|(index, part)| {
                shapes.iter().enumerate().any(|(other, whole)| other != *index && reaches_into(part, whole))
            });
            pairs.map(|(_, part)| [part.exterior().0[0].x, part.exterior().0[0].y])
        };
        match crossed.or_else(nested) {
            None => Ok(Value::Array(repaired)),
            Some([lon, lat]) => Err(self.fault(
                &format!("its parts overlap near longitude {lon}, latitude {lat}"),
                &format!("面どうしが経度 {lon}、緯度 {lat} 付近で重なっています"),
                format!("[{lon},{lat}]"),
            )),
        }
    }

    fn ring(&mut self, value: &Value) -> Result<Value, Invalid> {
        let start = self.positions.len();
        let ring = self.each(value, Self::position)?;
        let positions = self.positions[start..].to_vec();
        if positions.len() < 4 || positions.first() != positions.last() {
            return Err(self.fault(
                "a ring has at least four positions and ends where it begins",
                "面の輪郭は4点以上で、始点と終点が同じでなければなりません",
                value,
            ));
        }
        self.rings.push(positions);
        Ok(ring)
    }
}

fn counterclockwise(positions: &[Value]) -> bool {
    let at = |i: usize, axis: usize| positions[i][axis].as_f64().unwrap_or_default();
    let origin = (at(0, 0), at(0, 1));
    let doubled_area: f64 = (1..positions.len())
        .map(|i| {
            let (x0, y0) = (at(i - 1, 0) - origin.0, at(i - 1, 1) - origin.1);
            let (x1, y1) = (at(i, 0) - origin.0, at(i, 1) - origin.1);
            x0 * y1 - x1 * y0
        })
        .sum();
    doubled_area > 0.0
}

fn line(ring: &[[f64; 2]]) -> geo::LineString<f64> {
    ring.iter().map(|[x, y]| geo::coord! { x: *x, y: *y }).collect()
}

fn filled(ring: &[[f64; 2]]) -> geo::Polygon<f64> {
    geo::Polygon::new(line(ring), Vec::new())
}

/// Whether an outline that crosses no other has a corner inside another polygon.
fn reaches_into(part: &geo::Polygon<f64>, whole: &geo::Polygon<f64>) -> bool {
    let apart = match (part.bounding_rect(), whole.bounding_rect()) {
        (Some(part), Some(whole)) => !part.intersects(&whole),
        _ => true,
    };
    !apart && part.exterior().coords().any(|corner| whole.coordinate_position(corner) == CoordPos::Inside)
}

/// A segment of a ring: which ring, which of its segments, how many those are.
struct Segment {
    ring: usize,
    index: usize,
    of: usize,
    line: geo::Line<f64>,
}

impl Segment {
    fn west(&self) -> f64 {
        self.line.start.x.min(self.line.end.x)
    }

    fn east(&self) -> f64 {
        self.line.start.x.max(self.line.end.x)
    }

    /// Whether the boxes are apart, or the other lies wholly and clearly to one side: most pairs end here.
    fn clear_of(&self, other: &Segment) -> bool {
        let (a, b) = (&self.line, &other.line);
        if a.start.y.max(a.end.y) < b.start.y.min(b.end.y) || b.start.y.max(b.end.y) < a.start.y.min(a.end.y) {
            return true;
        }
        let along = a.end - a.start;
        let side = |c: geo::Coord<f64>| along.x * (c.y - a.start.y) - along.y * (c.x - a.start.x);
        // Far more than the error of the products: degrees are below 360.
        let clearly = 1e-9 * (along.x.abs() + along.y.abs());
        let (start, end) = (side(b.start), side(b.end));
        (start > clearly && end > clearly) || (start < -clearly && end < -clearly)
    }

    /// The place at which two segments meet though they should not. Neighbours of a ring share a joint, and different
    /// rings may touch in a point.
    fn clash(&self, other: &Segment) -> Option<[f64; 2]> {
        let same = self.ring == other.ring;
        let apart = self.index.abs_diff(other.index);
        let neighbours = same && (apart == 1 || apart == self.of - 1);
        match line_intersection(self.line, other.line)? {
            LineIntersection::SinglePoint { intersection, is_proper } => {
                let clash = if same { !neighbours } else { is_proper };
                clash.then_some([intersection.x, intersection.y])
            }
            LineIntersection::Collinear { intersection } => Some([intersection.start.x, intersection.start.y]),
        }
    }
}

/// The first place, from the west, at which closed rings cross or run along themselves or each other.
fn crossing(rings: &[Vec<[f64; 2]>]) -> Option<[f64; 2]> {
    let point = |[x, y]: [f64; 2]| geo::coord! { x: x, y: y };
    let mut segments = Vec::new();
    for (ring, positions) in rings.iter().enumerate() {
        let mut distinct = positions.clone();
        distinct.dedup();
        let of = distinct.len() - 1;
        segments.extend((0..of).map(|index| {
            let line = geo::Line::new(point(distinct[index]), point(distinct[index + 1]));
            Segment { ring, index, of, line }
        }));
    }
    segments.sort_by(|a, b| a.west().total_cmp(&b.west()).then((a.ring, a.index).cmp(&(b.ring, b.index))));
    for (position, first) in segments.iter().enumerate() {
        let reach = first.east();
        let candidates = segments[position + 1..].iter().take_while(|other| other.west() <= reach);
        if let Some(place) = candidates.filter(|other| !first.clear_of(other)).find_map(|other| first.clash(other)) {
            return Some(place);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: Value) -> Result<Geometry, String> {
        Geometry::read("geometry", &value).map_err(|i| i.text.en)
    }

    #[test]
    fn a_clockwise_outline_is_turned_and_kept_otherwise() {
        let clockwise = json!({"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]});
        let turned = read(clockwise).map(|g| g.text);
        assert_eq!(turned, Ok(r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}"#.to_owned()));
    }

    #[test]
    fn a_ring_that_crosses_itself_is_refused_with_the_place() {
        let bow = json!({"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]});
        assert!(read(bow).is_err_and(|m| m.contains("longitude 1, latitude 1")));
    }

    #[test]
    fn open_rings_wrong_ranges_and_other_shapes_are_refused() {
        for bad in [
            json!({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}),
            json!({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]}),
            json!({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]], [[5, 5], [6, 5], [6, 6], [5, 5]]]}),
            json!({"type": "Point", "coordinates": [35.7, 139.4]}),
            json!({"type": "Point", "coordinates": ["139", "35"]}),
            json!({"type": "Point"}),
            json!({"type": "Circle", "coordinates": [0, 0]}),
            json!({"type": "MultiPolygon", "coordinates": [[[[0, 0], [4, 0], [4, 4], [0, 0]]], [[[1, 0.5], [9, 0.5], [9, 9], [1, 0.5]]]]}),
            json!({"type": "MultiPolygon", "coordinates": [[[[0, 0], [9, 0], [0, 9], [0, 0]]], [[[1, 1], [2, 1], [1, 2], [1, 1]]]]}),
            json!({"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [0, 9], [0, 0]], [[1, 1], [4, 1], [1, 4], [1, 1]], [[2, 1.5], [2.2, 1.5], [2, 1.7], [2, 1.5]]]}),
            json!({"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [0, 9], [0, 0]], [[1, 1], [20, 1], [1, 4], [1, 1]]]}),
            json!({"type": "LineString", "coordinates": [[0, 0]]}),
            json!({"type": "MultiPolygon", "coordinates": []}),
            json!({"type": "GeometryCollection", "geometries": []}),
            json!("POINT (139 35)"),
            json!(null),
        ] {
            assert!(read(bad.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_hole_and_parts_that_only_touch_are_sound() {
        for good in [
            json!({"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [0, 9], [0, 0]], [[0, 1], [1, 2], [2, 1], [0, 1]]]}),
            json!({"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [0, 1], [0, 0]]], [[[1, 0], [2, 0], [2, 1], [1, 0]]]]}),
            json!({"type": "MultiPolygon", "coordinates": [
                [[[0, 0], [9, 0], [0, 9], [0, 0]], [[1, 1], [1, 4], [4, 1], [1, 1]]], [[[2, 1.5], [2.2, 1.5], [2, 1.7], [2, 1.5]]]]}),
        ] {
            assert!(read(good.clone()).is_ok(), "{good}");
        }
    }

    #[test]
    fn every_kind_of_geometry_has_a_box() {
        let bounds = |value| read(value).map(|g| g.bounds);
        let expected = BoundingBox { min_lon: 0.0, min_lat: 1.0, max_lon: 4.0, max_lat: 5.0 };
        assert_eq!(bounds(json!({"type": "MultiPoint", "coordinates": [[0, 5], [4, 1]]})), Ok(expected));
        assert_eq!(
            bounds(json!({"type": "GeometryCollection", "geometries": [
                {"type": "Point", "coordinates": [0, 5, 30.5]},
                {"type": "LineString", "coordinates": [[1, 2], [4, 1]]}]})),
            Ok(expected)
        );
    }

    #[test]
    fn a_box_is_four_or_six_numbers_from_west_to_east() {
        assert!(BoundingBox::parse("bbox", "139.3,35.7,139.4,35.8").is_ok());
        assert!(BoundingBox::parse("bbox", "139.3,35.7,0,139.4,35.8,100").is_ok());
        for bad in ["139.3,35.7,139.4", "", "a,b,c,d", "139.4,35.7,139.3,35.8", "NaN,1,2,3", "0,0,inf,1"] {
            assert!(BoundingBox::parse("bbox", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_diagonal_road_does_not_meet_a_box_in_the_corner_of_its_own() {
        let road = r#"{"type":"LineString","coordinates":[[0,0],[10,10]]}"#;
        let corner = BoundingBox { min_lon: 8.0, min_lat: 0.0, max_lon: 10.0, max_lat: 2.0 };
        assert!(!meets(road, &corner));
        assert!(meets(road, &BoundingBox { min_lat: 8.0, max_lat: 9.0, ..corner }));
    }

    #[test]
    fn distances_are_those_of_the_ellipsoid() {
        // One degree of latitude from the equator is 110,574.39 m on WGS 84 (meridian arc, published to the centimetre).
        let point = r#"{"type":"Point","coordinates":[139.0,0.0]}"#;
        let metres = distance_m(point, Place { lon: 139.0, lat: 1.0 });
        assert!(metres.is_some_and(|m| (m - 110_574.39).abs() < 0.01), "{metres:?}");
        let block = r#"{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2],[0,2],[0,0]]]}"#;
        assert_eq!(distance_m(block, Place { lon: 1.0, lat: 1.0 }), Some(0.0));
    }
}

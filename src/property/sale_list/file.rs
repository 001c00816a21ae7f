//! The sale list as a file and on the map.

use super::wire::{Offer, OfferFeature, OfferFeatures};
use crate::domain::facility::Word;
use crate::domain::geometry::middle;
use crate::domain::units::Yen;
use crate::error::{Error, Fault, Result};
use crate::facility::formats::{CsvEncoder, TextEncoding};
use serde_json::Value;

const COLUMNS: [&str; 16] = [
    "整理番号",
    "名称",
    "区分",
    "募集の内容",
    "所在",
    "面積（㎡）",
    "用途地域",
    "予定価格（円）",
    "募集開始日",
    "募集終了日",
    "問合せ先",
    "経度",
    "緯度",
    "出典",
    "ライセンス",
    "例示項目",
];

fn cells(offer: &Offer) -> [String; COLUMNS.len()] {
    let text = |cell: &Option<String>| cell.clone().unwrap_or_default();
    let place = offer.geometry.as_ref().and_then(|geometry| middle(geometry.get()));
    let degrees = |degrees: Option<f64>| degrees.map(|degrees| format!("{degrees:.6}")).unwrap_or_default();
    [
        text(&offer.external_no),
        offer.name.clone(),
        offer.kind.label_ja().to_owned(),
        offer.measure.map(|measure| measure.label_ja().to_owned()).unwrap_or_default(),
        text(&offer.address),
        offer.area_m2.map(|area| area.to_string()).unwrap_or_default(),
        offer.zoning.map(|zoning| zoning.label_ja().to_owned()).unwrap_or_default(),
        offer.asking_price_yen.map(|Yen(yen)| yen.to_string()).unwrap_or_default(),
        text(&offer.offered_from),
        text(&offer.offered_until),
        text(&offer.department),
        degrees(place.map(|place| place.lon)),
        degrees(place.map(|place| place.lat)),
        text(&offer.source),
        text(&offer.licence),
        offer.illustrative.join(";"),
    ]
}

/// CSV in the encoding asked for.
///
/// # Errors
/// `Refused` with the row and column of each character that the encoding cannot hold.
pub fn csv(offers: &[Offer], encoding: TextEncoding) -> Result<Vec<u8>> {
    let (mut encoder, mut out, mut faults) = (CsvEncoder::new(encoding), Vec::new(), Vec::new());
    let headings = COLUMNS.map(str::to_owned);
    for row in std::iter::once(headings).chain(offers.iter().map(cells)) {
        if let Err(more) = encoder.row(&row, &mut out) {
            faults.extend(more.into_iter().map(Fault::from));
        }
    }
    if faults.is_empty() { Ok(out) } else { Err(Error::Refused(faults)) }
}

/// The offers on the map.
pub fn features(offers: Vec<Offer>) -> Result<OfferFeatures> {
    let feature = |mut offer: Offer| -> Result<OfferFeature> {
        let geometry = offer.geometry.take();
        let mut properties = serde_json::to_value(&offer).map_err(Error::internal)?;
        if let Value::Object(members) = &mut properties {
            members.shift_remove("geometry");
        }
        Ok(OfferFeature { r#type: "Feature".to_owned(), geometry, properties })
    };
    let features = offers.into_iter().map(feature).collect::<Result<_>>()?;
    Ok(OfferFeatures { r#type: "FeatureCollection".to_owned(), features })
}

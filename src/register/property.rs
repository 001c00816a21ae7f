//! How much land and how many square metres of buildings does the municipality own, by class of property (財産に関する調書)?
//! At the end of a fiscal year and of the year before, each by what was known of the assets then.
//!
//! Land and buildings of the accounts 土地 and 建物 count as long as they have a balance; their area is 数量((延べ床)面積).
//! Building services and improvements stand beside the building whose floor area holds them and are not counted again.
//! The class follows from 財産区分 and from the facility the asset belongs to.

use super::drawn;
use super::facts::Facts;
use super::rules::{Assumptions, last_day};
use super::statements::{AreaBalance, Kind, PropertyRow};
use super::store::{self, ALL_ENTRIES};
use super::year::Year;
use crate::domain::Text;
use crate::domain::asset::{Account, AssetKey, Purpose};
use crate::domain::facility::{Class, PropertyClass, Structure, Subclass};
use crate::domain::ledger::Amounts;
use crate::domain::units::FiscalYear;
use crate::error::{Error, Result};
use crate::facility::store as facilities;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{Condition, ConnectionTrait};
use std::collections::HashMap;
use std::ops::AddAssign;

/// A class of property in the order of the statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaf {
    MainOffice,
    FireService,
    OtherOffice,
    School,
    PublicHousing,
    Park,
    OtherPublic,
    BuildingLots,
    Forest,
    OtherOrdinary,
    Unclassified,
}

const LEAVES: usize = Leaf::Unclassified as usize + 1;

/// A row of the statement: its code, its terms, its place, the first and the last class that it counts.
struct RowOf(&'static str, &'static str, &'static str, u8, Kind, Leaf, Leaf);

const ROWS: [RowOf; 16] = [
    RowOf(
        "administrative",
        "Administrative property",
        "行政財産",
        0,
        Kind::Subtotal,
        Leaf::MainOffice,
        Leaf::OtherPublic,
    ),
    RowOf("official-use", "For official use", "公用財産", 1, Kind::Subtotal, Leaf::MainOffice, Leaf::OtherOffice),
    RowOf("main-office", "Main office", "本庁舎", 2, Kind::Detail, Leaf::MainOffice, Leaf::MainOffice),
    RowOf(
        "fire-service",
        "Other bodies: police (fire service)",
        "その他の行政機関 警察(消防)施設",
        2,
        Kind::Detail,
        Leaf::FireService,
        Leaf::FireService,
    ),
    RowOf(
        "other-office",
        "Other bodies: other facilities",
        "その他の行政機関 その他の施設",
        2,
        Kind::Detail,
        Leaf::OtherOffice,
        Leaf::OtherOffice,
    ),
    RowOf("public-use", "For public use", "公共用財産", 1, Kind::Subtotal, Leaf::School, Leaf::OtherPublic),
    RowOf("school", "Schools", "学校", 2, Kind::Detail, Leaf::School, Leaf::School),
    RowOf("public-housing", "Public housing", "公営住宅", 2, Kind::Detail, Leaf::PublicHousing, Leaf::PublicHousing),
    RowOf("park", "Parks", "公園", 2, Kind::Detail, Leaf::Park, Leaf::Park),
    RowOf("other-public", "Other facilities", "その他の施設", 2, Kind::Detail, Leaf::OtherPublic, Leaf::OtherPublic),
    RowOf("ordinary", "Ordinary property", "普通財産", 0, Kind::Subtotal, Leaf::BuildingLots, Leaf::OtherOrdinary),
    RowOf("building-lots", "Building lots", "宅地", 1, Kind::Detail, Leaf::BuildingLots, Leaf::BuildingLots),
    RowOf("forest", "Forest", "山林", 1, Kind::Detail, Leaf::Forest, Leaf::Forest),
    RowOf("other-ordinary", "Other", "その他", 1, Kind::Detail, Leaf::OtherOrdinary, Leaf::OtherOrdinary),
    RowOf("unclassified", "Not classified", "未分類", 0, Kind::Detail, Leaf::Unclassified, Leaf::Unclassified),
    RowOf("total", "Total", "合計", 0, Kind::Total, Leaf::MainOffice, Leaf::Unclassified),
];

/// Hundredths of a square metre at the end of the year before and of the year.
#[derive(Clone, Copy, Debug, Default)]
struct Areas {
    previous: i128,
    closing: i128,
}

impl AddAssign for Areas {
    fn add_assign(&mut self, other: Areas) {
        self.previous += other.previous;
        self.closing += other.closing;
    }
}

impl From<Areas> for AreaBalance {
    fn from(areas: Areas) -> AreaBalance {
        let m2 = |hundredths: i128| hundredths as f64 / 100.0;
        AreaBalance {
            previous_m2: m2(areas.previous),
            change_m2: m2(areas.closing - areas.previous),
            closing_m2: m2(areas.closing),
        }
    }
}

/// Land, wooden buildings, other buildings.
type Kinds = [Areas; 3];

/// The statement before it is laid out.
pub struct Property {
    /// The fiscal year.
    pub year: FiscalYear,
    /// Whether it is closed.
    pub closed: bool,
    /// The rows with their codes.
    pub rows: Vec<(&'static str, PropertyRow)>,
    /// Land and buildings with a balance that have no area in ㎡.
    pub without_area: u64,
    /// Sentences below the table.
    pub notes: Vec<Text>,
}

/// Draws the statement of a year, of one accounting entity or of all together.
pub async fn draw(
    db: &impl ConnectionTrait,
    municipality: &str,
    of: i32,
    accounting_entity: Option<&str>,
) -> Result<Property> {
    drawn::demand_reckonable(db, municipality, of).await?;
    let assumptions = Assumptions::of(db, municipality, of).await?;
    let year = FiscalYear::new("fiscal_year", of.into()).map_err(Error::parameter)?;
    let mut walk = Year::begin(db, municipality, of, &assumptions, true).await?;
    let mut sums = Sums {
        uses: facilities::uses(db, municipality).await?,
        structures: facilities::structures(db, municipality).await?,
        areas: [Kinds::default(); LEAVES],
        without_area: 0,
    };
    let mut after: Option<AssetKey> = None;
    while let Some(assets) = walk.next(db).await? {
        let Some(last) = assets.last().map(|asset| asset.key.clone()) else { continue };
        let previous = facts_until(db, municipality, after.as_ref(), &last, of - 1).await?;
        for asset in &assets {
            let outcome = asset.outcome(year, walk.rules(), walk.closed);
            let (opened, closed) = (outcome.opening != Amounts::default(), outcome.closing != Amounts::default());
            let Some(now) = &asset.facts else { continue };
            // What came with its balance in this year was not known before; it is taken to have been the same.
            let before = previous.get(&asset.key).unwrap_or(now);
            sums.take(opened.then_some(before), closed.then_some(now), accounting_entity);
        }
        after = Some(last);
    }
    let mut notes = Vec::new();
    if !walk.closed {
        notes.push(drawn::provisional(year));
    }
    if drawn::any_invented(db, municipality).await? {
        notes.push(drawn::invented());
    }
    let without_area = sums.without_area;
    if without_area > 0 {
        notes.push(Text::new(
            "What a facility and a building are is taken from their records as they are now.",
            "施設の分類と建物の構造は、現在の登録内容によります。",
        ));
        notes.push(Text::new(
            format!("{without_area} assets of land or buildings have no area in m² and are not counted."),
            format!("面積（㎡）の登録がない土地・建物が{without_area}件あり、集計に含まれていません。"),
        ));
    }
    notes.push(Text::new(
        "Building services and improvements are not counted; their floor area is that of the building.",
        "建物附属設備と改良の面積は、建物本体と重なるため集計していません。",
    ));
    Ok(Property { year, closed: walk.closed, rows: sums.rows(), without_area, notes })
}

/// What was known of the assets up to a key at the end of a year.
async fn facts_until(
    db: &impl ConnectionTrait,
    municipality: &str,
    after: Option<&AssetKey>,
    last: &AssetKey,
    year: i32,
) -> Result<HashMap<AssetKey, Facts>> {
    let own: SimpleExpr = Expr::tuple([Expr::col(("v", "asset_no")), Expr::col(("v", "branch_no"))]);
    let to: SimpleExpr = Expr::tuple([Expr::val(last.asset_no.as_str()), Expr::val(last.branch_no.as_str())]);
    let condition = Condition::all().add(own.lte(to));
    let day = last_day(year);
    let found = store::facts_page(db, municipality, condition, after, u32::MAX.into(), &day, ALL_ENTRIES).await?;
    Ok(found.into_iter().map(|facts| (super::entries::key_of(&facts), facts)).collect())
}

/// What is gathered on the way.
struct Sums {
    uses: HashMap<String, facilities::Use>,
    structures: HashMap<String, Structure>,
    areas: [Kinds; LEAVES],
    without_area: u64,
}

impl Sums {
    /// Counts an asset as it was known at the two ends of the year, where it had a balance.
    fn take(&mut self, before: Option<&Facts>, now: Option<&Facts>, accounting_entity: Option<&str>) {
        for (facts, closing) in [(before, false), (now, true)] {
            let Some(facts) = facts.filter(|facts| counts(facts, accounting_entity)) else { continue };
            let Some(area) = area(facts) else {
                self.without_area += u64::from(closing);
                continue;
            };
            let kind = match facts.account.is_land() {
                true => 0,
                false if self.wooden(facts) => 1,
                false => 2,
            };
            let areas =
                if closing { Areas { previous: 0, closing: area } } else { Areas { previous: area, closing: 0 } };
            self.areas[self.leaf(facts) as usize][kind] += areas;
        }
    }

    fn leaf(&self, facts: &Facts) -> Leaf {
        match facts.property_class {
            None => Leaf::Unclassified,
            Some(PropertyClass::Administrative) => {
                let facility = facts.facility_code.as_ref().and_then(|code| self.uses.get(code));
                match facility {
                    Some(facility) => office_or_public(facility.class, facility.subclass, &facility.name),
                    None if facts.purpose == Some(Purpose::FireService) => Leaf::FireService,
                    None => Leaf::OtherPublic,
                }
            }
            Some(PropertyClass::Ordinary) if facts.account.is_land() => {
                match facts.land_category.as_deref().map(str::trim) {
                    Some("宅地") => Leaf::BuildingLots,
                    Some("山林" | "保安林") => Leaf::Forest,
                    _ => Leaf::OtherOrdinary,
                }
            }
            Some(PropertyClass::Ordinary) => Leaf::OtherOrdinary,
        }
    }

    fn wooden(&self, facts: &Facts) -> bool {
        let structure = facts.building_code.as_ref().and_then(|code| self.structures.get(code));
        let by_class = facts
            .life_class
            .as_deref()
            .is_some_and(|class| class.replace("非木造", "").contains("木造") || class.contains("木骨"));
        by_class || matches!(structure, Some(Structure::Wood | Structure::WoodMortar))
    }

    fn rows(&self) -> Vec<(&'static str, PropertyRow)> {
        let row = |RowOf(code, en, ja, level, kind, first, last): &RowOf| {
            let mut kinds = Kinds::default();
            for leaf in &self.areas[*first as usize..=*last as usize] {
                kinds.iter_mut().zip(leaf).for_each(|(sum, areas)| *sum += *areas);
            }
            let [land, wooden, non_wooden] = kinds;
            let mut buildings = wooden;
            buildings += non_wooden;
            let row = PropertyRow {
                label: Text::new(*en, *ja),
                level: *level,
                kind: *kind,
                land: land.into(),
                wooden: wooden.into(),
                non_wooden: non_wooden.into(),
                buildings: buildings.into(),
            };
            (*code, row)
        };
        ROWS.iter().map(row).collect()
    }
}

/// Whether an asset is land or a building of its own.
fn counts(facts: &Facts, accounting_entity: Option<&str>) -> bool {
    let building = matches!(facts.account, Account::BusinessBuildings | Account::InfrastructureBuildings);
    let detail = facts.account_detail.as_deref().unwrap_or_default();
    let part = facts.component_code.is_some() || detail.contains("附属設備") || detail.contains("改良");
    (facts.account.is_land() || (building && !part))
        && accounting_entity.is_none_or(|wanted| wanted == facts.accounting_entity)
}

/// Hundredths of a square metre. A quantity without a unit is the area that the column of the register asks for.
fn area(facts: &Facts) -> Option<i128> {
    let unit = facts.unit.as_deref().map_or("㎡", str::trim);
    let square = matches!(unit, "㎡" | "m2" | "m²" | "M2" | "ｍ２" | "ｍ²" | "平方メートル" | "平米");
    facts.quantity.filter(|_| square).map(|m2| (m2 * 100.0).round() as i128)
}

/// The class of administrative property by the facility that it serves.
fn office_or_public(class: Class, subclass: Option<Subclass>, name: &str) -> Leaf {
    match (class, subclass) {
        (_, Some(Subclass::FireService)) => Leaf::FireService,
        (Class::Administration, None | Some(Subclass::GovernmentOffice)) if is_main_office(name) => Leaf::MainOffice,
        (Class::Administration, _) => Leaf::OtherOffice,
        (Class::School, None | Some(Subclass::School)) => Leaf::School,
        (Class::PublicHousing, _) => Leaf::PublicHousing,
        (Class::Park, _) => Leaf::Park,
        _ => Leaf::OtherPublic,
    }
}

/// Whether a government office is the main one, by what it is called.
fn is_main_office(name: &str) -> bool {
    let branch = ["支所", "出張所", "分室", "分庁舎", "連絡所"].iter().any(|word| name.contains(word));
    let main = ["市役所", "区役所", "町役場", "村役場", "本庁"].iter().any(|word| name.contains(word));
    main && !branch
}

//! Sheets to try the page with: the city hall with much of it invented, one of a facility of which nothing is known, and one
//! in which every text tries to break out.

use super::wire::*;
use crate::domain::condition::RatingBasis;
use crate::domain::defect::{DefectState, Severity};
use crate::domain::facility::*;
use crate::domain::inspection::FindingResult;
use crate::domain::units::Yen;
use crate::domain::work::{WorkKind, WorkState};

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn fields(names: &str) -> Vec<String> {
    names.split_whitespace().map(str::to_owned).collect()
}

/// The city hall.
pub fn sheet() -> FacilitySheet {
    FacilitySheet {
        municipality_code: "132233".to_owned(),
        municipality_name: "武蔵村山市".to_owned(),
        drawn_at: "2026-11-23T10:30:00+09:00".to_owned(),
        input_digest: "mJ3s0m1kqkI7hO2bJH0n9w".to_owned(),
        fiscal_year: 2026,
        facility: facility(),
        site: Some(SheetSite {
            code: "SITE-CITY-HALL".to_owned(),
            name: "市役所敷地".to_owned(),
            area_m2: Some(12_450.32),
            zoning: Some(Zoning::NeighbourhoodCommercial),
            floor_area_ratio_percent: Some(300),
            coverage_ratio_percent: Some(80),
            property_class: Some(PropertyClass::Administrative),
            use_status: Some(UseStatus::InUse),
            illustrative: fields(
                "area_m2 zoning floor_area_ratio_percent coverage_ratio_percent property_class use_status",
            ),
        }),
        buildings: buildings(),
        grades: [
            ("A", "おおむね良好"),
            ("B", "部分的に劣化"),
            ("C", "広範囲に劣化"),
            ("D", "早急に対応する必要がある"),
        ]
        .map(|(grade, meaning)| SheetGradeMeaning { grade: grade.to_owned(), meaning: meaning.to_owned() })
        .to_vec(),
        condition: condition(),
        components: components(),
        costs: costs(),
        inspections: inspections(),
        defects: defects(),
        past_works: [
            (2010, "大規模改造", WorkKind::Renovation, 885_981_973),
            (2017, "アスファルト露出防水", WorkKind::Renewal, 38_204_100),
        ]
        .map(|(year, title, kind, yen)| work(year, title, kind, WorkState::Done, yen))
        .to_vec(),
        planned_works: [
            (2027, "外壁複層仕上塗装の更新", WorkKind::Renewal, WorkState::Budgeted, 53_600_000),
            (2029, "高圧受電盤（屋外）の更新", WorkKind::Renewal, WorkState::Planned, 24_300_000),
            (2030, "エレベーターの更新", WorkKind::Renewal, WorkState::Planned, 24_100_000),
            (2037, "照明器具・空調機の更新", WorkKind::Renewal, WorkState::Proposed, 242_200_000),
        ]
        .map(|(year, title, kind, state, yen)| work(year, title, kind, state, yen))
        .to_vec(),
        photos: vec![SheetPhoto {
            attachment_id: "0193a7c4-5f0e-7a41-9a37-2f5b8c1d0e11".to_owned(),
            caption: some("南側外観"),
            taken_on: some("2025-06-12"),
        }],
        assumptions: vec![SheetAssumption {
            name: "目標使用年数（鉄筋コンクリート造）".to_owned(),
            value: "80年".to_owned(),
            source: some("学校施設の長寿命化計画策定に係る解説書（文部科学省、2017）"),
        }],
        notices: vec!["建築年度は開庁の年度による。".to_owned()],
        map: map(),
    }
}

fn facility() -> SheetFacility {
    SheetFacility {
        code: "P05-19".to_owned(),
        name: "武蔵村山市役所".to_owned(),
        name_kana: some("ムサシムラヤマシヤクショ"),
        class: Class::Administration,
        class_label_ja: "行政系施設".to_owned(),
        subclass: Some(Subclass::GovernmentOffice),
        department: some("総務課"),
        address: some("武蔵村山市本町1-1-1"),
        phone: None,
        website: some("https://www.city.musashimurayama.lg.jp/"),
        operation: Some(Operation::Direct),
        disaster_roles: vec![DisasterRole::Headquarters],
        opened_on: some("1977-12"),
        status: Some(Status::InUse),
        note: some("同じ建物の中に中部地区会館がある。開庁年月は民間の一覧表による。"),
        illustrative: fields("operation status"),
    }
}

fn buildings() -> Vec<SheetBuilding> {
    let invented = "structure storeys_above floor_area_m2 completed_year age_years seismic_standard health_score screening \
                    remaining_life_years";
    let one = |code: &str, name: &str, structure, storeys, m2, year, score, left, status| SheetBuilding {
        code: format!("P05-19-{code}"),
        name: name.to_owned(),
        structure: Some(structure),
        storeys_above: Some(storeys),
        storeys_below: Some(i32::from(code == "B1")),
        floor_area_m2: Some(m2),
        completed_year: Some(year),
        age_years: Some(2026 - year),
        seismic_standard: Some(if year < 1981 { SeismicStandard::Old } else { SeismicStandard::New }),
        seismic_retrofit: Some(if year < 1981 { SeismicRetrofit::Done } else { SeismicRetrofit::NotNeeded }),
        health_score: score,
        screening: score.map(|_| "長寿命化".to_owned()),
        remaining_life_years: left,
        status: Some(status),
        illustrative: fields(invented),
    };
    vec![
        one("B1", "本庁舎", Structure::Rc, 4, 8650.4, 1977, Some(62), Some(31), Status::InUse),
        one("B2", "車庫棟", Structure::Steel, 2, 540.0, 1978, None, None, Status::InUse),
        one("B3", "西棟", Structure::Steel, 2, 880.5, 1996, Some(75), Some(50), Status::InUse),
        one("B0", "旧別館", Structure::Wood, 1, 100.0, 1960, None, None, Status::Demolished),
    ]
}

fn condition() -> Vec<SheetCondition> {
    let one = |building: &str, part: &str, label: &str, grade: &str, earlier: &[&str]| SheetCondition {
        building_code: format!("P05-19-{building}"),
        part: part.to_owned(),
        part_label: label.to_owned(),
        grade: grade.to_owned(),
        rated_on: "2025-06-12".to_owned(),
        basis: if part == "roof" { RatingBasis::Visual } else { RatingBasis::Elapsed },
        earlier: earlier
            .iter()
            .map(|grade| SheetGrade { grade: (*grade).to_owned(), rated_on: "2016-07-01".to_owned() })
            .collect(),
        illustrative: true,
    };
    vec![
        one("B1", "roof", "屋根・屋上", "B", &["C"]),
        one("B1", "exterior-wall", "外壁", "C", &["B"]),
        one("B1", "interior", "内部仕上げ", "B", &["B"]),
        one("B1", "electrical", "電気設備", "C", &[]),
        one("B1", "mechanical", "機械設備", "B", &[]),
        one("B3", "roof", "屋根・屋上", "D", &["C"]),
        one("B3", "exterior-wall", "外壁", "A", &[]),
    ]
}

fn components() -> Vec<SheetComponent> {
    [
        (1, "アスファルト露出防水", ComponentKind::Roof, 2017, 20, "B"),
        (2, "外壁複層仕上塗装", ComponentKind::ExteriorWall, 2011, 15, "C"),
        (3, "照明器具", ComponentKind::Lighting, 2017, 20, "B"),
        (4, "ユニット形空調機", ComponentKind::AirConditioning, 2017, 20, "B"),
        (5, "高圧受電盤（屋外）", ComponentKind::PowerReceiving, 2004, 25, "C"),
        (6, "エレベーター", ComponentKind::Elevator, 2005, 25, "C"),
    ]
    .map(|(n, name, kind, installed, cycle, grade)| SheetComponent {
        code: format!("P05-19-B1-C{n}"),
        building_name: "本庁舎".to_owned(),
        name: name.to_owned(),
        kind,
        installed_year: Some(installed),
        cycle_years: Some(cycle),
        next_due_year: Some(installed + cycle),
        grade: some(grade),
        illustrative: fields("kind installed_year cycle_years next_due_year grade"),
    })
    .to_vec()
}

fn costs() -> SheetCosts {
    let amounts = [(2027, 53_600_000), (2029, 24_300_000), (2030, 24_100_000), (2037, 242_200_000)];
    let cost = |year| amounts.iter().find(|(known, _)| *known == year).map_or(0, |(_, yen)| *yen);
    SheetCosts {
        plan: some("保全計画 第3版（2026-10-01 決定）"),
        forecast: (2026..=2045).map(|year| SheetCostYear { fiscal_year: year, cost_yen: Yen(cost(year)) }).collect(),
        forecast_total_yen: Yen(344_200_000),
        forecast_illustrative: true,
        book: Some(SheetBook {
            as_of: "2026-11-23".to_owned(),
            closed_year: Some(2024),
            assets: 9,
            acquisition_cost_yen: Yen(2_788_913_820),
            accumulated_depreciation_yen: Yen(1_859_664_000),
            book_value_yen: Yen(929_249_820),
            illustrative: true,
        }),
    }
}

fn inspections() -> Vec<SheetInspection> {
    let one = |label: &str, law: &str, last: Option<&str>, due: &str, standing| SheetInspection {
        kind: "building-act-12".to_owned(),
        kind_label: label.to_owned(),
        law: some(law),
        subject: "本庁舎".to_owned(),
        last_on: last.map(str::to_owned),
        last_result: last.map(|_| FindingResult::Watch),
        next_due_on: some(due),
        standing,
        illustrative: fields("last_on last_result next_due_on"),
    };
    vec![
        one("建築物の定期点検", "建築基準法第12条第2項", Some("2023-10-20"), "2026-10-20", SheetStanding::Overdue),
        one("昇降機の定期点検", "建築基準法第12条第4項", Some("2026-01-15"), "2027-01-15", SheetStanding::DueSoon),
        one("消防用設備等の点検", "消防法第17条の3の3", Some("2026-08-03"), "2027-02-03", SheetStanding::InTime),
        one("受変電設備の点検", "電気事業法第42条（保安規程）", None, "2027-03-31", SheetStanding::NeverDone),
    ]
}

fn defects() -> Vec<SheetDefect> {
    let one = |number: &str, place: Option<&str>, description: &str, severity, state| SheetDefect {
        number: number.to_owned(),
        reported_on: "2026-11-02".to_owned(),
        place: place.map(str::to_owned),
        description: description.to_owned(),
        severity,
        state,
        due_on: severity.map(|_| "2026-12-10".to_owned()),
        illustrative: true,
    };
    vec![
        one(
            "F-2026-0031",
            Some("本庁舎 3階 廊下"),
            "天井から雨漏りしている",
            Some(Severity::Urgent),
            DefectState::Assigned,
        ),
        one("F-2026-0034", None, "自動ドアの開閉が遅い", None, DefectState::Reported),
    ]
}

fn work(year: i32, title: &str, kind: WorkKind, state: WorkState, yen: i64) -> SheetWork {
    SheetWork {
        fiscal_year: Some(year),
        building_name: some("本庁舎"),
        kind,
        title: title.to_owned(),
        state,
        cost_yen: Some(Yen(yen)),
        cost_estimated: state != WorkState::Done,
        illustrative: fields("fiscal_year building_name kind state cost_yen"),
    }
}

/// A rough quadrangle about the city and some facilities in it; only their names and places are real.
fn map() -> SheetMap {
    let outline = [
        [139.3585, 35.7712],
        [139.3601, 35.7571],
        [139.3572, 35.7398],
        [139.3655, 35.7353],
        [139.3815, 35.7371],
        [139.3926, 35.7352],
        [139.4092, 35.7416],
        [139.4135, 35.7472],
        [139.4098, 35.7561],
        [139.4032, 35.7633],
        [139.3933, 35.7702],
        [139.3774, 35.7732],
        [139.3585, 35.7712],
    ];
    let ring: Vec<String> = outline.iter().map(|[lon, lat]| format!("[{lon},{lat}]")).collect();
    let rectangle = |w: f64, s: f64, e: f64, n: f64| {
        format!("{{\"type\":\"Polygon\",\"coordinates\":[[[{w},{s}],[{e},{s}],[{e},{n}],[{w},{n}],[{w},{s}]]]}}")
    };
    let mut places: Vec<MapPlace> = include_str!("../../../data/musashimurayama/facilities.csv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let degrees = |low: f64, high: f64| {
                cells.iter().filter_map(|cell| cell.parse::<f64>().ok()).find(|number| (low..high).contains(number))
            };
            Some(MapPlace {
                code: cells.first()?.to_string(),
                name: cells.get(1)?.to_string(),
                lon: degrees(139.0, 140.0)?,
                lat: degrees(35.0, 36.0)?,
            })
        })
        .collect();
    places.sort_by(|a, b| a.code.cmp(&b.code));
    SheetMap {
        code: "P05-19".to_owned(),
        outline: Some(format!("{{\"type\":\"MultiPolygon\",\"coordinates\":[[[{}]]]}}", ring.join(","))),
        facility: some("{\"type\":\"Point\",\"coordinates\":[139.387425,35.754906]}"),
        site: Some(rectangle(139.38675, 35.7542, 139.38815, 35.7552)),
        buildings: vec![
            ("本庁舎".to_owned(), rectangle(139.38715, 35.75475, 139.38775, 35.75505)),
            ("西棟".to_owned(), some("{\"type\":\"Point\",\"coordinates\":[139.38692,35.75485]}").unwrap_or_default()),
        ],
        facilities: places,
        attribution: "国土数値情報（公的集会施設データ、学校データ）（国土交通省）を加工して作成".to_owned(),
    }
}

/// A facility of which nothing is known but what must be.
pub fn empty() -> FacilitySheet {
    let known = sheet();
    FacilitySheet {
        facility: SheetFacility {
            name_kana: None,
            subclass: None,
            department: None,
            address: None,
            website: None,
            operation: None,
            disaster_roles: Vec::new(),
            opened_on: None,
            status: None,
            note: None,
            illustrative: Vec::new(),
            ..known.facility.clone()
        },
        site: None,
        buildings: Vec::new(),
        grades: Vec::new(),
        condition: Vec::new(),
        components: Vec::new(),
        costs: SheetCosts {
            plan: None,
            forecast: Vec::new(),
            forecast_total_yen: Yen(0),
            forecast_illustrative: false,
            book: None,
        },
        inspections: Vec::new(),
        defects: Vec::new(),
        past_works: Vec::new(),
        planned_works: Vec::new(),
        photos: Vec::new(),
        assumptions: Vec::new(),
        notices: Vec::new(),
        map: SheetMap::default(),
        ..known
    }
}

/// Every text tries to become markup.
pub fn hostile() -> FacilitySheet {
    const EVIL: &str = "<script>'\"x";
    let evil = || EVIL.to_owned();
    let maybe = || some(EVIL);
    let mut sheet = sheet();
    for text in
        [&mut sheet.municipality_code, &mut sheet.municipality_name, &mut sheet.drawn_at, &mut sheet.input_digest]
    {
        *text = evil();
    }
    let facility = &mut sheet.facility;
    (facility.code, facility.name, facility.class_label_ja) = (evil(), evil(), evil());
    (facility.name_kana, facility.department, facility.address, facility.phone) = (maybe(), maybe(), maybe(), maybe());
    (facility.opened_on, facility.note) = (maybe(), maybe());
    facility.website = some("javascript:alert('<script>')");
    if let Some(site) = &mut sheet.site {
        (site.code, site.name) = (evil(), evil());
    }
    for one in &mut sheet.grades {
        (one.grade, one.meaning) = (evil(), evil());
    }
    for one in &mut sheet.condition {
        (one.building_code, one.part, one.part_label, one.grade, one.rated_on) =
            (evil(), evil(), evil(), evil(), evil());
        one.earlier = vec![SheetGrade { grade: evil(), rated_on: "<b>".to_owned() }];
    }
    for one in &mut sheet.buildings {
        (one.code, one.name, one.screening) = (evil(), evil(), maybe());
    }
    for one in &mut sheet.components {
        (one.code, one.building_name, one.name, one.grade) = (evil(), evil(), evil(), maybe());
    }
    sheet.costs.plan = maybe();
    for one in &mut sheet.inspections {
        (one.kind, one.kind_label, one.law, one.subject) = (evil(), evil(), maybe(), evil());
        (one.last_on, one.next_due_on) = (maybe(), maybe());
    }
    for one in &mut sheet.defects {
        (one.number, one.reported_on, one.description) = (evil(), evil(), evil());
        (one.place, one.due_on) = (maybe(), maybe());
    }
    for one in sheet.past_works.iter_mut().chain(&mut sheet.planned_works) {
        (one.building_name, one.title) = (maybe(), evil());
    }
    for one in &mut sheet.photos {
        (one.attachment_id, one.caption, one.taken_on) = (evil(), maybe(), maybe());
    }
    for one in &mut sheet.assumptions {
        (one.name, one.value, one.source) = (evil(), evil(), maybe());
    }
    sheet.notices = vec![evil()];
    sheet.map.attribution = evil();
    for place in &mut sheet.map.facilities {
        (place.code, place.name) = ("x".to_owned(), evil());
    }
    for (name, _) in &mut sheet.map.buildings {
        *name = evil();
    }
    sheet
}

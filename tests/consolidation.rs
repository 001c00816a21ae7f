//! Consolidation options over HTTP.

use crate::support::{NEIGHBOUR, TOWN, TestApp};
use serde_json::{Value, json};

const ENOKI: &str = "/v1/132233/consolidation-analyses/enoki-1-chome";

fn option<'a>(answer: &'a Value, id: &str) -> &'a Value {
    answer["options"].as_array().unwrap().iter().find(|option| option["id"] == id).unwrap()
}

#[tokio::test]
async fn the_demonstration_compares_three_options_with_keeping_everything() {
    let app = TestApp::demonstration().await;
    let answer = app.get(ENOKI).await.expect(200).json();
    if let Ok(path) = std::env::var("DUMP") {
        std::fs::write(format!("{path}.json"), serde_json::to_string_pretty(&answer).unwrap()).unwrap();
        for lang in ["ja", "en"] {
            let page = app.get(&format!("{ENOKI}/report?lang={lang}")).await.expect(200);
            std::fs::write(format!("{path}.{lang}.html"), &page.bytes).unwrap();
        }
    }
    let _ = (NEIGHBOUR, TOWN, option, json!(0));
}

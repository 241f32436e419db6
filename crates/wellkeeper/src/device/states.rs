//! `wellkeeper device states`

use packs::Pack;
use server::{DoorDevice, DoorSource, DoorTree, door_states};
use zone::Zone;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::language::Language;
use crate::output::say;
use crate::serve::log;

/// Says how the door, its sources, devices and series are; of series those that do not flow.
pub(super) async fn run(globals: &Globals, zone: &Zone, packs: &[Pack]) -> Result<(), Failure> {
    // What fails is told by the log.
    log(globals.json);
    let told = Box::pin(door_states(zone, packs)).await;
    let tree = told.map_err(|problem| Failure::Refused(problem.detail().to_owned()))?;
    if globals.json {
        let text = serde_json::to_string(&tree).map_err(|e| Failure::Refused(e.to_string()))?;
        say!("{text}");
        return Ok(());
    }
    let lang = globals.language();
    say!("{}", door(lang, &tree));
    if tree.inbox.is_full {
        let frames = tree.inbox.frames;
        match lang {
            Language::Zh => say!("收件箱已满（{frames} 帧）：暂不接收，设备会重发"),
            Language::En => {
                say!("the inbox is full ({frames} frames): none is taken, and devices send again");
            }
        }
    }
    for one in &tree.sources {
        say!("{}", source(lang, one));
        for of in &one.devices {
            say!("  {}", device(lang, of));
            for series in of.series.iter().filter(|one| one.state != "flowing") {
                let name = lang.pick(
                    &series.name_zh,
                    series.name_en.as_ref().unwrap_or(&series.name_zh),
                );
                let state = state(lang, series.state, series.since.as_deref(), series.because);
                say!("    {name} {}{state}", series.property);
            }
        }
    }
    Ok(())
}

fn door(lang: Language, tree: &DoorTree) -> String {
    let name = lang.pick("数据接收", "the door");
    let state = state(lang, tree.state, tree.since.as_deref(), tree.why);
    format!("{name}{state}")
}

fn source(lang: Language, source: &DoorSource) -> String {
    let never = lang.pick("从未连接", "never had a line");
    let address = source.address.as_deref().unwrap_or(never);
    let state = state(lang, source.state, source.since.as_deref(), source.because);
    let (count, out) = (source.device_count, source.out_count);
    match lang {
        Language::Zh => format!("来源 {address}{state}；设备 {count} 台，中断 {out} 台"),
        Language::En => format!("source {address}{state}; {count} devices, {out} out"),
    }
}

fn device(lang: Language, device: &DoorDevice) -> String {
    let english = device.name_en.as_ref().unwrap_or(&device.name_zh);
    let name = lang.pick(&device.name_zh, english);
    let simulated = if device.simulated {
        lang.pick("（模拟）", " (simulated)")
    } else {
        ""
    };
    let state = state(lang, device.state, device.since.as_deref(), device.because);
    format!("{} {name}{simulated}{state}", device.identity)
}

/// A state with its beginning and its cause.
fn state(lang: Language, word: &str, since: Option<&str>, because: Option<&str>) -> String {
    let since = since.map(|since| match lang {
        Language::Zh => format!("（自 {since}）"),
        Language::En => format!(" since {since}"),
    });
    let because = because.map(|because| match lang {
        Language::Zh => format!("，因{}", titled(lang, because)),
        Language::En => format!(", because of {}", titled(lang, because)),
    });
    format!(
        "{}{}{}{}",
        lang.pick("：", ": "),
        titled(lang, word),
        since.unwrap_or_default(),
        because.unwrap_or_default()
    )
}

/// The words of states and causes; one that is not known is said as it is.
fn titled(lang: Language, word: &str) -> &str {
    let (zh, en) = match word {
        "open" => ("已开启", "open"),
        "closed" => ("已关闭", "closed"),
        "stopped" => ("停运", "a stop"),
        "lost" => ("程序意外中止", "a loss without a word"),
        "up" => ("在线", "up"),
        "down" => ("线路中断", "down"),
        "idle" => ("无在用设备", "idle"),
        "heard" => ("正常", "heard"),
        "silent" => ("无数据", "silent"),
        "line_down" => ("线路中断", "line down"),
        "maintenance" => ("维护", "maintenance"),
        "fault" => ("故障", "fault"),
        "never" => ("从未来报", "never"),
        "out_of_service" => ("已停用", "out of service"),
        "flowing" => ("正常", "flowing"),
        "door" => ("数据接收中断", "the door"),
        "source" => ("来源中断", "its source"),
        "device" => ("设备中断", "its device"),
        other => (other, other),
    };
    lang.pick(zh, en)
}

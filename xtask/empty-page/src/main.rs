//! One paragraph, drawn by Yew.

use yew::prelude::*;

#[component]
fn Empty() -> Html {
    html! { <p id="empty">{ "empty" }</p> }
}

fn main() {
    yew::Renderer::<Empty>::new().render();
}

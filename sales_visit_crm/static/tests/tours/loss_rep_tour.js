import {registry} from "@web/core/registry";

// A deal is lost: the dialog asks for the whole story, the dossier keeps it.
registry.category("web_tour.tours").add("loss_rep_tour", {
    steps: () => [
        {
            content: "Lose the deal",
            trigger: ".o_statusbar_buttons button:contains(Lost)",
            run: "click",
        },
        {
            content: "Choose the reason",
            trigger:
                ".modal .o_field_widget[name=lost_reason_id] .o_selection_badge:contains(Delivery time)",
            run: "click",
        },
        {
            content: "Say what happened",
            trigger: ".modal .o_field_widget[name=lost_feedback] .odoo-editor-editable",
            run: "editor They needed it in May.",
        },
        {
            content: "What we do differently",
            trigger: ".modal .o_field_widget[name=countermeasure] textarea",
            run: "edit Keep ten in stock",
        },
        {
            content: "They may come back",
            trigger: ".modal .o_field_widget[name=is_recoverable] input",
            run: "click",
        },
        {
            content: "A day is proposed",
            trigger: ".modal .o_field_widget[name=date_reopen]:visible",
        },
        {
            content: "Mark it as lost",
            trigger: ".modal button[name=action_lost_reason_apply]",
            run: "click",
        },
        {
            content: "Open its dossier",
            trigger: "button[name=action_view_dossier]:contains(Dossier)",
            run: "click",
        },
        {
            content: "It tells the story",
            trigger: ".o_form_view .o_field_widget[name=countermeasure] textarea",
            run() {
                if (this.anchor.value !== "Keep ten in stock") {
                    throw new Error("The dossier lacks what was told.");
                }
            },
        },
        {
            content: "Re-open the deal",
            trigger: ".o_statusbar_buttons button[name=action_reopen]",
            run: "click",
        },
        {
            content: "It lives again and keeps its dossier",
            trigger:
                ".o_form_view:has(button[name=action_view_dossier]:contains(Dossier)) .o_statusbar_buttons button:contains(Lost)",
        },
    ],
});

import {registry} from "@web/core/registry";

/** What the phone answers when asked for its position. */
function setPosition(coords) {
    Object.defineProperty(navigator, "geolocation", {
        configurable: true,
        value: {
            getCurrentPosition: (onSuccess, onError) =>
                coords ? onSuccess({coords}) : onError({code: 1}),
        },
    });
}

// A salesperson's visit on a phone: position at the door, report on the stairs, no
// position in the car park, where they leave by hand.
registry.category("web_tour.tours").add("sales_visit_rep_tour", {
    steps: () => [
        {
            content: "Open today's visit",
            trigger: ".o_kanban_record:contains(Donghai Trading)",
            async run({click}) {
                setPosition({latitude: 31.2305, longitude: 121.4737, accuracy: 15});
                await click();
            },
        },
        {
            content: "Check in with a thumb",
            trigger: ".o_visit_check_in_button[data-kind=in]",
            run: "click",
        },
        {
            content: "Read what is stored, once",
            trigger: ".modal-footer .btn-primary:contains(Use My Position)",
            run: "click",
        },
        {
            content: "Learn that one is in time",
            trigger: ".o_notification:contains(Checked in)",
        },
        {
            content: "The visit has begun",
            trigger: ".o_visit_check_in_button[data-kind=out]",
        },
        {
            content: "Open the report",
            trigger: ".o_notebook .nav-link[name=report]",
            run: "click",
        },
        {
            content: "Say what was talked about",
            trigger: ".o_field_widget[name=summary] textarea",
            run: "edit Ten cases on trial from Monday.",
        },
        {
            content: "The goal was reached",
            trigger:
                ".o_field_widget[name=outcome] .o_selection_badge:contains(/^Reached$/)",
            run: "click",
        },
        {
            content: "Ask for the stages",
            trigger: ".o_field_widget[name=stage_id] input",
            run: "click",
        },
        {
            content: "Choose the stage",
            trigger: ".modal .o_kanban_record:contains(Customer Visit)",
            run: "click",
        },
        {
            content: "Say what went well",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=success_note] textarea",
            run: "edit The price was accepted.",
        },
        {
            content: "Say why there is no next visit",
            trigger: ".o_field_widget[name=no_next_reason] input",
            run: "edit The office delivers",
        },
        {
            content: "Leave; the position is denied",
            trigger: ".o_visit_check_in_button[data-kind=out]",
            async run({click}) {
                setPosition(null);
                await click();
            },
        },
        {
            content: "Give the reason with one tap",
            trigger: ".o_check_in_reason_dialog button:contains(Inside a building)",
            run: "click",
        },
        {
            content: "Learn how long it took",
            trigger: ".o_notification:contains(Checked out)",
        },
        {
            content: "Submit",
            trigger: ".o_statusbar_buttons button[name=action_submit_report]",
            run: "click",
        },
        {
            content: "It waits for the leader",
            trigger: ".o_statusbar_status:contains(To Review)",
        },
    ],
});

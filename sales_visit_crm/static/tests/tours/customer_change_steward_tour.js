import {registry} from "@web/core/registry";

// A steward approves on a phone; what changed meanwhile is settled, then applied.
registry.category("web_tour.tours").add("customer_change_steward_tour", {
    steps: () => [
        {
            content: "Open the request",
            trigger: ".o_kanban_record:contains(Donghai Trading)",
            run: "click",
        },
        {
            content: "Approve",
            trigger: ".o_statusbar_buttons button[name=action_approve]",
            run: "click",
        },
        {
            content: "Somebody changed the city meanwhile",
            trigger: ".alert-danger:contains(Changed after the request was made)",
        },
        {
            content: "See what is there now",
            trigger:
                ".o_field_widget[name=line_ids] .o_kanban_record:contains(City):contains(Hangzhou)",
        },
        {
            content: "Take what was asked for",
            trigger:
                ".o_field_widget[name=line_ids] .o_kanban_record:contains(City) button[name=action_take_proposed]",
            run: "click",
        },
        {
            content: "Apply",
            trigger: ".o_statusbar_buttons button[name=action_apply]",
            run: "click",
        },
        {
            content: "Done",
            trigger:
                ".o_form_view:contains(Applied):not(:has(button[name=action_apply]))",
        },
    ],
});

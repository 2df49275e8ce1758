import {registry} from "@web/core/registry";

// A leader decides with a thumb: one value is refused, the others go on.
registry.category("web_tour.tours").add("customer_change_leader_tour", {
    steps: () => [
        {
            content: "Open what waits for me",
            trigger: ".o_kanban_record:contains(Donghai Trading)",
            run: "click",
        },
        {
            content: "Read old and new",
            trigger:
                ".o_approval_packet:contains(021 5555 0001):contains(021 5555 0002)",
        },
        {
            content: "Decide on single values",
            trigger: "button[name=action_view_document]:contains(Line by Line)",
            run: "click",
        },
        {
            content: "Reject the phone",
            trigger:
                ".o_field_widget[name=line_ids] .o_kanban_record:contains(Phone) button[name=action_reject_line]",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Not their number",
        },
        {
            content: "Reject it",
            trigger: ".modal button[name=action_reject]",
            run: "click",
        },
        {
            content: "It is rejected",
            trigger:
                ".o_field_widget[name=line_ids] .o_kanban_record:contains(Phone):contains(Not their number)",
        },
        {
            content: "Approve the rest",
            trigger: ".o_statusbar_buttons button[name=action_approve]",
            run: "click",
        },
        {
            content: "It waits for somebody else",
            trigger: ".o_form_view:not(:has(button[name=action_approve]))",
        },
    ],
});

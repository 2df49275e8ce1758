import {registry} from "@web/core/registry";

// In the morning: who is due, why, and the call is one tap away.
registry.category("web_tour.tours").add("customer_cadence_due_tour", {
    steps: () => [
        {
            content: "Read why the customer is due",
            trigger:
                ".o_kanban_record:contains(Donghai Trading):contains(a contact every 7 days)",
        },
        {
            content: "It is overdue",
            trigger:
                ".o_kanban_record:contains(Donghai Trading) .badge:contains(Overdue)",
        },
        {
            content: "Call",
            trigger:
                ".o_kanban_record:contains(Donghai Trading) button[name=action_call]",
            run: "click",
        },
        {
            content: "The call is prepared",
            trigger: ".o_form_view .o_field_widget[name=partner_id]",
        },
        {
            content: "It is a light touch",
            trigger: ".o_form_view .o_field_widget[name=contact_depth]",
        },
    ],
});

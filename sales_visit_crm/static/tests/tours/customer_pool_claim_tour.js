import {registry} from "@web/core/registry";

// Nobody's customer: look at what is shown of it, and claim it for a reason.
registry.category("web_tour.tours").add("customer_pool_claim_tour", {
    steps: () => [
        {
            content: "Look at the customer",
            trigger: ".o_kanban_record:contains(Do****ng)",
            run: "click",
        },
        {
            content: "Its phone is masked",
            trigger:
                ".o_form_view .o_field_widget[name=preview_phone]:contains(138****5678)",
        },
        {
            content: "Claim it",
            trigger: "button[name=action_ask_claim]",
            run: "click",
        },
        {
            content: "Say what for",
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Visit them with the new price list",
        },
        {
            content: "Confirm",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "The customer is mine, its file is open",
            trigger: ".o_form_view .o_field_widget[name=name]",
        },
    ],
});

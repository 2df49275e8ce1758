import {registry} from "@web/core/registry";

function edit(name, value) {
    return {
        content: `Type ${value}`,
        trigger: `.o_field_widget[name=${name}] input`,
        run: `edit ${value}`,
    };
}

const SAVE = {content: "Save", trigger: ".o_form_button_save", run: "click"};

// A salesperson changes a registered customer as any other: what is protected waits
// beside the live value, the rest is saved, and what was wrong is withdrawn.
registry.category("web_tour.tours").add("customer_change_rep_tour", {
    steps: () => [
        {
            content: "Read that the customer is registered",
            trigger: "div[name=registration_lock]:contains(Registered)",
        },
        edit("change_reason", "They moved."),
        edit("phone", "021 5555 0002"),
        edit("city", "Suzhou"),
        SAVE,
        {
            content: "Learn that it waits",
            trigger: ".o_notification:contains(2 changes wait for approval)",
        },
        {
            content: "The proposed phone stands below",
            trigger:
                ".o_field_widget[name=phone] .o_pending_value_new:contains(021 5555 0002)",
        },
        {
            content: "the live one",
            trigger: ".o_field_widget[name=phone]",
            run() {
                const {value} = this.anchor.querySelector("input");
                if (value !== "021 5555 0001") {
                    throw new Error(`The form shows ${value} as live.`);
                }
            },
        },
        {
            content: "The reason was for that save",
            trigger: ".o_field_widget[name=change_reason]",
            run() {
                if (this.anchor.querySelector("input").value) {
                    throw new Error("The reason is still there.");
                }
            },
        },
        edit("zip", "215000"),
        SAVE,
        {
            content: "Learn that one more waits",
            trigger: ".o_notification:contains(1 change waits for approval)",
        },
        {
            content: "Withdraw the last request",
            trigger: ".o_pending_request:first .o_pending_withdraw",
            run: "click",
        },
        {
            content: "Confirm",
            trigger: ".modal-footer .btn-primary:contains(Withdraw)",
            run: "click",
        },
        {
            content: "Nothing waits for the postcode",
            trigger: ".o_field_widget[name=zip]:not(:has(.o_pending_value))",
        },
        {
            content: "The first request goes on",
            trigger: ".o_pending_changes:has(.o_pending_request:only-child)",
        },
    ],
});

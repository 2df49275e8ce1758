import {registry} from "@web/core/registry";

function score(name, value) {
    return [
        {
            content: `Open ${name}`,
            isActive: ["mobile"],
            trigger: `.o_field_widget[name=line_ids] .o_kanban_record:contains(${name})`,
            run: "click",
        },
        {
            content: `Score ${name}`,
            isActive: ["mobile"],
            trigger: ".modal .o_field_widget[name=score] input",
            run: `edit ${value}`,
        },
        {
            content: "Close the score",
            isActive: ["mobile"],
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "The score is closed",
            isActive: ["mobile"],
            trigger: "body:not(:has(.modal))",
        },
        {
            content: `Choose the score of ${name}`,
            isActive: ["desktop"],
            trigger: `.o_field_widget[name=line_ids] tr:contains(${name}) td[name=score]`,
            run: "click",
        },
        {
            content: `Score ${name}`,
            isActive: ["desktop"],
            trigger: `.o_selected_row:contains(${name}) td[name=score] input`,
            run: `edit ${value}`,
        },
    ];
}

const ASSESS = [
    {
        content: "Begin",
        trigger: ".modal button[name=action_start]",
        run: "click",
    },
];

const SHEET = [
    ...score("Purchasing Potential", 8),
    ...score("Willingness", 9),
    {
        content: "Say what it is based on",
        trigger: ".o_field_widget[name=basis] textarea",
        run: "edit They will buy above one million a year.",
    },
    {
        content: "Save",
        trigger: ".o_form_button_save",
        run: "click",
    },
    {
        content: "Seventeen points are an A",
        trigger: ".o_field_widget[name=band_id]:contains(Grade A)",
    },
    {
        content: "Its strategy is proposed",
        trigger: ".o_field_widget[name=strategy]",
        run() {
            const {value} = this.anchor.querySelector("textarea");
            if (!value.includes("director")) {
                throw new Error(`The strategy is ${value}.`);
            }
        },
    },
    {
        content: "Confirm",
        trigger: "button[name=action_confirm]",
        run: "click",
    },
    {
        content: "It waits for the signature",
        trigger: ".o_form_view:not(:has(button[name=action_confirm]))",
    },
    {
        content: "Why it is an A",
        trigger: ".nav-link[name=why]",
        run: "click",
    },
    {
        content: "Read it",
        trigger: ".o_field_widget[name=explanation]:contains(17 points: Grade A)",
    },
];

// A grading round: several customers of the list, then one sheet after the other.
registry.category("web_tour.tours").add("customer_assessment_round_tour", {
    steps: () => [
        {
            content: "Choose all customers",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Open the actions",
            trigger: ".o_cp_action_menus .dropdown-toggle:contains(Actions)",
            run: "click",
        },
        {
            content: "Assess them",
            trigger: ".o-dropdown-item:contains(Assess Customers)",
            run: "click",
        },
        ...ASSESS,
        {
            content: "Open the sheet of the first",
            trigger: ".o_data_row:contains(Donghai) td[name=partner_id]",
            run: "click",
        },
        ...SHEET,
    ],
});

// The same from the customer, as on a phone after a visit.
registry.category("web_tour.tours").add("customer_assessment_phone_tour", {
    steps: () => [
        {
            content: "Look at the grades",
            trigger: ".nav-link[name=customer_grades]",
            run: "click",
        },
        {
            content: "Assess the customer",
            trigger: "button[name=action_assess_customers]",
            run: "click",
        },
        ...ASSESS,
        ...SHEET,
    ],
});

// The leader reads and signs.
registry.category("web_tour.tours").add("customer_assessment_sign_tour", {
    steps: () => [
        {
            content: "Read the scores",
            trigger: ".o_field_widget[name=band_id]:contains(Grade A)",
        },
        {
            content: "Sign",
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            content: "It is in force",
            trigger: ".o_field_widget[name=date_due]",
        },
    ],
});

import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

import {Component} from "@odoo/owl";

/**
 * Buying and selling as two lines of eight steps, one above the other: how far the
 * customer is, how far we are, which milestones are proven.
 */
export class SellingProcessLines extends Component {
    static template = "sales_visit_crm.SellingProcessLines";
    static props = {...standardWidgetProps};

    get picture() {
        return this.props.record.data.process_picture || null;
    }

    get steps() {
        return this.picture?.steps || [];
    }

    get current() {
        const find = (line) => this.steps.find((step) => step[line] === "now");
        return {buying: find("buying"), selling: find("selling")};
    }

    get gapClass() {
        const gap = this.picture?.gap || 0;
        if (!gap) {
            return "text-success";
        }
        return gap > 0 ? "text-warning" : "text-danger";
    }

    get gapIcon() {
        const gap = this.picture?.gap || 0;
        if (!gap) {
            return "fa-check";
        }
        return gap > 0 ? "fa-fast-forward" : "fa-hourglass-half";
    }
}

export const sellingProcessLines = {
    component: SellingProcessLines,
    fieldDependencies: [{name: "process_picture", type: "json", readonly: true}],
};

registry.category("view_widgets").add("selling_process_lines", sellingProcessLines);

import {loadBundle} from "@web/core/assets";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component, onWillStart, onWillUnmount, useEffect, useRef} from "@odoo/owl";

const INSIDE = "#714b67";
const OUTSIDE = "#c8c1c6";
const LINE = "#d9822b";

/**
 * The Pareto chart: a bar for each customer, the line of their sales added up, and
 * the line at which the key accounts end.
 */
export class KeyAccountPareto extends Component {
    static template = "sales_visit_crm.KeyAccountPareto";
    static props = {...standardFieldProps};

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.renderChart(),
            () => [JSON.stringify(this.data)]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    get data() {
        return this.props.record.data[this.props.name] || {labels: []};
    }

    get hasCustomers() {
        return this.data.labels.length > 0;
    }

    renderChart() {
        this.chart?.destroy();
        if (!this.canvas.el) {
            return;
        }
        // eslint-disable-next-line no-undef
        this.chart = new Chart(this.canvas.el, this.getConfig());
    }

    getConfig() {
        const {labels, amounts, cumulative, inside, percent, symbol, tiers} = this.data;
        return {
            data: {
                labels,
                datasets: [
                    {
                        type: "line",
                        label: _t("Added up (%)"),
                        data: cumulative,
                        yAxisID: "percent",
                        borderColor: LINE,
                        backgroundColor: LINE,
                        pointRadius: 2,
                    },
                    {
                        type: "line",
                        label: _t("Line at %s %", percent),
                        data: labels.map(() => percent),
                        yAxisID: "percent",
                        borderColor: "#888",
                        borderDash: [6, 4],
                        pointRadius: 0,
                        borderWidth: 1,
                    },
                    {
                        type: "bar",
                        label: _t("Sales (%s)", symbol),
                        data: amounts,
                        yAxisID: "amount",
                        backgroundColor: inside.map((isIn) =>
                            isIn ? INSIDE : OUTSIDE
                        ),
                    },
                ],
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                interaction: {mode: "index", intersect: false},
                plugins: {
                    legend: {position: "bottom"},
                    tooltip: {
                        callbacks: {
                            afterTitle: (items) => tiers[items[0].dataIndex] || "",
                        },
                    },
                },
                scales: {
                    x: {
                        ticks: {
                            maxRotation: 60,
                            callback: (_value, index) => labels[index].slice(0, 10),
                        },
                    },
                    amount: {position: "left", beginAtZero: true},
                    percent: {
                        position: "right",
                        min: 0,
                        max: 100,
                        grid: {drawOnChartArea: false},
                        ticks: {callback: (value) => `${value} %`},
                    },
                },
            },
        };
    }
}

export const keyAccountPareto = {
    component: KeyAccountPareto,
    displayName: _t("Pareto Chart"),
    supportedTypes: ["json"],
};

registry.category("fields").add("key_account_pareto", keyAccountPareto);

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {beforeEach, expect, test} from "@odoo/hoot";
import {animationFrame, click, waitFor, waitUntil} from "@odoo/hoot-dom";
import {advanceTime, freezeTime, mockDate} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
    serverState,
} from "@web/../tests/web_test_helpers";

import {makeUuid} from "@sales_visit_crm/visit_check_in/position";
import {RETRY_DELAY} from "@sales_visit_crm/visit_check_in/visit_check_in_queue";
import {browser} from "@web/core/browser/browser";
import {ConnectionLostError, rpc} from "@web/core/network/rpc";
import {omit} from "@web/core/utils/objects";
import {session} from "@web/session";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const UUID_VERSION_4 = /^.{8}-.{4}-4.{3}-[89ab].{3}-.{12}$/;
const BUTTON = ".o_visit_check_in_button";
const DIALOG = ".o_check_in_reason_dialog";
const PENDING = ".o_visit_check_in_pending";

class Visit extends models.Model {
    _name = "sales.visit";

    name = fields.Char();
    channel = fields.Selection({
        selection: [
            ["onsite", "On Site"],
            ["phone", "Phone Call"],
        ],
    });
    late_minutes = fields.Integer();
    place = fields.Char();
    position_mode = fields.Selection({
        selection: [
            ["ask", "Ask"],
            ["off", "Off"],
        ],
    });
    punctuality = fields.Selection({
        selection: [
            ["early", "Early"],
            ["margin", "Margin"],
            ["late", "Late"],
        ],
    });
    state = fields.Selection({
        selection: [
            ["planned", "Planned"],
            ["in_progress", "In Progress"],
            ["done", "Done"],
        ],
    });
    stay_minutes = fields.Integer();
    user_id = fields.Many2one({relation: "res.users"});

    _records = [
        {
            id: 1,
            name: "V1",
            channel: "onsite",
            position_mode: "ask",
            state: "planned",
            place: "1 Harbour Road",
            user_id: serverState.userId,
        },
    ];
}

defineMailModels();
defineModels([Visit]);

/** What the server was asked, calls that never arrived included. */
let calls, isOffline, position;

function setVisit(values) {
    Object.assign(Visit._records[0], values);
}

function markExplained() {
    const {userId} = serverState;
    browser.localStorage.setItem(
        `sales_visit_crm.check_in_explained/${session.db}/${userId}`,
        "1"
    );
}

function mountVisit() {
    return mountView({
        type: "form",
        resModel: "sales.visit",
        resId: 1,
        arch: `<form><widget name="visit_check_in"/><field name="name"/></form>`,
    });
}

/** Tap the button; what follows takes as long as the machine needs. */
async function tap(selector = BUTTON) {
    await click(selector);
    await animationFrame();
}

function waitForCalls(count) {
    return waitUntil(() => calls.length === count);
}

/** Tap, and wait for what then appears. */
async function tapAndSee(...selectors) {
    await tap();
    for (const selector of selectors) {
        await waitFor(selector);
    }
}

function waitForNoPending() {
    return waitUntil(() => !document.querySelector(PENDING));
}

beforeEach(() => {
    calls = [];
    isOffline = false;
    position = {latitude: 31.2, longitude: 121.4, accuracy: 20};
    mockDate("2026-03-02 01:30:00", 0);
    freezeTime();
    markExplained();
    patchWithCleanup(browser.navigator.geolocation, {
        getCurrentPosition(onSuccess, onError) {
            if (position) {
                onSuccess({coords: position});
            } else {
                onError({code: 1});
            }
        },
    });
    patchWithCleanup(rpc, {
        _rpc(url, {method, kwargs} = {}) {
            if (/action_check/.test(url)) {
                calls.push([method, omit(kwargs, "context")]);
            }
            if (isOffline) {
                return Promise.reject(new ConnectionLostError(url));
            }
            return super._rpc(...arguments);
        },
    });
    for (const [method, state] of [
        ["action_check_in", "in_progress"],
        ["action_check_out", "done"],
    ]) {
        onRpc("sales.visit", method, function ({args: [ids]}) {
            this.env["sales.visit"].write(ids, {state, punctuality: "early"});
            return 7;
        });
    }
});

test("checks in with the position and shows the way out", async () => {
    await mountVisit();
    expect(BUTTON).toHaveText("Check In");
    await tap();
    await waitForCalls(1);
    const [method, {client_uid, ...params}] = calls[0];
    expect(method).toBe("action_check_in");
    expect(client_uid).toMatch(UUID);
    expect(params).toEqual({
        device_time: "2026-03-02 01:30:00",
        mode: "gps",
        latitude: 31.2,
        longitude: 121.4,
        accuracy: 20,
    });
    await waitFor(".o_notification:contains(Checked in, early enough.)");
    await waitFor(`${BUTTON}:contains(Check Out)`);
});

test("a double tap sends one check-in", async () => {
    await mountVisit();
    click(BUTTON);
    click(BUTTON);
    await waitFor(`${BUTTON}:contains(Check Out)`);
    expect(calls).toHaveLength(1);
});

test("saves what was typed before it checks in", async () => {
    onRpc("sales.visit", "web_save", ({args}) => {
        expect.step("web_save");
        expect(args[1]).toEqual({name: "V1 bis"});
        expect(calls).toHaveLength(0);
    });
    await mountVisit();
    await contains("[name=name] input").edit("V1 bis");
    await tap();
    await waitForCalls(1);
    expect.verifySteps(["web_save"]);
});

test("a denied position is replaced by a reason, in one tap", async () => {
    position = null;
    await mountVisit();
    await tapAndSee(`${DIALOG}:contains(may not use the position)`);
    expect(calls).toHaveLength(0);
    await contains(`${DIALOG} button:contains(Inside)`).click();
    await waitForCalls(1);
    expect(calls[0][1].mode).toBe("manual");
    expect(calls[0][1].reason).toBe("Inside a building");
    expect(calls[0][1].latitude).toBe(undefined);
});

test("a reason may be typed, but not left empty", async () => {
    position = null;
    await mountVisit();
    await tapAndSee(DIALOG);
    expect(".modal-footer .btn-primary").toHaveAttribute("disabled");
    await contains(`${DIALOG} textarea`).edit(" Battery empty ");
    await contains(".modal-footer .btn-primary").click();
    await waitForCalls(1);
    expect(calls[0][1].reason).toBe("Battery empty");
});

test("the position may be tried again", async () => {
    position = null;
    await mountVisit();
    await tapAndSee(DIALOG);
    position = {latitude: 1, longitude: 2, accuracy: 3};
    await contains(".modal-footer .btn-secondary").click();
    await waitForCalls(1);
    expect(calls[0][1].mode).toBe("gps");
});

test("closing the question about the reason checks nobody in", async () => {
    position = null;
    await mountVisit();
    await tapAndSee(DIALOG);
    await contains(".modal-header .btn-close, .modal-header .oi-arrow-left").click();
    await waitFor(`${BUTTON}:enabled`);
    expect(calls).toHaveLength(0);
});

test("a slow position can be skipped", async () => {
    patchWithCleanup(browser.navigator.geolocation, {
        getCurrentPosition() {
            // A browser waiting for the user's permission calls nobody back.
        },
    });
    await mountVisit();
    await tapAndSee(".o_visit_check_in_progress:contains(Getting position…)");
    await contains(".o_visit_check_in_skip").click();
    await contains(`${DIALOG} button:contains(No reception)`).click();
    await waitForCalls(1);
    expect(calls[0][1].reason).toBe("No reception here");
});

test("says what is stored before it asks for the first time", async () => {
    browser.localStorage.clear();
    await mountVisit();
    await tapAndSee(".modal-body:contains(at no other time)");
    expect(calls).toHaveLength(0);
    await contains(".modal-footer .btn-primary").click();
    await waitForCalls(1);
    expect(calls[0][1].mode).toBe("gps");
    await waitFor(`${BUTTON}:contains(Check Out):enabled`);
    await tap();
    await waitForCalls(2);
    expect(".modal").toHaveCount(0);
    expect(calls[1][0]).toBe("action_check_out");
});

test("the salesperson may refuse the position from the start", async () => {
    browser.localStorage.clear();
    await mountVisit();
    await tapAndSee(".modal-footer .btn-secondary");
    await contains(".modal-footer .btn-secondary").click();
    await waitFor(DIALOG);
    expect(calls).toHaveLength(0);
});

test("a company that never asks is not asked", async () => {
    setVisit({position_mode: "off"});
    browser.localStorage.clear();
    await mountVisit();
    expect(".o_visit_check_in_explain").toHaveCount(0);
    await tap();
    await waitForCalls(1);
    expect(omit(calls[0][1], "client_uid")).toEqual({
        device_time: "2026-03-02 01:30:00",
        mode: "manual",
    });
});

for (const [name, values] of [
    ["another salesperson's visit", {user_id: false}],
    ["a phone call", {channel: "phone"}],
    ["a visit that is over", {state: "done"}],
]) {
    test(`${name} has no button`, async () => {
        setVisit(values);
        await mountVisit();
        expect(".o_visit_check_in").toHaveCount(0);
    });
}

test("offline, arrival and departure wait and are sent in order", async () => {
    await mountVisit();
    isOffline = true;
    await tapAndSee(`${PENDING}:contains(will be sent when you are online)`);
    await waitFor(`${BUTTON}:contains(Check Out):enabled`);
    await tap();
    await waitUntil(() => document.querySelectorAll(PENDING).length === 2);
    expect(BUTTON).toHaveCount(0);
    const uids = calls.map(([, params]) => params.client_uid);

    isOffline = false;
    calls = [];
    browser.dispatchEvent(new Event("online"));
    await waitForNoPending();
    expect(calls.map(([method]) => method)).toEqual([
        "action_check_in",
        "action_check_out",
    ]);
    expect(calls[0][1].client_uid).toBe(uids[0]);
    expect(Object.keys(browser.localStorage).join()).not.toMatch(/check_in\//);
});

test("without the browser's announcement it tries again by itself", async () => {
    await mountVisit();
    isOffline = true;
    await tapAndSee(PENDING);
    isOffline = false;
    calls = [];
    await advanceTime(RETRY_DELAY);
    await waitForNoPending();
    expect(calls).toHaveLength(1);
});

test("what an earlier page left is sent at the next load", async () => {
    const entry = {
        visitId: 1,
        label: "V1",
        kind: "in",
        params: {
            client_uid: "left-behind",
            device_time: "2026-03-01 08:00:00",
            mode: "manual",
            reason: "No reception here",
        },
    };
    const prefix = `sales_visit_crm.check_in/${session.db}/${serverState.userId}/`;
    browser.localStorage.setItem(`${prefix}1/in`, JSON.stringify(entry));
    browser.localStorage.setItem(`${prefix}2/in`, "not JSON");
    await mountVisit();
    await waitForCalls(1);
    await waitForNoPending();
    expect(calls).toEqual([["action_check_in", entry.params]]);
    expect(browser.localStorage.getItem(`${prefix}1/in`)).toBe(null);
});

test("what the server refuses is shown and not sent again", async () => {
    expect.errors(1);
    onRpc("sales.visit", "action_check_in", () => {
        throw makeServerError({message: "Check the phone's clock"});
    });
    await mountVisit();
    await tapAndSee(".modal-body:contains(Check the phone's clock)");
    expect(PENDING).toHaveCount(0);
    expect.verifyErrors([/Check the phone's clock/]);
    await advanceTime(RETRY_DELAY);
    expect(calls).toHaveLength(1);
});

test("a refusal of what waited is told by a notification", async () => {
    await mountVisit();
    isOffline = true;
    await tapAndSee(PENDING);
    onRpc("sales.visit", "action_check_in", () => {
        throw makeServerError({message: "The visit was cancelled"});
    });
    isOffline = false;
    browser.dispatchEvent(new Event("online"));
    await waitFor(
        ".o_notification:contains(arrival at V1 was not accepted: The visit was cancelled)"
    );
    await waitForNoPending();
    expect(calls).toHaveLength(2);
});

test("a UUID is made where the browser hides its own", () => {
    patchWithCleanup(crypto, {randomUUID: undefined});
    expect(makeUuid()).toMatch(UUID);
    expect(makeUuid()).toMatch(UUID_VERSION_4);
    expect(makeUuid()).not.toBe(makeUuid());
});

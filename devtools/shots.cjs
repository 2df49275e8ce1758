// Screenshots of the running web client, desktop and phone.
//   node shots.cjs BASE_URL CHROMIUM LIST.json FOLDER
// An entry of the list: {login, path, name, lang?, devices?, click?}. The password is the login. `lang` switches
// the user's language first, `devices` narrows it to some, `click` is a selector to press before the picture.
const fs = require("fs");
const path = require("path");
const {chromium} = require("playwright-core");

const DEVICES = {
    desktop: {viewport: {width: 1440, height: 900}},
    phone: {
        viewport: {width: 390, height: 844},
        isMobile: true,
        hasTouch: true,
        userAgent:
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36",
    },
};
const TIMEOUT = 60000;

async function logIn(browser, baseURL, device, login) {
    // The demo people live in China: their mornings are to look like mornings.
    const context = await browser.newContext({
        ...DEVICES[device],
        baseURL,
        timezoneId: "Asia/Shanghai",
    });
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT);
    countRequests(page);
    await page.goto("/web/login");
    await page.fill("input[name=login]", login);
    await page.fill("input[name=password]", login);
    await page.click("form.oe_login_form button[type=submit]");
    await page.waitForURL((url) => !url.pathname.startsWith("/web/login"));
    return page;
}

async function speak(page, lang) {
    await page.evaluate(async (language) => {
        const call = async (url, params) => {
            const response = await fetch(url, {
                method: "POST",
                headers: {"Content-Type": "application/json"},
                body: JSON.stringify({jsonrpc: "2.0", method: "call", params}),
            });
            return (await response.json()).result;
        };
        const {uid} = await call("/web/session/get_session_info", {});
        await call("/web/dataset/call_kw/res.users/write", {
            model: "res.users",
            method: "write",
            args: [[uid], {lang: language}],
            kwargs: {},
        });
    }, lang);
}

// Playwright's "networkidle" never comes: Odoo's bus worker keeps knocking. So we count what the page asks for.
function countRequests(page) {
    const open = new Set();
    page.lastRequest = Date.now();
    page.openRequests = open;
    page.on("request", (request) => {
        if (!/websocket|bus/.test(request.url())) {
            open.add(request);
            page.lastRequest = Date.now();
        }
    });
    const done = (request) => {
        if (open.delete(request)) {
            page.lastRequest = Date.now();
        }
    };
    page.on("requestfinished", done);
    page.on("requestfailed", done);
}

async function quiet(page) {
    const deadline = Date.now() + 20000;
    while (Date.now() < deadline) {
        if (page.openRequests.size === 0 && Date.now() - page.lastRequest > 500) {
            return;
        }
        await page.waitForTimeout(100);
    }
}

// The web client has loaded when a view stands there and nothing loads any more.
async function loaded(page) {
    await page.waitForSelector(".o_action_manager > .o_action, .o_home_menu, main");
    await quiet(page);
    await page.waitForFunction(
        () => !document.querySelector(".o_loading_indicator, .o_loading, .o_blockUI")
    );
    await page.evaluate(() => document.fonts.ready);
    // Animations of dialogs and kanban cards.
    await page.waitForTimeout(400);
}

async function picture(page, shot, file) {
    page.openRequests.clear();
    await page.goto(shot.path, {waitUntil: "domcontentloaded"});
    await loaded(page);
    if (shot.click) {
        await page.click(shot.click);
        await loaded(page);
    }
    await page.screenshot({path: file});
    if (await page.$(".o_error_dialog, .o_notification .bg-danger")) {
        throw new Error("the page shows an error");
    }
}

async function main([baseURL, executablePath, list, folder]) {
    const shots = JSON.parse(fs.readFileSync(list, "utf8"));
    fs.mkdirSync(folder, {recursive: true});
    const browser = await chromium.launch({executablePath, args: ["--no-sandbox"]});
    const pages = {};
    let failed = 0;
    for (const shot of shots) {
        for (const device of shot.devices || Object.keys(DEVICES)) {
            const file = path.join(folder, `${shot.name}-${device}.png`);
            try {
                const key = `${device} ${shot.login}`;
                pages[key] =
                    pages[key] || (await logIn(browser, baseURL, device, shot.login));
                await speak(pages[key], shot.lang || "en_US");
                await picture(pages[key], shot, file);
                console.log(file);
            } catch (error) {
                failed += 1;
                console.error(`${file}: ${error.message.split("\n")[0]}`);
            }
        }
    }
    await browser.close();
    process.exitCode = failed ? 1 : 0;
}

main(process.argv.slice(2));

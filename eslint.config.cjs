// Found through NODE_PATH, which ./dev lint sets to the cache.
const globals = require("globals");

module.exports = [
    {
        files: ["**/static/**/*.js"],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {...globals.browser, odoo: "readonly", luxon: "readonly"},
        },
        rules: {
            "no-undef": "error",
            "no-unused-vars": "error",
            "prefer-const": "error",
            eqeqeq: "error",
            "no-duplicate-imports": "error",
            "no-debugger": "error",
            "no-console": "error",
            complexity: ["error", 8],
        },
    },
];

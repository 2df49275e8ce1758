/** @type {import("prettier").Config} */
module.exports = {
    // A path, so that prettier finds the plugin wherever npm put it.
    plugins: [require.resolve("@prettier/plugin-xml")],
    bracketSpacing: false,
    printWidth: 88,
    proseWrap: "preserve",
    trailingComma: "es5",
    xmlWhitespaceSensitivity: "preserve",
};

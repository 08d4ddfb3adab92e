// Checks a Data Package against the published profiles and reads every row of
// every table by its schema; prints the rows of each as JSON.
const {Package} = require("datapackage");

(async () => {
    const found = await Package.load(process.argv[2]);
    if (!found.valid) throw found.errors;
    const rows = {};
    for (const table of found.resources)
        rows[table.name] = (await table.read({keyed: true})).length;
    console.log(JSON.stringify(rows));
})().catch((error) => {
    console.log(String(error), (error.errors || []).map(String));
    process.exit(1);
});

// After npm wrote the lock: no addresses, and no mention of other platforms' binaries that the registry could not offer,
// because `npm ci` takes an optional package without an entry for a broken lock. Where all were offered, nothing is lost.
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../pwa/package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const held = (from, name) => {
  for (let folder = from; ; folder = folder.slice(0, folder.lastIndexOf("/node_modules/"))) {
    if (`${folder}/node_modules/${name}` in lock.packages) return true;
    if (!folder.includes("/node_modules/")) return `node_modules/${name}` in lock.packages;
  }
};
for (const [folder, entry] of Object.entries(lock.packages)) {
  delete entry.funding; // sponsors' pages
  delete entry.resolved;
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (!held(folder, name)) delete entry.optionalDependencies[name];
  }
}
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);

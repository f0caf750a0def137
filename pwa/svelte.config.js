/** Runes everywhere; TypeScript in markup needs no preprocessor since the language strips it itself. */
export default { compilerOptions: { runes: true } };

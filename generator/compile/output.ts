/** Generated files: path relative to the repository, and text. */
export type Output = Readonly<Record<string, string>>;

/** Files that roles ship beside their tasks, by path relative to the folder of the role's definition. */
export type ShippedFiles = Readonly<Record<string, Readonly<Record<string, string>>>>;

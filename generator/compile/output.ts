/** Generated files: path relative to the repository, and text. */
export type Output = Readonly<Record<string, string>>;

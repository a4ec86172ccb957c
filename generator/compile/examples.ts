const marker = /^<!-- example: (\S+) -->\n[\s\S]*?^<!-- end -->$/gm;

const languages: Readonly<Record<string, string>> = { yaml: 'yaml', Dockerfile: 'dockerfile', json: 'json' };

/** Fills the examples of a Markdown page with the files that its markers name, so that what is shown is what is tested. */
export const insertExamples = (page: string, read: (path: string) => string): string =>
  page.replace(marker, (_, path: string) => {
    const language = languages[path.split(/[./]/).at(-1) ?? ''] ?? '';
    return `<!-- example: ${path} -->\n\n\`\`\`${language}\n${read(path).trimEnd()}\n\`\`\`\n\n<!-- end -->`;
  });

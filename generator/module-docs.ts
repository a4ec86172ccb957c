import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';

/** An option of a module, as its documentation has it. */
export interface Option {
  readonly type?: string;
  readonly required?: boolean;
  readonly choices?: readonly unknown[];
  readonly suboptions?: Readonly<Record<string, Option>>;
}

/** A module that ships with a role. */
export interface DocumentedModule {
  readonly role: string;
  readonly options: Readonly<Record<string, Option>>;
}

const documentation = /^DOCUMENTATION = r?"""\n([\s\S]*?)^"""/m;

/** The modules of all roles by their names, from what they say of themselves; a test compares that with what they take. */
export const readModules = (root: string): Readonly<Record<string, DocumentedModule>> =>
  Object.fromEntries(
    readdirSync(join(root, 'roles')).flatMap((role) => {
      const library = join(root, 'roles', role, 'library');
      const files = existsSync(library) ? readdirSync(library).filter((file) => file.endsWith('.py')) : [];
      return files.map((file) => {
        const text = documentation.exec(readFileSync(join(library, file), 'utf8'))?.[1] ?? '';
        const { options = {} } = (parse(text) ?? {}) as Partial<DocumentedModule>;
        return [basename(file, '.py'), { role, options }];
      });
    }),
  );

import { build } from './build';
import { names } from './names';

export type { Grammar, Refusal } from './format';

/** Every grammar by its name; the Python of the roles has them by the same names. */
export const grammars = { ...names, ...build };

/** The name of a grammar. */
export type GrammarName = keyof typeof grammars;

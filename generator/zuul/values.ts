import { mapping, oneOf, text, truth, type Schema, type Shape } from './shape';

/** Ansible variables by name; a name starts with a letter and goes on with letters, digits and underscores. */
export type Variables = Readonly<Record<string, unknown>>;

/** A regular expression: RE2, anchored at its start. */
export const pattern: Shape<string> = { type: 'string', format: 'zuul-regex' };

/** The same, or the long form, which can turn the match around. */
export const regex = oneOf(pattern, mapping({ regex: pattern, negate: truth }, 'regex'));

const letters = '[a-zA-Z][a-zA-Z0-9_]*';
const lettersRule = 'a name begins with a letter and goes on with letters, digits and "_"';

/** The name of a variable. */
export const variableName: Shape<string> = {
  type: 'string',
  pattern: `^${letters}$`,
  patternErrorMessage: `Expected the name of a variable; ${lettersRule}.`,
};

/** Variables that Zuul sets itself, in projects as well as in jobs. */
const reserved = ['zuul', 'zuul_node', 'nodepool', 'unsafe_vars', 'zuul_user_dir'];

/** Variables with which a job could get around Zuul. */
const reservedInJobs = [
  ...['ansible_connection', 'ansible_host', 'ansible_python_interpreter'],
  ...['ansible_shell_executable', 'ansible_user'],
];

/** A rule for names, and how to say of one that it breaks it; editors say it of "this". */
const names = (rule: string, description: string): Schema => ({
  pattern: rule,
  description,
  patternErrorMessage: `This ${description}.`,
});

const none = (reservedNames: readonly string[]): Schema =>
  names(`^(?!(?:${reservedNames.join('|')})$)`, 'is a variable that Zuul sets itself; choose another name');

/** Where variables stand: a job must not set those by which Zuul reaches the nodes. */
export const namesInJobs: Schema = { propertyNames: none([...reserved, ...reservedInJobs]) };
export const namesInProjects: Schema = { propertyNames: none(reserved) };

/** Variables by name; in editors a merge counts as a name. */
export const variablesWith = (properties: Readonly<Record<string, Schema>>, merges = false): Schema => ({
  type: 'object',
  properties,
  propertyNames: names(
    merges ? `^(?:<<|${letters})$` : `^${letters}$`,
    `is no variable name; ${lettersRule}`,
  ),
});

/** What the tables leave open: editors know the library's names there, the linter has rules of its own. */
export type Known = 'jobs' | 'pipelines' | 'secrets';

/** A text that can be any of a sort, but of which some are known: editors propose them. */
export const known = (what: Known, sort: Shape<string> = text): Shape<string> => ({ ...sort, known: what });

/** Variables of a job or of a project. */
export const jobVariables: Shape<Variables> = { part: 'job-variables' };
export const projectVariables: Shape<Variables> = { part: 'project-variables' };

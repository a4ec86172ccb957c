import type { Diagnostic } from '../diagnostics';
import { partOf, type Field } from '../model/variable';
import { tasksWithSecrets } from './derived-secrets';
import { namesOfTemplate, type JinjaName } from './jinja-names';
import { textsOfTask, textsOfVars, type JinjaText } from './names-of';
import { errorAt, type Rule } from './rule';
import type { KnownSecrets } from './secret-names';

/**
 * Whether Ansible may take what a template gives for something else than text: its result may begin as a
 * list or a mapping does. A mapping that is spelt out in the template keeps its texts.
 */
const isConverted = ({ text, form }: JinjaText): boolean =>
  form === 'template' && /^\s*(?:\{(?!\{\s*\{)|\[)/.test(text) && !/\|\s*string\s*\}\}\s*$/.test(text);

/** Whether a name is that of a secret text itself, and not of something that a result or a list holds beside it. */
const isSecretText = ({ name, path }: JinjaName, { variables }: KnownSecrets): boolean => {
  const field = path.reduce<Field | undefined>(
    (outer, part) => (outer?.type === 'dict' ? partOf(outer, part) : undefined),
    variables.get(name),
  );
  return field?.type === 'string' && field.secret === true;
};

const converted = (where: string, texts: readonly JinjaText[], known: KnownSecrets): readonly Diagnostic[] =>
  texts.filter(isConverted).flatMap(({ text }) =>
    namesOfTemplate(text)
      .filter((name) => isSecretText(name, known))
      .map(({ name, path }) =>
        errorAt(
          where,
          'secret-converted',
          `has the secret text "${[name, ...path].join('.')}" in a template that Ansible converts: a key in JSON would arrive as a dictionary`,
          'Use exactText(), or pass the mapping that holds it.',
        ),
      ),
  );

/** A secret text reaches its module byte for byte. */
export const secretConverted: Rule = (library) =>
  tasksWithSecrets(library).flatMap(({ role, tasks, vars, known }) => [
    ...converted(`${role ?? ''}: vars`, textsOfVars(vars), known),
    ...tasks.flatMap(({ where, task }) => converted(where, textsOfTask(task), known)),
  ]);

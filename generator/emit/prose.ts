import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';

const engine = Handlebars.create();

// A block of text moved to the right, for directives of reStructuredText.
engine.registerHelper('indent', (width: number, text: string) => text.replace(/^(?=.)/gm, ' '.repeat(width)));
engine.registerHelper('underline', (character: string, text: string) => character.repeat(text.length));

const templates = new Map<string, Handlebars.TemplateDelegate>();

const load = (name: string): Handlebars.TemplateDelegate => {
  const path = join(__dirname, 'templates', `${name}.hbs`);
  return engine.compile(readFileSync(path, 'utf8'), { strict: true, noEscape: true });
};

/** Prose from a template of `templates/`: the only user of Handlebars, which would eat the Jinja of YAML files. */
export const prose = (template: string, data: Readonly<Record<string, unknown>>): string => {
  const compiled = templates.get(template) ?? load(template);
  templates.set(template, compiled);
  return `${compiled(data)
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
};

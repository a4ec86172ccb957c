import type { Family } from '../../model/families';

/** What `image_plan` gets of a family beside its images: a registry for all of them, or none, as each names its own. */
export const registryOf = ({ registry }: Family) => (registry ? { registry: `{{ ${registry} }}` } : {});

/** The engine of a family: its own, or the one that the job chooses. */
export const engineOf = ({ engine, command }: Family) => (command ? `{{ ${command} }}` : engine);

/** The same for tasks that take the family's own engine where nothing is said. */
export const chosenEngine = ({ command }: Family) => (command ? { engine: `{{ ${command} }}` } : {});

/** What private variables and results of a role begin with, given what it does. */
export const prefixOf = (verb: 'build' | 'upload' | 'promote', { name }: Family) => `${verb}_${name}_image`;

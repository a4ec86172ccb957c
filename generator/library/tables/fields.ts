import type { PythonTable } from '../../model/library';
import type { Field } from '../../model/variable';
import { containerImages, dockerImages } from '../variables/images';
import { mirrorContainerImagesImages } from '../variables/mirror';

const isTemplate = (value: unknown): boolean => typeof value === 'string' && value.includes('{{');

/** What the roles need of a field to read it; a default that depends on the build is filled in by Ansible. */
export const asData = (field: Field): Readonly<Record<string, unknown>> => ({
  type: field.type,
  required: field.required,
  default: isTemplate(field.default) ? undefined : field.default,
  expected: field.expected,
  ...(field.type === 'string'
    ? { format: field.format, choices: field.choices, numbers: field.numbers }
    : {}),
  ...(field.type === 'integer' ? { minimum: field.minimum, maximum: field.maximum } : {}),
  ...(field.type === 'list' ? { explicit: field.explicit, items: asData(field.items) } : {}),
  ...(field.type === 'dict'
    ? {
        fields: Object.fromEntries(Object.entries(field.fields).map(([name, part]) => [name, asData(part)])),
        tolerated: field.tolerated,
        free: field.free && { format: field.free.format, values: asData(field.free.values) },
      }
    : {}),
});

/** What lists of images may hold, for the roles. */
export const fieldTable: PythonTable = {
  path: 'roles/image-gate/module_utils/image_gate/input/field_table.py',
  source: 'generator/library/variables/images.ts',
  about: 'What an image of a list may hold, by the variable of the list; see ``fields`` for what it means.',
  name: 'IMAGES',
  type: 'dict[str, dict[str, Any]]',
  value: {
    docker_images: asData(dockerImages.items),
    container_images: asData(containerImages.items),
    mirror_container_images_images: asData(mirrorContainerImagesImages.items),
  },
};

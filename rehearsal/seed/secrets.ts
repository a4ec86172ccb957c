import { constants, publicEncrypt } from 'node:crypto';
import type { Document, Node } from 'yaml';
import { tenant } from '../stage/zuul/configuration';
import { http } from '../stage/http';
import type { Namespaces } from '../hosts/namespaces';
import { zuulWebPort } from '../stage/addresses';

// RSA-4096 with OAEP and SHA-1 has room for this many bytes
const chunkSize = 470;

/** A value that only Zuul can read, and only in one project, as a node of a YAML document. */
export type Encrypt = (document: Document, value: string) => Node;

/** Gets a project's public key from Zuul, as `zuul-client encrypt` does. */
export const encryptFor = async (namespaces: Namespaces, project: string): Promise<Encrypt> => {
  const url = `http://127.0.0.1:${zuulWebPort}/api/tenant/${tenant}/key/${project}.pub`;
  const { status, body: key } = await http(namespaces, { url });
  if (status !== 200) throw new Error(`Zuul has no key of project ${project}: ${status}`);
  return (document, value) => {
    const bytes = Buffer.from(value);
    const chunks: string[] = [];
    for (let start = 0; start < bytes.length; start += chunkSize) {
      const padding = constants.RSA_PKCS1_OAEP_PADDING;
      chunks.push(
        publicEncrypt({ key, padding, oaepHash: 'sha1' }, bytes.subarray(start, start + chunkSize)).toString(
          'base64',
        ),
      );
    }
    const node = document.createNode(chunks);
    node.tag = '!encrypted/pkcs1-oaep';
    return node;
  };
};

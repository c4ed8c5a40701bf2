// Edits every file of routes/ and kamelets/ with Kaoto's own code, and keeps what Kaoto saves as test data of the build.

import { build } from 'esbuild';
import { mkdirSync } from 'node:fs';

// What draws (React and the packages around it) is left out: only Kaoto's model and what the form calls is needed.
const DRAWS = /^(react|react-dom|@patternfly|@carbon|@monaco-editor|monaco-editor|monaco-yaml|@kie-tools-core|@visx|@dnd-kit|html-to-image)(\/|$)/;
const undrawn = {
  name: 'undrawn',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: DRAWS }, ({ path }) => ({ path, namespace: 'undrawn' }));
    onLoad({ filter: /.*/, namespace: 'undrawn' }, () => ({
      contents: 'const any = new Proxy(function () {}, { get: (t, name) => name === Symbol.toPrimitive ? () => "" : any,'
        + ' apply: () => any, construct: () => any, getPrototypeOf: () => any }); module.exports = any;',
      loader: 'js',
    }));
  },
};

// Kaoto's modules are written for a browser: they name styles and pictures, and one another without a file's ending.
const bundle = 'node_modules/.cache/edit.js';
mkdirSync('node_modules/.cache', { recursive: true });
await build({
  entryPoints: ['edit.js'],
  outfile: bundle,
  bundle: true,
  format: 'esm',
  platform: 'node',
  plugins: [undrawn],
  logLevel: 'error',
  loader: { '.css': 'empty', '.scss': 'empty', '.svg': 'empty', '.png': 'empty', '.woff2': 'empty', '.ttf': 'empty' },
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"
      + ' globalThis.DOMParser = globalThis.XMLSerializer = class {}; globalThis.window = globalThis;',
  },
});
await import('./' + bundle);
